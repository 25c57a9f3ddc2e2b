/// What is decoded for a proof, cut into pieces that threads take one after another.
///
/// The film is cut where players may start from. Each piece begins with a jump to such a frame and
/// goes on until the first frame behind its end is shown, so that every cut is decoded twice: in
/// passing, and after a jump. A piece is long enough that this costs little.
enum PictureTask: Hashable, Sendable {
  /// Frames of the film from a start on, and the first one behind.
  case film(Range<Int>)
  /// The first so many frames of a copied run, from its clip.
  case clip(run: Int, count: Int)
  /// Frames of the film to jump to.
  case jumps([Int])

  /// Frames at the start of a copied run that are decoded from its clip as well: what a decoder may
  /// keep of the stream before shows there, in pictures it still holds back or in their order.
  static func head(reorderDepth: Int) -> Int { 6 + max(0, min(16, reorderDepth)) }
  /// Frames in a piece of the film, at least.
  private static let shortest = 96
  /// One jump in so many frames, at most; a key frame costs about three others.
  private static let framesAJump = 24
  private static let jumpsAPiece = 32

  /// - Parameters:
  ///   - packets: what the packets told.
  ///   - everything: whether clips are decoded whole.
  static func all(_ packets: PacketProof.Outcome, everything: Bool) -> [PictureTask] {
    let count = packets.times.count
    var cuts = [0]
    for start in packets.starts.sorted()
    where start - (cuts.last ?? 0) >= shortest && count - start >= shortest { cuts.append(start) }
    var tasks = zip(cuts, cuts.dropFirst() + [count]).map { PictureTask.film($0..<$1) }
    for (number, run) in packets.runs.enumerated() {
      let isWhole = everything || !run.isSelfContained
      let compared = min(head(reorderDepth: packets.reorderDepth), run.ticks.count)
      tasks.append(.clip(run: number, count: isWhole ? run.ticks.count : compared))
    }
    let isCut = Set(cuts)
    let others = packets.starts.filter { !isCut.contains($0) }
    let most = max(1, count / framesAJump)
    let step = max(1, (others.count + most - 1) / most)
    let jumps = stride(from: 0, to: others.count, by: step).map { others[$0] }
    for first in stride(from: 0, to: jumps.count, by: jumpsAPiece) {
      tasks.append(.jumps(Array(jumps[first..<min(jumps.count, first + jumpsAPiece)])))
    }
    return tasks
  }
}

extension PictureTask {
  /// Frames to be decoded for it.
  var frameCount: Int {
    switch self {
    case .film(let frames): frames.count
    case .clip(_, let count): count
    case .jumps(let frames): frames.count
    }
  }
}
