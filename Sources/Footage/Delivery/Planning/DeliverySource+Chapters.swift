import Libav

extension DeliverySource {
  /// The chapters of a result, on its own clock; those beyond its end are gone.
  ///
  /// - Parameter duration: of the result, in seconds; nil when nothing tells.
  func chapters(_ options: DeliveryOptions, until duration: Double?) -> [Chapter] {
    let speed = options.edits.speed
    let end = duration ?? .infinity
    let play = end / Double(options.edits.plays)
    return (0..<options.edits.plays).flatMap { number in
      let shift = play.isFinite ? play * Double(number) : 0
      return chapters.compactMap { chapter -> Chapter? in
        let first = max(0, (chapter.start - start) / speed)
        let last = min(play, (chapter.end - start) / speed)
        guard first < play, last > 0 else { return nil }
        return Chapter(
          start: first + shift, end: max(first, last) + shift,
          title: chapter.title.flatMap { shown($0, options) })
      }
    }
  }
}
