/// One limit that a request breaks.
public struct Violation: Sendable, Hashable, CustomStringConvertible {
  /// Which limit it is.
  public struct Rule: Sendable, Hashable, CustomStringConvertible {
    private let name: String
    private init(_ name: String) { self.name = name }
    /// The name of the limit.
    public var description: String { name }

    /// The kind of picture file.
    public static let pictureFormat = Rule("pictureFormat")
    /// The size of the picture file.
    public static let pictureBytes = Rule("pictureBytes")
    /// The short side of the picture.
    public static let pictureSize = Rule("pictureSize")
    /// The ratio of width to height.
    public static let pictureRatio = Rule("pictureRatio")
    /// A prompt that says nothing.
    public static let promptEmpty = Rule("promptEmpty")
    /// A prompt that says too much.
    public static let promptLong = Rule("promptLong")
    /// A prompt full of characters nobody can see.
    public static let promptInvisible = Rule("promptInvisible")
    /// The length of the clip.
    public static let duration = Rule("duration")
    /// The address of the picture.
    public static let imageURL = Rule("imageURL")
    /// The address of the last picture.
    public static let endImageURL = Rule("endImageURL")
    /// The size of the clip.
    public static let resolution = Rule("resolution")
  }

  /// Which limit it is.
  public let rule: Rule
  /// A sentence that says what is wrong and what would be right.
  public let message: String

  /// The sentence.
  public var description: String { message }

  init(_ rule: Rule, _ message: String) {
    self.rule = rule
    self.message = message
  }
}
