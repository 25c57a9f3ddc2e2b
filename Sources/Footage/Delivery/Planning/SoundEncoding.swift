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

  /// Whether samples have more than 16 bits that mean something; FLAC holds 24 of them.
  ///
  /// What decoders of lossy kinds give in floating point is not among them.
  private static func hasDeepSamples(_ source: StreamFacts) -> Bool {
    let format = source.sampleFormat
    return format.hasPrefix("s32") || format.hasPrefix("s64")
      || source.codec.hasPrefix("pcm_f")
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
