import Libav

/// Takes frames with certain numbers out of a clip, decoding as little as their codec allows.
struct FrameTaker {
  let clip: IndexedClip
  let manner: Decoder.Manner
  let cancellation: Cancellation

  /// What became of a request.
  struct Outcome {
    /// Numbers of frames that the file promises and that cannot be decoded.
    var missing: [Int] = []
    /// Packets the decoder refused.
    var damagedPackets = 0
  }

  /// Hands out each wanted frame with its number, once; mostly in ascending order.
  ///
  /// - Parameter numbers: in display order, of frames that the index has.
  func take(
    _ numbers: [Int], _ deliver: (borrowing Frame, Int) throws -> Void
  ) throws -> Outcome {
    guard clip.index.isTimed else { return try takeInOrder(Set(numbers), deliver) }
    var numbersByPosition: [Int: Int] = [:]
    for number in numbers { numbersByPosition[clip.index.position(ofFrame: number)] = number }
    let plan = DecodePlan(numbersByPosition.keys.sorted(), in: clip.index)
    var pass = try PlannedPass(clip, manner, cancellation)
    var outcome = Outcome()
    for run in plan.runs {
      var run = run
      while true {
        let missing = try pass.perform(run) { frame, position in
          try deliver(frame, numbersByPosition[position] ?? 0)
        }
        guard !missing.isEmpty else { break }
        // A key frame that is only called one: what came before it is needed after all.
        run.wanted = missing
        guard let earlier = DecodePlan.earlier(run, in: clip.index) else {
          outcome.missing += missing.compactMap { numbersByPosition[$0] }
          break
        }
        run = earlier
      }
    }
    outcome.damagedPackets = pass.damagedPackets
    outcome.missing.sort()
    return outcome
  }

  /// For files whose frames have no times: decodes all and counts.
  private func takeInOrder(
    _ numbers: Set<Int>, _ deliver: (borrowing Frame, Int) throws -> Void
  ) throws -> Outcome {
    var reader = try FrameReader.openVideo(clip.path, cancellation, manner)
    var left = numbers
    while !left.isEmpty, let frame = try reader.next() {
      let number = reader.frameCount - 1
      if left.remove(number) != nil { try deliver(frame, number) }
    }
    return Outcome(missing: left.sorted(), damagedPackets: reader.damagedPackets)
  }

  /// The last frame that can be decoded at or before one that cannot.
  func takeLast(
    atOrBefore number: Int, _ deliver: (borrowing Frame, Int) throws -> Void
  ) throws {
    var reader = try FrameReader.openVideo(clip.path, cancellation, manner)
    var before: (frame: Box, number: Int)?
    while let frame = try reader.next() {
      let found =
        clip.index.isTimed
        ? frame.presentation.flatMap { clip.index.number(atTicks: $0) } ?? reader.frameCount - 1
        : reader.frameCount - 1
      if found > number { break }
      before = (Box(frame), found)
    }
    if let before { try deliver(before.frame.frame, before.number) }
  }

  /// A frame on the heap, since tuples hold no noncopyable values.
  private final class Box {
    let frame: Frame
    init(_ frame: consuming Frame) { self.frame = frame }
  }
}

extension FrameIndex {
  /// The number of the frame that is shown at a time in ticks; nil when none begins then.
  func number(atTicks time: Int64) -> Int? {
    var (low, high) = (0, displayOrder.count)
    while low < high {
      let middle = (low + high) / 2
      if ticks(ofFrame: middle) < time { low = middle + 1 } else { high = middle }
    }
    return low < displayOrder.count && ticks(ofFrame: low) == time ? low : nil
  }
}
