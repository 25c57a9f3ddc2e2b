/// Why a gateway cannot be started.
public struct GatewayError: Error, Sendable, CustomStringConvertible {
  /// The kind of failure; errors compare by it.
  public struct Code: Sendable, Hashable {
    private let name: String
    private init(_ name: String) { self.name = name }

    /// The place to listen at is none, is taken, or may not be used.
    public static let address = Code("address")
    /// The configuration cannot be used.
    public static let configuration = Code("configuration")
    /// What was spent cannot be kept on disk.
    public static let ledger = Code("ledger")
  }

  /// The kind of failure.
  public let code: Code
  /// One sentence for people.
  public let message: String

  /// Creates an error; the message is one sentence.
  public init(_ code: Code, _ message: String) {
    self.code = code
    self.message = message
  }

  /// The sentence for people.
  public var description: String { message }
}
