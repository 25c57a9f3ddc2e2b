import Libav
import Outputs
import Raster

/// What results are made of: a file's facts, and those of the streams that are used.
struct DeliverySource: Sendable {
  let clip: Clip
  let picture: StreamFacts?
  let sound: StreamFacts?
  /// What it says of its origin.
  let label: OriginLabel?
  /// When the first sound ends on the file's clock, in seconds; nil when nothing tells.
  let soundEnd: Double?
  /// When each picture of an uneven rate is shown, in seconds from the first; empty for even ones.
  let unevenTimes: [Double]
  /// Tracks of subtitles.
  let textCount: Int
  let chapters: [Chapter]
  /// Whether decoders have to guess when pictures are shown, since the file tells of some only when they
  /// are decoded, as AVI does; they guess all of them late by what they hold back.
  let hasGuessedTimes: Bool
  /// What a film of high dynamic range says of its light; nil for others, or where it says nothing.
  let light: LightMetadata?

  var path: String { clip.path }

  static func read(_ path: String, _ cancellation: Cancellation) throws -> DeliverySource {
    let reading = try Prober.examine(path, cancellation)
    if let cutOff = reading.cutOff { throw cutOff.error(path) }
    let clip = reading.picture.map { reading.clip.timed(from: $0) } ?? reading.clip
    try clip.video?.requirePlausibleLength(of: path)
    let sound = reading.streams.sound
    let picture = reading.streams.first { $0.kind == .video && !$0.isCover }
    if picture?.size.isEmpty == true {
      throw FootageError(
        .damaged, path: path,
        "\(path): nothing in it tells how large its pictures are; it may lack its beginning.")
    }
    return DeliverySource(
      clip: clip,
      picture: picture,
      sound: sound,
      label: try ClipOrigin.label(of: clip),
      soundEnd: clip.audio.flatMap { heard in heard.duration.map { (heard.start ?? 0) + $0 } }
        ?? reading.soundEnd.flatMap { end in sound.map { Timestamp(end, $0.timeBase).seconds } },
      unevenTimes: clip.video?.isConstantRate == false && clip.video?.squeezedFrames == nil
        ? times(reading.picture) : [],
      textCount: reading.streams.count(where: \.isText), chapters: reading.chapters,
      hasGuessedTimes: reading.picture?.index.entries.contains {
        $0.presentation == FrameIndex.Entry.none && $0.decoding != FrameIndex.Entry.none
      } ?? false,
      light: try .first(transfer: picture?.colour.transferName, path, cancellation))
  }

  private static func times(_ picture: ClipReading.Picture?) -> [Double] {
    guard let index = picture?.index else { return [] }
    let first = index.frameCount > 0 ? index.ticks(ofFrame: 0) : 0
    return (0..<index.frameCount).map {
      Timestamp(index.ticks(ofFrame: $0) &- first, index.timeBase).seconds
    }
  }

  /// When the first picture, or without one the first sound, is shown on the file's clock.
  var start: Double { clip.video?.start ?? clip.audio?.start ?? 0 }

  /// The moment on the file's clock that becomes zero for a sound that is copied into a container.
  ///
  /// Matroska has a field for Opus' priming, which its readers subtract: what they show before the
  /// picture starts at zero there.
  func soundStart(in container: DeliveryContainer) -> Double {
    guard container.countsPriming, let audio = clip.audio, audio.codec == "opus" else {
      return start
    }
    return min(start, audio.start ?? start)
  }

  /// Seconds that the sound goes on from the moment that becomes zero; nil when nothing tells.
  var soundSeconds: Double? { (soundEnd ?? clip.duration).map { max(0, $0 - start) } }

  /// Seconds of the picture, or without one of the sound; nil when nothing tells.
  var duration: Double? { clip.video?.duration ?? clip.audio?.duration ?? clip.duration }
}
