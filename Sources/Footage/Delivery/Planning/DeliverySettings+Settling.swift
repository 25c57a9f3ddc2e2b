import Libav

extension DeliverySettings {
  /// The settings with the source's own values in place of "source", where encoders take them.
  ///
  /// - Returns: also what a person may want to know of what was chosen.
  func settled(for source: DeliverySource) -> (settings: DeliverySettings, notes: [String]) {
    var settled = self
    var notes: [String] = []
    if let wish = video, wish.pixelFormat == VideoDelivery.pixelFormatOfSource {
      let name = wish.nearestPixelFormat(to: source.picture?.pixelFormat)
      settled.video?.pixelFormat = name
      let own = source.picture?.pixelFormat.description ?? "unknown"
      if wish.codec.isForPlayers, name != VideoDelivery.usualPixelFormat {
        notes.append(
          "Stored as \(name), "
            + (name == own
              ? "as the source is" : "the nearest to the source's \(own) that the encoder takes")
            + "; few players show more than \(VideoDelivery.usualPixelFormat).")
      }
      // A profile that was named for another format would only be refused.
      if !wish.profileHolds(name) { settled.video?.profile = nil }
    }
    if let wish = audio {
      settled.audio?.sampleRate = wish.sampleRate ?? wish.codec.sampleRate(for: source.sound)
      settled.audio?.channels = wish.channels ?? wish.codec.channels(for: source.sound)
    }
    return (settled, notes)
  }
}

extension VideoDelivery {
  /// Stands for the source's pixel format, or the nearest one that the encoder takes.
  static let pixelFormatOfSource = "source"
  fileprivate static let usualPixelFormat = "yuv420p"

  fileprivate func nearestPixelFormat(to own: PixelFormat?) -> String {
    let name = encoder ?? PictureEncoding.usual(codec)
    var own = own
    if codec.isForPlayers, let grey = own?.description, grey.hasPrefix("gray") {
      // Grey H.264 bears no matrix, and readers differ about its range; with colours that say nothing
      // it is as exact.
      own = PixelFormat(name: Self.usualPixelFormat + grey.dropFirst("gray".count))
    }
    let nearest = own.flatMap { PixelFormat.nearest(to: $0, of: Encoder.formats(of: name)) }
    return nearest?.description ?? Self.usualPixelFormat
  }
}

extension VideoDelivery.Codec {
  /// Whether people watch it, and do not only cut or keep it.
  fileprivate var isForPlayers: Bool { self != .ffv1 && self != .prores && self != .dnxhr }
}

extension AudioDelivery {
  /// ISO/IEC 14496-3, table 1.18, as far as FFmpeg's encoder takes them.
  fileprivate static let ratesOfAAC = [
    96_000, 88_200, 64_000, 48_000, 44_100, 32_000, 24_000, 22_050, 16_000, 12_000, 11_025, 8000,
  ]
}

extension AudioDelivery.Codec {
  /// The source's rate, or the nearest that the encoder knows.
  fileprivate func sampleRate(for sound: StreamFacts?) -> Int {
    let usual = 48_000
    guard let own = sound?.sampleRate, own > 0 else { return usual }
    switch self {
    case .opus: return usual
    case .aac: return AudioDelivery.ratesOfAAC.min { abs($0 - own) < abs($1 - own) } ?? usual
    case .flac, .pcm16, .pcm24: return min(own, 192_000)
    }
  }

  /// As many as the source has, where the encoder takes them.
  fileprivate func channels(for sound: StreamFacts?) -> Int {
    let own = max(1, sound?.channelCount ?? 2)
    return self == .opus ? min(own, 2) : min(own, 8)
  }
}
