public import Footage

extension DeliveryPreset {
  /// The settings a transcoder needs for this preset.
  public var transcodeSettings: TranscodeSettings {
    var transcode = TranscodeSettings(isFastStart: settings.isFastStart)
    if let video = settings.video {
      if case .quality(let crf) = video.rateControl { transcode.quality = Int(crf) }
      transcode.profile = video.profile ?? "high"
      transcode.speed = video.speed ?? "medium"
      transcode.keyFrameSeconds = video.keyFrameSeconds ?? 2
    }
    transcode.audioBitRate = settings.audio?.bitRate ?? 160_000
    return transcode
  }
}
