/// What went wrong in asking for a clip or reading the answer.
public struct HailuoError: Error, Sendable, CustomStringConvertible {
  /// The kind of failure; errors compare by it.
  public struct Code: Hashable, Sendable {
    private let name: String
    private init(_ name: String) { self.name = name }

    /// The request breaks limits of the model.
    public static let violations = Code("violations")
    /// The request cannot be written down.
    public static let badRequest = Code("badRequest")
    /// The answer is not what the model promises.
    public static let badResponse = Code("badResponse")
  }

  /// The kind of failure.
  public let code: Code
  /// What people read.
  public let message: String
  /// The limits that were broken.
  public let violations: [Violation]

  /// What people read.
  public var description: String { message }

  /// Creates an error; the message is one sentence.
  public init(_ code: Code, _ message: String) {
    self.code = code
    self.message = message
    violations = []
  }

  /// Creates an error from broken limits; its message is all their sentences.
  public init(_ violations: [Violation]) {
    code = .violations
    self.violations = violations
    message = violations.map(\.message).joined(separator: " ")
  }
}

extension ClipRequest {
  /// Checks every limit.
  ///
  /// - Throws: ``HailuoError`` `.violations` with all that are broken.
  public func validate(for model: Model, picture: PictureFacts? = nil) throws(HailuoError) {
    let found = violations(for: model, picture: picture)
    guard found.isEmpty else { throw HailuoError(found) }
  }
}
