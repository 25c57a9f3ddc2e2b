/// What went wrong with a file that was to be written or read whole.
public struct OutputError: Error, Sendable, CustomStringConvertible {
  /// The kind of failure; errors compare by it.
  public struct Code: Hashable, Sendable {
    private let name: String
    private init(_ name: String) { self.name = name }

    /// The destination exists and replacing it was not allowed.
    public static let exists = Code("exists")
    /// The destination is one of the files that the result is made of.
    public static let ingredient = Code("ingredient")
    /// The destination's folder cannot be written to, or is not there.
    public static let unwritable = Code("unwritable")
    /// The file to read is not there, or is a folder.
    public static let missing = Code("missing")
    /// The file to read is there, and this user may not read it.
    public static let forbidden = Code("forbidden")
    /// The disk or the quota is full.
    public static let full = Code("full")
    /// Any other failure of the file system.
    public static let failed = Code("failed")
  }

  /// The kind of failure.
  public let code: Code
  /// The file or folder it happened to.
  public let path: String
  /// One sentence for people; names the file and, where there is something to do, what.
  public let message: String

  /// The sentence for people.
  public var description: String { message }

  init(_ code: Code, path: String, _ message: String) {
    self.code = code
    self.path = path
    self.message = message
  }
}
