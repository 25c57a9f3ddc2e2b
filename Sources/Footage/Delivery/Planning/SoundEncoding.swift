import Libav

/// How the sound of one result is encoded, in terms of an encoder of FFmpeg's; pure.
struct SoundEncoding {
  let encoding: AudioEncoding

  /// - Parameter source: what the decoder gives; nil for silence.
  /// - Throws: ``FootageError`` `.unsupported` when this FFmpeg cannot encode so.
  init(_ wish: AudioDelivery, source: StreamFacts?) throws(FootageError) {
    let (encoder, format) =
      switch wish.codec {
      case .aac: ("aac", "fltp")
      case .opus: ("libopus", "flt")
      case .flac: ("flac", source?.sampleFormat.hasPrefix("s32") == true ? "s32" : "s16")
      case .pcm16: ("pcm_s16le", "s16")
      case .pcm24: ("pcm_s24le", "s32")
      }
    guard Encoder.exists(encoder) else {
      throw FootageError(
        .unsupported, path: encoder,
        "This FFmpeg was built without the encoder \(encoder); install one built with it.")
    }
    encoding = AudioEncoding(
      encoder: encoder, sampleRate: wish.sampleRate,
      channelLayout: wish.channels == 1 ? "mono" : "stereo",
      sampleFormat: format, bitRate: wish.codec.isLossless ? 0 : wish.bitRate)
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
