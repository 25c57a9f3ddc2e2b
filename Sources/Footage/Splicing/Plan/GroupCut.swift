/// How a run of a clip's frames is brought into another file with as little encoding as can be.
///
/// Decoders look back in the order of decoding only. So packets can be copied from a place that
/// needs nothing in front of it up to any place where the packets so far are exactly the frames so
/// far; what lies before and behind is encoded.
enum GroupCut {
  /// A run of frames that is treated in one way.
  struct Piece: Hashable, Sendable {
    let frames: Range<Int>
    /// Why it is encoded; nil for a copy.
    let reason: String?
  }

  /// - Parameter opening: whether the film begins with these frames.
  static func pieces(_ frames: Range<Int>, of index: ClipIndex, opening: Bool) -> [Piece] {
    guard !frames.isEmpty else { return [] }
    let end = index.end(before: frames.upperBound)
    guard let start = index.start(from: frames.lowerBound, opening: opening), start < end else {
      return [Piece(frames: frames, reason: reason(frames, index))]
    }
    var pieces: [Piece] = []
    if start > frames.lowerBound {
      pieces.append(
        Piece(
          frames: frames.lowerBound..<start,
          reason: "up to the next frame that decoding can start from"))
    }
    pieces.append(Piece(frames: start..<end, reason: nil))
    if end < frames.upperBound {
      pieces.append(
        Piece(
          frames: end..<frames.upperBound,
          reason: "decoding them needs frames behind the end of the cut"))
    }
    return pieces
  }

  private static func reason(_ frames: Range<Int>, _ index: ClipIndex) -> String {
    if let obstacle = index.obstacles.first { return obstacle }
    guard let start = index.start(from: frames.lowerBound), start < frames.upperBound else {
      return "decoding cannot start within them"
    }
    return "decoding them needs frames outside the cut"
  }
}
