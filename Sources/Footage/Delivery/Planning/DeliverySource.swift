import Libav
import Outputs

/// What results are made of: a file's facts, and those of the streams that are used.
struct DeliverySource: Sendable {
  let clip: Clip
  let picture: StreamFacts?
  let sound: StreamFacts?
  /// What it says of its origin.
  let label: OriginLabel?

  var path: String { clip.path }

  static func read(_ path: String, _ cancellation: Cancellation) throws -> DeliverySource {
    let reading = try Prober.examine(path, cancellation)
    if let cutOff = reading.cutOff { throw cutOff.error(path) }
    let clip = reading.picture.map { reading.clip.timed(from: $0) } ?? reading.clip
    try clip.video?.requirePlausibleLength(of: path)
    return DeliverySource(
      clip: clip,
      picture: reading.streams.first { $0.kind == .video && !$0.isCover },
      sound: reading.streams.first { $0.kind == .audio },
      label: try ClipOrigin.label(of: clip))
  }

  /// When the first picture, or without one the first sound, is shown on the file's clock.
  var start: Double { clip.video?.start ?? clip.audio?.start ?? 0 }

  /// Seconds of the picture, or without one of the sound; nil when nothing tells.
  var duration: Double? { clip.video?.duration ?? clip.audio?.duration ?? clip.duration }
}
