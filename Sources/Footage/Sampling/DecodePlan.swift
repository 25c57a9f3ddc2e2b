/// Which packets must be decoded so that certain frames come out; pure.
///
/// A decoder starts at a key frame and goes on to the last frame that is wanted before the next run.
/// What lies between two runs is not even given to the decoder.
struct DecodePlan: Equatable {
  struct Run: Equatable {
    /// Positions in decoding order; the first is a key frame, or the start of the stream.
    var packets: ClosedRange<Int>
    /// Positions of the frames that are wanted, in decoding order.
    var wanted: [Int]
  }

  private(set) var runs: [Run] = []

  /// - Parameter positions: of the wanted frames in decoding order, ascending, each once.
  init(_ positions: [Int], in index: FrameIndex) {
    for position in positions {
      let start = DecodePlan.start(for: position, in: index)
      if let last = runs.last, start <= last.packets.upperBound {
        runs[runs.count - 1] = Run(
          packets: min(start, last.packets.lowerBound)...position, wanted: last.wanted + [position])
        joinLastRuns()
      } else {
        runs.append(Run(packets: start...position, wanted: [position]))
      }
    }
  }

  /// The same run, begun one key frame earlier; nil when it begins with the stream already.
  static func earlier(_ run: Run, in index: FrameIndex) -> Run? {
    guard run.packets.lowerBound > 0 else { return nil }
    let before = key(atOrBefore: run.packets.lowerBound - 1, in: index)
    return Run(packets: before...run.packets.upperBound, wanted: run.wanted)
  }

  /// Packets from the key frame a frame depends on to the frame itself.
  static func cost(of position: Int, in index: FrameIndex) -> Int {
    position - start(for: position, in: index) + 1
  }

  /// The key frame from which a frame can be decoded.
  private static func start(for position: Int, in index: FrameIndex) -> Int {
    let shown = index.entries[position].shown
    var start = key(atOrBefore: position, in: index)
    // Frames that are shown before their key frame may need what was decoded before it.
    if start > 0, index.entries[start].shown > shown {
      start = key(atOrBefore: start - 1, in: index)
    }
    return start
  }

  private static func key(atOrBefore position: Int, in index: FrameIndex) -> Int {
    var position = position
    while position > 0, !index.entries[position].isKey { position -= 1 }
    return position
  }

  private mutating func joinLastRuns() {
    while runs.count > 1,
      runs[runs.count - 1].packets.lowerBound
        <= runs[runs.count - 2].packets.upperBound
    {
      let last = runs.removeLast()
      let before = runs.removeLast()
      runs.append(
        Run(
          packets: min(
            before.packets.lowerBound, last.packets.lowerBound)...last.packets.upperBound,
          wanted: before.wanted + last.wanted))
    }
  }
}
