import Libav
import Raster

/// Finds out whether a clip begins with what the clip before it ended with.
///
/// Clips that were chained by sending a last frame as the next picture show that frame twice, up to
/// two encodings; joined as they are, the film stands still there for a frame.
public struct RepeatFinder: Sendable {
  /// Creates a finder.
  public init() {}

  /// Compares the end of one clip with the start of another.
  ///
  /// - Parameters:
  ///   - outgoingFrames: the part of the first clip that is shown, by frame numbers; all when nil.
  ///   - incomingFrames: the part of the second clip that is shown; all when nil.
  /// - Throws: ``FootageError`` naming the clip that cannot be read; `CancellationError`.
  public func verdict(
    from outgoing: String, to incoming: String, outgoingFrames: Range<Int>? = nil,
    incomingFrames: Range<Int>? = nil
  ) async throws -> RepeatVerdict {
    try await work(on: outgoing) { cancellation in
      try RepeatFinder.verdict(
        from: Prober.probe(outgoing, cancellation), to: Prober.probe(incoming, cancellation),
        outgoingFrames: outgoingFrames, incomingFrames: incomingFrames, cancellation)
    }
  }

  /// The blocking half, for work that runs on the workshop's threads already.
  static func verdict(
    from outgoing: Clip, to incoming: Clip, outgoingFrames: Range<Int>? = nil,
    incomingFrames: Range<Int>? = nil, _ cancellation: Cancellation
  ) throws -> RepeatVerdict {
    let before = try ClipEnds.read(outgoing, part: outgoingFrames, [.motion], cancellation)
    let after = try ClipEnds.read(incoming, part: incomingFrames, [.motion], cancellation)
    return verdict(before.tail(), after.head())
  }

  /// The verdicts at all seams of clips in playing order; each clip is decoded once.
  static func verdicts(
    _ clips: [(clip: Clip, part: Range<Int>?)], _ cancellation: Cancellation
  ) throws -> [RepeatVerdict] {
    var verdicts: [RepeatVerdict] = []
    var before: ClipEnds?
    for (clip, part) in clips {
      let ends = try ClipEnds.read(clip, part: part, [.motion], cancellation)
      if let before { verdicts.append(verdict(before.tail(), ends.head())) }
      before = ends
    }
    return verdicts
  }

  static func verdict(
    _ tail: [ClipEnds.Picture], _ head: [ClipEnds.Picture]
  ) -> RepeatVerdict {
    guard let last = tail.last?.bitmap.size, let first = head.first?.bitmap.size,
      last == first
    else {
      // Clips of different shapes were not made of one another's frames.
      return RepeatVerdict(
        finding: .unrelated, frames: 0, isKnown: false, steps: nil, ratio: nil,
        reason: "the clips differ in size, so none was made from a frame of the other")
    }
    return RepeatJudge(
      tail: RepeatJudge.Side(tail.reversed().map { LumaPlane($0.bitmap) }),
      head: RepeatJudge.Side(head.map { LumaPlane($0.bitmap) })
    ).verdict()
  }
}
