extension DeliverySettings {
  /// Why nothing can be made by these settings whatever the source; nil when something can.
  public var contradiction: String? {
    if video == nil, audio == nil { return "it has neither picture nor sound" }
    if container.isSoundAlone, video != nil {
      return "\(container.rawValue) files hold sound alone; 'video' must be none"
    }
    if container.isAnimation, audio != nil {
      return "\(container.rawValue) files hold no sound; 'audio' must be none"
    }
    if video == nil, !container.isSoundAlone {
      return "it has no picture; \(container.rawValue) with sound alone is m4a, opus, flac or wav"
    }
    if let video {
      if let codecs = Self.videoCodecs[container], !codecs.contains(video.codec) {
        return "\(container.rawValue) results do not hold \(video.codec.rawValue); they hold "
          + codecs.map(\.rawValue).joined(separator: ", ")
      }
      if case .fixed = video.rateControl, ![.prores, .dnxhr, .gif].contains(video.codec) {
        return "\(video.codec.rawValue) needs to be told how bits are spent: 'crf', "
          + "'kilobits_per_second', 'ssim' or 'lossless'"
      }
      if case .box = video.shape.size, container.isFolder {
        return "sizes of a stream are given by its rungs; 'size' must be source"
      }
    }
    if let audio, let codecs = Self.audioCodecs[container], !codecs.contains(audio.codec) {
      return "\(container.rawValue) results do not hold \(audio.codec.rawValue) sound; they hold "
        + codecs.map(\.rawValue).joined(separator: ", ")
    }
    if let audio, audio.codec == .opus,
      ![8000, 12_000, 16_000, 24_000, 48_000].contains(
        audio.sampleRate)
    {
      return "opus has no sample rate of \(audio.sampleRate); 48000 is the usual one"
    }
    if container.isFolder, streaming?.rungs.isEmpty ?? true {
      return "a \(container.rawValue) result needs 'streaming' with its 'rungs'"
    }
    if !container.isFolder, streaming != nil {
      return "'streaming' is for hls and dash; \(container.rawValue) is one file"
    }
    if maxBytes != nil, container.isFolder {
      return "'max_bytes' is for one file; \(container.rawValue) is a folder"
    }
    return nil
  }

  /// What containers hold, where that is not nearly everything: what players of them play.
  private static let videoCodecs: [DeliveryContainer: [VideoDelivery.Codec]] = [
    .mp4: [.h264, .h265, .av1, .vp9],
    .mov: [.h264, .h265, .prores, .dnxhr],
    .mkv: [.h264, .h265, .av1, .vp9, .prores, .dnxhr, .ffv1],
    .webm: [.vp9, .av1], .gif: [.gif], .webp: [.webp], .avif: [.avif],
    .hls: [.h264, .h265], .dash: [.h264, .h265, .av1, .vp9],
  ]

  private static let audioCodecs: [DeliveryContainer: [AudioDelivery.Codec]] = [
    .mp4: [.aac, .opus, .flac], .mov: [.aac, .pcm16, .pcm24], .webm: [.opus],
    .m4a: [.aac], .opus: [.opus], .flac: [.flac], .wav: [.pcm16, .pcm24], .hls: [.aac],
    .dash: [.aac, .opus],
  ]
}
