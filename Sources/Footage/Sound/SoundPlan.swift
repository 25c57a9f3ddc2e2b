import Libav

/// How a film's one sound track is made of its clips' sounds.
///
/// Each clip's encoder put silence in front of its sound, and filled the last packet up; so packets
/// of several clips do not follow each other without a click. They are decoded to the sample, and the
/// whole is encoded once. One clip's own track can stay as it is. Sounds that are stored without loss
/// stay so: decoding and encoding them again changes nothing.
struct SoundPlan: Hashable, Sendable {
  /// What is done with the packets.
  enum Method: Hashable, Sendable {
    /// One clip's packets are the film's.
    case copied
    /// Encoded once, as one continuous track.
    case encoded
  }

  let method: Method
  /// FFmpeg's encoder; for copies the codec that is copied.
  let encoder: String
  let sampleRate: Int
  let channelLayout: String
  /// Bits a second; 0 for encoders without loss.
  let bitRate: Int
  /// Why it is encoded, for people; nil for a copy.
  let reason: String?
  /// What that does to the clips' own sounds, for people; what nothing happens to is left out.
  let changes: [String]

  /// One clip's part in the film.
  struct Part: Hashable, Sendable {
    /// Where the clip lies.
    let path: String
    /// Nil for a silent clip.
    let audio: AudioFacts?
    /// Of the clip's container, by FFmpeg's name.
    let container: String
    /// The first picture on the clip's own clock, in seconds.
    let start: Double
    /// Seconds of the film that show it.
    let seconds: Double
    /// Whether the film shows all of it, and nothing is faded.
    let isWhole: Bool
    /// Of one of its frames.
    let frameSeconds: Double
  }

  /// Plans the sound of a film.
  ///
  /// - Returns: nil when no clip has sound.
  init?(_ parts: [Part], container: ContainerFormat) {
    let sounding = parts.compactMap(\.audio)
    guard let first = sounding.first else { return nil }
    if let obstacle = SoundPlan.obstacle(parts, container) {
      let (codec, rate, layout) = SoundPlan.shape(parts, container)
      method = .encoded
      encoder = codec
      sampleRate = rate
      channelLayout = layout
      bitRate = SoundPlan.isLossless(codec) ? 0 : SoundPlan.bitRate(codec, layout)
      reason = obstacle
      changes = SoundChange.all(parts, sampleRate: rate, channelLayout: layout)
    } else {
      method = .copied
      encoder = first.codec
      sampleRate = first.sampleRate
      channelLayout = first.channelLayout
      bitRate = 0
      reason = nil
      changes = []
    }
  }

  /// What keeps the sound from being copied; nil when nothing does.
  private static func obstacle(_ parts: [Part], _ container: ContainerFormat) -> String? {
    guard parts.count == 1, let part = parts.first, let audio = part.audio else {
      return "it is made of several clips' sounds"
    }
    guard part.isWhole else { return "the clip is cut or faded" }
    guard container.canHoldSound(audio.codec) else {
      return "\(container.rawValue) files do not hold \(audio.codec)"
    }
    // How much of the first packets is to be left out, containers say in ways of their own.
    guard container.isKin(of: part.container) || isLossless(audio.codec) else {
      return "its delay cannot be told in another kind of file"
    }
    guard let start = audio.start, let length = audio.duration else {
      return "the file does not say how long it is"
    }
    guard abs(start - part.start) <= part.frameSeconds else {
      return "it does not start with the pictures"
    }
    guard abs(start + length - part.start - part.seconds) <= part.frameSeconds else {
      return "it does not end with the pictures"
    }
    return nil
  }

  /// Codec, rate and layout. The rate is that of most of the sound, the layout that of the clip with the
  /// most channels, so that none is lost; both as far as the container's encoder takes them.
  private static func shape(
    _ parts: [Part], _ container: ContainerFormat
  ) -> (encoder: String, sampleRate: Int, channelLayout: String) {
    let rate = majority(parts) { $0.sampleRate } ?? 48_000
    let sounds = parts.compactMap(\.audio)
    let channels = sounds.map(\.channelCount).max() ?? 2
    let widest = parts.filter { $0.audio?.channelCount == channels }
    let layout = majority(widest) { $0.channelLayout } ?? "stereo"
    if let codec = lossless(sounds, container), sounds.allSatisfy({ $0.sampleRate == rate }) {
      return (codec, rate, layout)
    }
    let encoder = container == .webm ? "libopus" : "aac"
    // Both have a place for these layouts.
    let taken = channels == 1 ? "mono" : channels == 2 ? "stereo" : "5.1"
    return (encoder, SoundPlan.rate(rate, encoder), taken)
  }

  /// The codec that keeps sounds without loss as they are; nil where one of them has lost something, or
  /// the container has none.
  private static func lossless(_ sounds: [AudioFacts], _ container: ContainerFormat) -> String? {
    guard let codec = sounds.first?.codec, isLossless(codec) else { return nil }
    if sounds.allSatisfy({ $0.codec == codec }), container.canHoldSound(codec),
      Encoder.exists(codec)
    {
      return codec
    }
    guard sounds.allSatisfy({ ["flac", "alac"].contains($0.codec) }) else { return nil }
    return container.losslessSound.flatMap { Encoder.exists($0) ? $0 : nil }
  }

  /// The value that the most seconds of sound have; the earlier one where two have as many.
  private static func majority<Value: Hashable>(
    _ parts: [Part], _ value: (AudioFacts) -> Value
  ) -> Value? {
    var seconds: [Value: Double] = [:]
    var order: [Value] = []
    for part in parts {
      guard let own = part.audio.map(value) else { continue }
      if seconds.updateValue(seconds[own, default: 0] + part.seconds, forKey: own) == nil {
        order.append(own)
      }
    }
    let most = seconds.values.max()
    return order.first { seconds[$0] == most }
  }

  /// The rate, or the next higher one that the encoder takes.
  ///
  /// Source: ISO/IEC 14496-3, table 1.18, and RFC 6716, 2: Opus files run at 48 kHz whatever came in.
  private static func rate(_ wanted: Int, _ encoder: String) -> Int {
    guard encoder == "aac" else { return 48_000 }
    let known = [8_000, 11_025, 12_000, 16_000, 22_050, 24_000, 32_000, 44_100, 48_000]
    return known.first { $0 >= wanted } ?? 48_000
  }

  /// FFmpeg's name of what the track holds.
  var codec: String { method == .copied ? encoder : Encoder.codecName(of: encoder) ?? encoder }

  /// Whether an encoder, or a codec, keeps every sample; its last packet is then no longer than the sound.
  static func isLossless(_ codec: String) -> Bool {
    codec.hasPrefix("pcm_s") || codec == "flac" || codec == "alac"
  }

  private static func bitRate(_ encoder: String, _ layout: String) -> Int {
    let stereo = encoder == "aac" ? 160_000 : 128_000
    return layout == "mono" ? stereo * 3 / 5 : layout == "5.1" ? stereo * 5 / 2 : stereo
  }
}

extension ContainerFormat {
  /// Whether a file of FFmpeg's container of that name says of delays what this one says.
  fileprivate func isKin(of name: String) -> Bool {
    switch self {
    case .mp4, .mov: name.contains("mp4")
    case .mkv, .webm: name.contains("matroska")
    }
  }
}
