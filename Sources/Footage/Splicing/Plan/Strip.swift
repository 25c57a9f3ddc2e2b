/// The frames of one clip as they follow one another in the film, some of them perhaps under a
/// transition.
struct Strip: Hashable, Sendable {
  /// The clip's place among the inputs.
  let clip: Int
  /// The wanted frames of the clip.
  let frames: Range<Int>
  /// Which of the clip's frames each of the film's shows; nil where they are one and the same.
  let sources: [Int32]?
  /// Frames at its end that are there for the sake of others only, a tick each.
  var squeezed = 0

  /// Frames in the film.
  var count: Int { sources?.count ?? frames.count }

  /// Those of them that are seen.
  var seenCount: Int { count - squeezed }

  /// The clip's frame that is shown.
  func source(_ place: Int) -> Int {
    sources.map { Int($0[place]) } ?? frames.lowerBound + place
  }

  /// The clip's frames that a run of the film's shows.
  func sources(_ places: Range<Int>) -> Range<Int> {
    guard let sources else {
      return frames.lowerBound + places.lowerBound..<frames.lowerBound + places.upperBound
    }
    guard !places.isEmpty else { return Int(sources[0])..<Int(sources[0]) }
    return Int(sources[places.lowerBound])..<Int(sources[places.upperBound - 1]) + 1
  }

  /// Shows each picture from the grid's moment nearest to its time until the next one's.
  ///
  /// - Parameters:
  ///   - seconds: when each wanted frame is shown, and at last when they end, from any origin.
  ///   - count: of the grid's frames.
  static func resampled(
    clip: Int, _ frames: Range<Int>, seconds: [Double], at rate: FrameRate, count: Int
  ) -> Strip {
    var sources: [Int32] = []
    sources.reserveCapacity(count)
    let origin = seconds.first ?? 0
    var next = 0
    for place in 0..<count {
      while next + 1 < frames.count,
        ((seconds[next + 1] - origin) * rate.framesPerSecond).rounded() <= Double(place)
      {
        next += 1
      }
      sources.append(Int32(frames.lowerBound + next))
    }
    return Strip(clip: clip, frames: frames, sources: sources)
  }
}
