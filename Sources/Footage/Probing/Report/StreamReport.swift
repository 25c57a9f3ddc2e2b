import Libav

/// What a file says of one of its streams, whatever it carries.
public struct StreamReport: Sendable, Encodable, Hashable {
  /// Its number in the file.
  public let index: Int
  /// "video", "cover", "audio" or "other".
  public let kind: String
  /// FFmpeg's codec name.
  public let codec: String
  /// The codec's profile in words.
  public let profile: String?
  /// The container's four-character code.
  public let codecTag: String?
  /// Seconds of one tick, as a fraction.
  public let timeBase: String
  /// First moment in seconds.
  public let start: Double?
  /// Seconds.
  public let duration: Double?
  /// Frames or packets, by the container's index.
  public let frameCount: Int?
  /// Bits a second, by the container.
  public let bitRate: Int?
  /// Its own tags, such as language and handler.
  public let tags: [String: String]

  init(_ stream: StreamFacts) {
    index = stream.index
    kind =
      switch stream.kind {
      case .video: stream.isCover ? "cover" : "video"
      case .audio: "audio"
      case .other: "other"
      }
    codec = stream.codec
    profile = stream.profile
    codecTag = stream.codecTag
    timeBase = "\(stream.timeBase.numerator)/\(stream.timeBase.denominator)"
    start = stream.start.map { Timestamp($0, stream.timeBase).seconds }
    duration = stream.duration.map { Timestamp($0, stream.timeBase).seconds }
    frameCount = stream.frameCount
    bitRate = stream.bitRate
    tags = stream.tags
  }
}
