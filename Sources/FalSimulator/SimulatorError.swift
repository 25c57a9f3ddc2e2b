/// What went wrong while a simulator was started or while it drew a clip.
public struct SimulatorError: Error, Sendable, CustomStringConvertible {
  /// The kinds of failure; further ones may be added.
  public struct Code: Hashable, Sendable, CustomStringConvertible {
    /// The stable name of the kind.
    public let name: String
    /// The name, for people and logs.
    public var description: String { name }

    /// The wanted port does not exist.
    public static let badPort = Code(name: "bad_port")
    /// Another program listens on the wanted port.
    public static let portTaken = Code(name: "port_taken")
    /// The system does not let this program listen there.
    public static let portRefused = Code(name: "port_refused")
    /// The description of faults could not be understood.
    public static let badFaults = Code(name: "bad_faults")
    /// The temporary folder for pictures and clips could not be made or written.
    public static let folder = Code(name: "folder")
    /// A picture could not be decoded; thrown by a renderer, it ends the job with `image_load_error`.
    public static let unreadablePicture = Code(name: "unreadable_picture")
    /// A clip could not be rendered; it ends the job with `internal_server_error`.
    public static let rendering = Code(name: "rendering")
  }

  /// The kind of failure.
  public let code: Code
  /// One sentence for a person.
  public let message: String
  /// The error behind this one, when there is one.
  public let cause: (any Error)?

  /// Makes an error.
  public init(_ code: Code, _ message: String, cause: (any Error)? = nil) {
    self.code = code
    self.message = message
    self.cause = cause
  }

  /// The sentence.
  public var description: String { message }
}
