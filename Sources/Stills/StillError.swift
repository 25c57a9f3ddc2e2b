/// A picture file that cannot be used, with one sentence about why and what would be right.
///
/// Functions of this module throw this type, or `CancellationError` when their task is cancelled.
public struct StillError: Error, Sendable, Hashable, CustomStringConvertible {
  /// The kinds of failure; more may be added.
  public struct Code: Hashable, Sendable {
    private let name: String
    private init(_ name: String) { self.name = name }

    /// There is no such file, it is a folder, or it may not be read.
    public static let unreadable = Code("unreadable")
    /// The file has no bytes at all.
    public static let empty = Code("empty")
    /// The file is something else than a picture, whatever its name says.
    public static let notAPicture = Code("not a picture")
    /// The file is a picture of a kind that is not read.
    public static let unsupportedFormat = Code("unsupported format")
    /// The file is a video, and which of its pictures is meant was not said.
    public static let video = Code("video")
    /// The file ends before its picture does.
    public static let truncated = Code("truncated")
    /// The file contradicts itself or its checksums.
    public static let damaged = Code("damaged")
    /// The file or its picture is larger than this program reads.
    public static let tooLarge = Code("too large")
    /// The part to be cut out lies outside of the picture.
    public static let unsuitableCut = Code("unsuitable cut")
    /// The wanted aspect ratio is one that no clip can have.
    public static let unsuitableAspect = Code("unsuitable aspect")
    /// The result cannot be made small enough.
    public static let tooManyBytes = Code("too many bytes")
    /// A step failed that should not have, such as running out of memory.
    public static let failed = Code("failed")
  }

  /// The kind of failure.
  public let code: Code
  /// The file, or the name of the picture, that cannot be used.
  public let subject: String
  /// One sentence for people, which names the subject and what to do.
  public let message: String

  /// Creates an error; the subject is put in front of the explanation.
  init(_ code: Code, _ subject: String, _ explanation: String) {
    self.code = code
    self.subject = subject
    message = "\(subject): \(explanation)."
  }

  /// Adopts a sentence that names the subject already.
  init(_ code: Code, subject: String, message: String) {
    self.code = code
    self.subject = subject
    self.message = message
  }

  /// The sentence for people.
  public var description: String { message }

  /// Matches an error by its kind in a catch clause.
  public static func ~= (code: Code, error: StillError) -> Bool { error.code == code }
}
