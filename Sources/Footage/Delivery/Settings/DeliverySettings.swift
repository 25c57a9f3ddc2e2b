/// How a video is delivered: the file or files, and what is in them.
///
/// A preset says these; a person may override each. Values are plain, so that settings can be
/// compared, hashed for the record of a film, and written as JSON.
public struct DeliverySettings: Sendable, Hashable, Codable {
  /// What kind of file, or folder of files, comes out.
  public var container: DeliveryContainer
  /// The picture; nil for sound alone.
  public var video: VideoDelivery?
  /// The sound; nil for a silent result.
  public var audio: AudioDelivery?
  /// Whether an MP4's or MOV's index goes before the media, so that players can start at once.
  public var isFastStart: Bool
  /// Whether titles, dates and prompts of the source are written into the result. That it was made by
  /// a model, or simulated, is written in any case.
  public var keepsMetadata: Bool
  /// The most bytes the whole result may have; quality is lowered until it fits.
  public var maxBytes: Int?
  /// How a stream in segments is cut; nil for one file.
  public var streaming: StreamingDelivery?

  /// Creates settings; by default those of an MP4 for the web.
  public init(
    container: DeliveryContainer = .mp4, video: VideoDelivery? = VideoDelivery(),
    audio: AudioDelivery? = AudioDelivery(), isFastStart: Bool = true, keepsMetadata: Bool = true,
    maxBytes: Int? = nil, streaming: StreamingDelivery? = nil
  ) {
    self.container = container
    self.video = video
    self.audio = audio
    self.isFastStart = isFastStart
    self.keepsMetadata = keepsMetadata
    self.maxBytes = maxBytes
    self.streaming = streaming
  }

  enum CodingKeys: String, CodingKey {
    case container, video, audio, streaming
    case isFastStart = "faststart"
    case keepsMetadata = "metadata"
    case maxBytes = "max_bytes"
  }
}
