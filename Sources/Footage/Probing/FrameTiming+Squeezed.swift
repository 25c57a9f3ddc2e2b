import Libav

extension FrameTiming {
  /// How much shorter than others a frame is, at least, that nobody sees.
  static let leastSqueeze: Int64 = 10

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
