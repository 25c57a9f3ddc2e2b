/// How a video is delivered.
public struct TranscodeSettings: Sendable, Hashable, Codable {
  /// The container of the result.
  public var container: ContainerFormat
  /// H.264's profile: "baseline", "main" or "high".
  public var profile: String
  /// x264's constant quality: 0 is lossless, 18 looks like the source, 23 is its default.
  public var quality: Int
  /// x264's preset: "ultrafast" to "veryslow".
  public var speed: String
  /// Seconds from one key frame to the next at most.
  public var keyFrameSeconds: Double
  /// Bits a second of the sound.
  public var audioBitRate: Int
  /// Whether the index goes before the media, so that players can start at once.
  public var isFastStart: Bool

  /// Creates settings.
  public init(
    container: ContainerFormat = .mp4, profile: String = "high", quality: Int = 18,
    speed: String = "medium", keyFrameSeconds: Double = 2, audioBitRate: Int = 160_000,
    isFastStart: Bool = true
  ) {
    self.container = container
    self.profile = profile
    self.quality = quality
    self.speed = speed
    self.keyFrameSeconds = keyFrameSeconds
    self.audioBitRate = audioBitRate
    self.isFastStart = isFastStart
  }

  /// Refuses what no encoder is needed to refuse.
  func check(_ destination: String) throws(FootageError) {
    guard container.canHold("h264") else {
      throw FootageError(
        .invalidRequest, path: destination,
        "\(destination): \(container.rawValue) files do not hold H.264; choose mp4.")
    }
    guard keyFrameSeconds > 0, keyFrameSeconds.isFinite else {
      throw FootageError(
        .invalidRequest, path: destination,
        "\(destination): the distance of key frames must be a number of seconds above 0.")
    }
  }
}
