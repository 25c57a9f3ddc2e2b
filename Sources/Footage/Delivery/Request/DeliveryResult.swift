public import Outputs

/// What came of one wish.
public struct DeliveryResult: Sendable, Hashable, Encodable {
  /// How a stream came into the result.
  public enum Way: String, Sendable, Hashable, Codable {
    /// Packets as they were, since they met the settings.
    case copied
    /// Decoded and encoded.
    case encoded
  }

  /// The file or folder.
  public let destination: String
  /// Bytes of the file, or of all files in the folder.
  public let byteCount: Int
  /// How the picture came into it; nil when there is none.
  public let picture: Way?
  /// How the sound came into it; nil when there is none.
  public let sound: Way?
  /// Frames of the picture; of the largest size for streams.
  public let frameCount: Int?
  /// Seconds.
  public let duration: Double
  /// The facts of a file that can be probed; nil for folders and animated WebP.
  public let clip: Clip?
  /// What became of the pictures between decoder and encoder, in FFmpeg's language, from `[in0]` to
  /// `[out]`; nil when nothing did. Of the largest size for streams.
  public let filters: String?
  /// Where it says that it comes from; nil when nothing is known of it, or it has no place for that.
  public let origin: OriginLabel?
  /// What was decided that a person may want to know, a sentence each.
  public var notes: [String]
}
