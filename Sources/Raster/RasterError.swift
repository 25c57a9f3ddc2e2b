/// A picture that could not be read or written, with one sentence about why.
///
/// The sentence speaks of "the PNG": whoever knows the file's name puts it in front.
public struct RasterError: Error, Sendable, Hashable, CustomStringConvertible {
  /// The kinds of failure; more may be added.
  public struct Code: Hashable, Sendable {
    private let name: String
    private init(_ name: String) { self.name = name }

    /// The bytes do not begin like a PNG file.
    public static let notPNG = Code("not a PNG")
    /// The file ends before its picture does.
    public static let truncated = Code("truncated")
    /// The file is whole but contradicts itself or its checksums.
    public static let damaged = Code("damaged")
    /// The picture has more pixels than this program takes, or none at all.
    public static let unsuitableSize = Code("unsuitable size")
    /// The colour profile is broken, or not one for the picture it is in.
    public static let profile = Code("profile")
    /// The picture is of a kind that is not read.
    public static let unsupported = Code("unsupported")
    /// The work was given up because nobody wants it any more.
    public static let cancelled = Code("cancelled")
    /// The picture could not be turned into a file.
    public static let encoding = Code("encoding")
  }

  /// The kind of failure.
  public let code: Code
  /// What is wrong, for people.
  public let message: String

  /// Creates an error from its kind and its sentence.
  public init(_ code: Code, _ message: String) {
    self.code = code
    self.message = message
  }

  /// The sentence.
  public var description: String { message }

  /// Matches an error by its kind in a catch clause.
  public static func ~= (code: Code, error: RasterError) -> Bool { error.code == code }
}
