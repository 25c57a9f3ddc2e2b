extension DeliverySettings {
  /// Why nothing can be made by some settings whatever the source.
  public struct Contradiction: Hashable, Sendable {
    /// The key of a preset that would have to say something else, such as "video.codec".
    public let key: String
    /// A clause without a full stop.
    public let reason: String

    init(_ key: String, _ reason: String) {
      self.key = key
      self.reason = reason
    }
  }

  /// Why nothing can be made by these settings whatever the source, one for each part of them that has
  /// any; empty when something can.
  public var contradictions: [Contradiction] {
    if video == nil, audio == nil { return [.init("video", "it has neither picture nor sound")] }
    if let maxBytes, maxBytes < 1 { return [.init("max_bytes", "a limit of bytes is above 0")] }
    return [pictureContradiction, soundContradiction, streamContradiction].compactMap { $0 }
  }

  private var pictureContradiction: Contradiction? {
    let kind = container.rawValue
    guard let video else {
      return container.isSoundAlone
        ? nil
        : .init(
          "video", "it has no picture; \(kind) with sound alone is m4a, opus, flac or wav")
    }
    if container.isSoundAlone {
      return .init("video.codec", "\(kind) files hold sound alone; 'video' must be none")
    }
    if let codecs = Self.videoCodecs[container], !codecs.contains(video.codec) {
      return .init(
        "video.codec",
        "\(kind) results do not hold \(video.codec.rawValue); they hold "
          + codecs.map(\.rawValue).joined(separator: ", "))
    }
    switch video.rateControl {
    case .fixed where ![.prores, .dnxhr, .gif].contains(video.codec):
      return .init(
        "video.codec",
        "\(video.codec.rawValue) needs to be told how bits are spent: 'crf', "
          + "'kilobits_per_second', 'ssim' or 'lossless'")
    case .ssim(let target) where !(target > 0 && target < 1):
      return .init("video.ssim", "a similarity lies between 0 and 1, such as 0.98")
    case .quality(let value) where !(0...video.codec.highestQuality).contains(value):
      return .init(
        "video.crf",
        "the quality of \(video.codec.rawValue) lies between 0 and "
          + "\(Int(video.codec.highestQuality))")
    case .lossless
    where video.codec == .h264 && video.encoder == nil
      && ![nil, "high444"].contains(video.profile):
      return .init(
        "video.lossless", "h264 without loss has the profile high444; 'video.profile' must be auto")
    default: break
    }
    if let seconds = video.keyFrameSeconds, !(0.01...3600).contains(seconds) {
      return .init(
        "video.keyframe_seconds", "the distance of key frames lies between 0.01 and 3600 seconds")
    }
    return video.wordContradiction
  }

  private var soundContradiction: Contradiction? {
    guard let audio else { return nil }
    let kind = container.rawValue
    if container.isAnimation {
      return .init("audio.codec", "\(kind) files hold no sound; 'audio' must be none")
    }
    if let channels = audio.channels, !(1...8).contains(channels) {
      return .init("audio.channels", "sound has 1 to 8 channels")
    }
    if let codecs = Self.audioCodecs[container], !codecs.contains(audio.codec) {
      return .init(
        "audio.codec",
        "\(kind) results do not hold \(audio.codec.rawValue) sound; they hold "
          + codecs.map(\.rawValue).joined(separator: ", "))
    }
    // The rates that its encoder knows.
    if audio.codec == .opus, let rate = audio.sampleRate,
      ![8000, 12_000, 16_000, 24_000, 48_000].contains(rate)
    {
      return .init(
        "audio.sample_rate", "opus has no sample rate of \(rate); 48000 is the usual one")
    }
    return nil
  }

  private var streamContradiction: Contradiction? {
    let kind = container.rawValue
    guard container.isFolder else {
      return streaming == nil
        ? nil : .init("streaming.rungs", "'streaming' is for hls and dash; \(kind) is one file")
    }
    guard let streaming, !streaming.rungs.isEmpty else {
      return .init("container", "a \(kind) result needs 'streaming' with its 'rungs'")
    }
    guard (0.5...60).contains(streaming.segmentSeconds) else {
      return .init("streaming.segment_seconds", "segments last 0.5 to 60 seconds")
    }
    if maxBytes != nil {
      return .init("max_bytes", "'max_bytes' is for one file; \(kind) is a folder")
    }
    if case .ssim? = video?.rateControl {
      return .init(
        "video.ssim", "a similarity is searched for in single files only; give a stream a quality")
    }
    if let size = video?.shape.size, size != .source {
      return .init(
        "video.size", "sizes of a stream are given by its rungs; 'size' must be source")
    }
    return nil
  }

  /// What containers hold, where that is not nearly everything: what players of them play, and, of
  /// streams, what is made here.
  private static let videoCodecs: [DeliveryContainer: [VideoDelivery.Codec]] = [
    .mp4: [.h264, .h265, .av1, .vp9],
    .mov: [.h264, .h265, .prores, .dnxhr],
    .mkv: [.h264, .h265, .av1, .vp9, .prores, .dnxhr, .ffv1],
    .webm: [.vp9, .av1], .gif: [.gif], .webp: [.webp], .avif: [.avif],
    .hls: [.h264, .h265], .dash: [.h264, .h265],
  ]

  private static let audioCodecs: [DeliveryContainer: [AudioDelivery.Codec]] = [
    .mp4: [.aac, .opus], .mov: [.aac, .pcm16, .pcm24], .webm: [.opus],
    .m4a: [.aac], .opus: [.opus], .flac: [.flac], .wav: [.pcm16, .pcm24], .hls: [.aac],
    .dash: [.aac, .opus],
  ]
}

extension VideoDelivery.Codec {
  /// The end of the scale that its quality is counted on.
  fileprivate var highestQuality: Double {
    switch self {
    case .h264, .h265: 51
    case .webp: 100
    default: 63
    }
  }
}
