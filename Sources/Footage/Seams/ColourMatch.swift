import Libav
import Raster

/// What is done about colours that drift where one clip goes on from another.
public enum ColourMatch: String, Sendable, Codable, Hashable, CaseIterable {
  /// Nothing.
  case off
  /// Every clip keeps to the colours of the chain's first one, so that steps do not add up.
  case first
  /// A clip begins with the colours that the one before ends with, and goes over into its own.
  case previous
}

/// How one clip's colours are changed.
///
/// One change for the whole clip; within its first second it comes out of the one that closes the
/// seam, so that nothing jumps.
public struct ColourAdjustment: Sendable, Hashable {
  let atSeam: ColourMatrix
  let held: ColourMatrix
  /// Mean ΔE2000 by which the clip's colours are moved.
  public let change: Double
  /// Why, in words that go on from "encoded, because".
  public let reason: String

  /// Seconds from the seam until the clip's own change holds.
  static let rampSeconds = 1.0

  /// What is done to the picture that is shown so many seconds after the clip's first.
  func matrix(atSeconds seconds: Double) -> ColourMatrix {
    guard atSeam != held else { return held }
    let way = max(0, min(1, seconds / ColourAdjustment.rampSeconds))
    // Gently in and out.
    return atSeam.mixed(with: held, way * way * (3 - 2 * way))
  }
}

/// Decides how clips' colours are changed: pure.
///
/// Two pictures at a seam show the same or nearly so; what differs between them is drift, whatever
/// the scene does. So drift is measured at seams alone, and referred to the first clip through them.
struct ColourMatcher {
  /// What is known of one clip.
  struct Clip {
    /// The colours it begins with.
    let head: ColourMoments
    /// The colours it ends with.
    let tail: ColourMoments
    /// Whether it goes on from the clip before; another picture has colours of its own.
    let goesOn: Bool
  }

  /// Colours are moved by no more than this, as a mean ΔE2000: what is further off is no drift.
  static let mostChange = 10.0
  /// A change that is not seen is not worth encoding a clip for.
  static let leastChange = 0.7

  /// - Returns: for each clip what is done to it; nil for those that stay as they are.
  static func adjustments(_ clips: [Clip], _ match: ColourMatch) -> [ColourAdjustment?] {
    guard match != .off else { return clips.map { _ in nil } }
    var adjustments: [ColourAdjustment?] = []
    /// The end of the clip before: as it is shown, and as the first clip would have it.
    var before: (shown: ColourMoments, anchored: ColourMoments)?
    for clip in clips {
      guard clip.goesOn, let end = before else {
        // A chain's first clip, or another scene: it sets the colours.
        before = (clip.tail, clip.tail)
        adjustments.append(nil)
        continue
      }
      let atSeam = clip.head.match(to: end.shown, mostChange: mostChange)
      let held =
        match == .first
        ? clip.head.match(to: end.anchored, mostChange: mostChange) : ColourMatrix.identity
      let anchored = clip.tail.mapped(by: held)
      let change = max(clip.head.change(by: atSeam), clip.head.change(by: held))
      guard change >= leastChange else {
        // Remembered, though it is not seen: little steps add up.
        before = (clip.tail, anchored)
        adjustments.append(nil)
        continue
      }
      before = (anchored, anchored)
      let goal =
        match == .first
        ? "it keeps to the first clip's colours" : "it begins with the colours before"
      adjustments.append(
        ColourAdjustment(
          atSeam: atSeam, held: held, change: change,
          reason: "\(goal), ΔE \(change.rounded(toPlaces: 1)) away"))
    }
    return adjustments
  }
}
