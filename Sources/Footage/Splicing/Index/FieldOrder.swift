import Raster

/// Which of an interlaced frame's two fields is shown first.
enum FieldOrder: String, Hashable, Sendable {
  case topFirst = "top first"
  case bottomFirst = "bottom first"

  /// - Returns: nil for whole frames, and where a file does not say.
  init?(_ text: String?) {
    guard let order = text.flatMap(FieldOrder.init(rawValue:)) else { return nil }
    self = order
  }

  /// The order that what is encoded for a film has; nil for whole frames.
  ///
  /// Fields can stay as they are only where no line is scaled away, and x264 alone of our encoders
  /// stores them within frames.
  static func most(of clips: [ScannedClip], counts: [Int], in shape: FilmShape) -> FieldOrder? {
    guard shape.codec == "h264" else { return nil }
    var frames: [FieldOrder?: Int] = [:]
    for (clip, count) in zip(clips, counts) where shape.keepsLines(of: clip.video) {
      frames[clip.fieldOrder, default: 0] += count
    }
    let whole = frames[nil] ?? 0
    return frames.filter { $0.key != nil && $0.value > whole }.max { $0.value < $1.value }?.key
  }
}

extension FilmShape {
  /// Whether a clip's pictures become the film's line by line.
  func keepsLines(of video: VideoFacts) -> Bool {
    size == video.size && rotation == video.rotation && isMirrored == video.isMirrored
      && sampleAspect == video.sampleAspect
  }
}

extension SplicePlan {
  /// The order of a clip's fields that must be made whole frames before they are encoded; nil where they
  /// can stay, or are whole already.
  func fieldsToJoin(of clip: ScannedClip) -> FieldOrder? {
    guard let own = clip.fieldOrder else { return nil }
    return own == fieldOrder && target.shape.keepsLines(of: clip.video) ? nil : own
  }
}
