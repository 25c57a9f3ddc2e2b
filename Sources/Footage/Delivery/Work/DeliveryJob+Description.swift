import Libav
import Outputs

/// What a result says of itself beside picture and sound.
extension DeliveryJob {
  var tags: [String: String] {
    if delivery.settings.keepsMetadata { return source.tags(options) }
    // Leaving out who made it is a choice; passing a simulated film off as a real one is none.
    return source.clip.isSimulated ? [SimulationMark.tag: SimulationMark.text] : [:]
  }

  func tags(of stream: StreamFacts?) -> [String: String] {
    source.tags(of: stream, options, keepsMetadata: delivery.settings.keepsMetadata)
  }

  /// Seconds of the result as far as they are known beforehand.
  private var length: Double? {
    plan?.rate.duration ?? sound?.wish.duration
      ?? source.soundSeconds.map { $0 / options.edits.speed * Double(options.edits.plays) }
  }

  private var keepsChapters: Bool {
    delivery.settings.keepsMetadata && delivery.settings.container.holdsChapters
  }

  var chapters: [Chapter] {
    guard keepsChapters else { return [] }
    return delivery.settings.container.arranged(source.chapters(options, until: length))
  }

  /// Chapters that lie where nothing is shown, if any, in a sentence.
  var beyondTheEnd: [String] {
    guard keepsChapters else { return [] }
    let plays = options.edits.plays
    let kept = source.chapters(options, until: length).count / plays
    let count = source.chapters.count - kept
    guard count > 0 else { return [] }
    return [
      "\(count == 1 ? "A chapter" : "\(count) chapters") of the source \(count == 1 ? "lies" : "lie") "
        + "where nothing is shown, and \(count == 1 ? "was" : "were") left out."
    ]
  }
}
