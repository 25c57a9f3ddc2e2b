public import Footage

extension DeliveryPreset {
  /// The settings a transcoder needs for this preset.
  public var transcodeSettings: TranscodeSettings {
    TranscodeSettings(
      container: .mp4, profile: video.profile.rawValue, quality: video.crf,
      speed: video.speed.rawValue, keyFrameSeconds: Double(video.keyframeSeconds),
      audioBitRate: audio.kilobitsPerSecond * 1000, isFastStart: faststart)
  }
}
