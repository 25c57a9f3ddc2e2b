/// How long a clip is to be; there is nothing between.
public enum ClipDuration: String, Sendable, Hashable, Codable, CaseIterable {
  /// Six seconds.
  case six = "6"
  /// Ten seconds.
  case ten = "10"

  /// Finds the duration of so many seconds; nil when there is none.
  public init?(seconds: Int) { self.init(rawValue: String(seconds)) }

  /// The nominal length in seconds; a real clip may be a few frames off.
  public var seconds: Int { self == .six ? 6 : 10 }

  /// The nominal length.
  public var duration: Duration { .seconds(seconds) }
}
