/// How the sound of a delivery is encoded.
public struct AudioDelivery: Sendable, Hashable, Codable {
  /// The kinds of coding.
  public enum Codec: String, Sendable, Hashable, Codable, CaseIterable {
    /// AAC-LC, which everything plays.
    case aac
    /// Opus, for WebM and the web.
    case opus
    /// FLAC, lossless.
    case flac
    /// Uncompressed, 16 bits.
    case pcm16
    /// Uncompressed, 24 bits.
    case pcm24
  }

  /// What happens when the source has no sound.
  public enum Absence: String, Sendable, Hashable, Codable, CaseIterable {
    /// The result has none either.
    case none
    /// The result has silence, for services that refuse files without sound.
    case silence
  }

  /// The kind of coding.
  public var codec: Codec
  /// Bits a second; of no meaning for the lossless kinds.
  public var bitRate: Int
  /// Samples a second; nil for the source's, or the nearest that the encoder knows.
  public var sampleRate: Int?
  /// Channels; nil for the source's, where the encoder takes as many.
  public var channels: Int?
  /// The programme loudness to bring it to, in LUFS (EBU R 128), such as -16; nil leaves it.
  public var loudness: Double?
  /// What happens when the source has no sound.
  public var whenMissing: Absence

  /// Creates settings; by default AAC, stereo, 48 kHz.
  public init(
    codec: Codec = .aac, bitRate: Int = 160_000, sampleRate: Int? = 48_000, channels: Int? = 2,
    loudness: Double? = nil, whenMissing: Absence = .none
  ) {
    self.codec = codec
    self.bitRate = bitRate
    self.sampleRate = sampleRate
    self.channels = channels
    self.loudness = loudness
    self.whenMissing = whenMissing
  }

  enum CodingKeys: String, CodingKey {
    case codec, channels, loudness
    case bitRate = "bit_rate"
    case sampleRate = "sample_rate"
    case whenMissing = "when_missing"
  }
}
