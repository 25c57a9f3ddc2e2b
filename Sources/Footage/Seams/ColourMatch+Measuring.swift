import Libav
import Raster

extension ColourMatcher {
  /// How clips in playing order are to be changed; each is decoded once.
  ///
  /// - Parameter pieces: the clips with the frames that are shown of them, and whether each is known
  ///   to go on from the one before.
  static func adjustments(
    _ pieces: [(clip: Footage.Clip, frames: Range<Int>?, isChained: Bool)], _ match: ColourMatch,
    _ cancellation: Cancellation
  ) throws -> [ColourAdjustment?] {
    guard match != .off else { return pieces.map { _ in nil } }
    var clips: [Clip] = []
    var before: ClipEnds?
    for piece in pieces {
      let ends = try ClipEnds.read(
        piece.clip, part: piece.frames, [.motion], cancellation)
      let isRelated = before.map {
        RepeatFinder.verdict($0.tail(), ends.head()).finding != .unrelated
      }
      clips.append(
        Clip(
          head: ColourMoments(ends.head().prefix(1).map(\.bitmap)),
          tail: ColourMoments(ends.tail().suffix(1).map(\.bitmap)),
          goesOn: before != nil && (piece.isChained || isRelated == true)))
      before = ends
    }
    return adjustments(clips, match)
  }
}
