import Libav

/// How the sound of one result is encoded, in terms of an encoder of FFmpeg's; pure.
struct SoundEncoding {
  let encoding: AudioEncoding

  /// - Parameter source: what the decoder gives; nil for silence.
  /// - Throws: ``FootageError`` `.unsupported` when this FFmpeg cannot encode so.
  init(_ wish: AudioDelivery, source: StreamFacts?) throws(FootageError) {
    let encoder = SoundEncoding.encoder(wish.codec)
    let format =
      switch wish.codec {
      case .aac: "fltp"
      case .opus: "flt"
      case .flac: source.map(SoundEncoding.hasDeepSamples) == true ? "s32" : "s16"
      case .pcm16: "s16"
      case .pcm24: "s32"
      }
    guard Encoder.exists(encoder) else {
      throw FootageError(
        .unsupported, path: encoder, MissingEncoder(name: encoder, usual: nil).sentence)
    }
    encoding = AudioEncoding(
      encoder: encoder, sampleRate: wish.sampleRate ?? 48_000,
      channelLayout: SoundEncoding.layout(wish.channels ?? 2, encoder, source: source),
      sampleFormat: format, bitRate: wish.codec.isLossless ? 0 : wish.bitRate)
  }

  /// Whether samples have more than 16 bits, as those of lossy kinds do, too; FLAC holds 24 of them.
  private static func hasDeepSamples(_ source: StreamFacts) -> Bool {
    !["u8", "u8p", "s16", "s16p"].contains(source.sampleFormat)
  }

  /// What a person is to know of samples that are cut, if they are, in a sentence.
  static func notes(_ wish: AudioDelivery, source: StreamFacts?) -> [String] {
    guard wish.codec.isLossless, let source, source.codec.hasPrefix("pcm_") else { return [] }
    let bits = wish.codec == .pcm16 ? 16 : 24
    if source.codec.hasPrefix("pcm_f") {
      return [
        "The source's sound has floating point; \(bits) bits of it were kept, and what is louder than "
          + "full scale is cut off."
      ]
    }
    guard ["pcm_s32", "pcm_s64"].contains(where: { source.codec.hasPrefix($0) }) else { return [] }
    return ["The source's sound has more than \(bits) bits a sample; the first \(bits) were kept."]
  }

  /// The source's layout where the number of channels is its own and the encoder knows it.
  private static func layout(_ channels: Int, _ encoder: String, source: StreamFacts?) -> String {
    let known = Encoder.channelLayouts(of: encoder)
    if let source, source.channelCount == channels, channels > 2,
      known.isEmpty || known.contains(where: { $0.name == source.channelLayout })
    {
      return source.channelLayout
    }
    switch channels {
    case 1: return "mono"
    case 2: return "stereo"
    default: return known.first { $0.channels == channels }?.name ?? "\(channels)c"
    }
  }

  static func encoder(_ codec: AudioDelivery.Codec) -> String {
    switch codec {
    case .aac: "aac"
    case .opus: "libopus"
    case .flac: "flac"
    case .pcm16: "pcm_s16le"
    case .pcm24: "pcm_s24le"
    }
  }
}

extension AudioDelivery.Codec {
  /// Whether every sample is kept.
  var isLossless: Bool { self != .aac && self != .opus }

  /// FFmpeg's name of what is coded.
  var ffmpegName: String {
    switch self {
    case .aac, .opus, .flac: rawValue
    case .pcm16: "pcm_s16le"
    case .pcm24: "pcm_s24le"
    }
  }
}
