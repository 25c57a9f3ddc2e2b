import Libav

extension FrameTiming {
  /// How much shorter than others a frame is, at least, that nobody sees.
  static let leastSqueeze: Int64 = 10

  /// How many frames in front of one are seen.
  func seenFrames(before frame: Int) -> Int {
    var (low, high) = (0, squeezed.count)
    while low < high {
      let middle = (low + high) / 2
      if squeezed[middle] < frame { low = middle + 1 } else { high = middle }
    }
    return frame - low
  }

  /// Frames without those at their ends that nobody sees; as they are when none would be left.
  func seen(of frames: Range<Int>) -> Range<Int> {
    let unseen = Set(squeezed)
    var (first, last) = (frames.lowerBound, frames.upperBound)
    while first < last, unseen.contains(first) { first += 1 }
    while first < last, unseen.contains(last - 1) { last -= 1 }
    return first < last ? first..<last : frames
  }

  /// Frames that stay in a film for the sake of others only, as `dedupe:lossless` leaves them.
  ///
  /// - Parameters:
  ///   - times: in display order.
  ///   - usual: the step between most frames, in ticks.
  /// - Returns: none where the other frames lie on no grid; the grid's rate.
  static func squeezed(
    _ times: [Int64], usual: Int64, _ timeBase: Rational, _ claims: [FrameRate]
  ) -> (frames: [Int], rate: FrameRate?) {
    var frames: [Int] = []
    var seen: [Int64] = []
    for (frame, time) in times.enumerated() {
      // Nothing follows the last one, and the first is one that is seen.
      let next = frame > 0 && frame + 1 < times.count ? times[frame + 1] : .max
      let step = next.subtractingReportingOverflow(time)
      let isShort =
        !step.overflow && step.partialValue <= usual / leastSqueeze && usual >= leastSqueeze
      if isShort { frames.append(frame) } else { seen.append(time) }
    }
    guard !frames.isEmpty, seen.count > 1 else { return ([], nil) }
    let step = (Double(seen[seen.count - 1]) - Double(seen[0])) / Double(seen.count - 1)
    let found = rate(of: seen, step * timeBase.value, timeBase, claims)
    return found.map { (frames, $0) } ?? ([], nil)
  }
}
