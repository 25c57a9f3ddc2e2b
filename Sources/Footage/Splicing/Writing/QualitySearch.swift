import Foundation

/// Looks for an encoder's least quality at which every picture is like its source; pure.
///
/// The similarity that is missing, or that is more than need be, tells how far to go: in decibels it
/// falls about evenly with an encoder's scale of constant quality.
struct QualitySearch: Hashable, Sendable {
  /// How an encoder counts quality: less is better.
  struct Scale: Hashable, Sendable {
    let start: Double
    /// Nothing above it is tried, however like its source a picture is.
    let worst: Double
    /// Decibels of similarity for a step; measured on panning, grainy and drawn pictures.
    let decibelsAStep: Double
  }

  /// What may not be improved any more.
  static let best = 1.0
  /// Encodings of one run of pictures, at most.
  static let mostTrials = 5
  /// What is aimed for beyond what is needed, since pictures differ from run to run.
  private static let margin = 0.3

  let needed: Double
  private let scale: Scale
  /// What to encode with next, in half steps.
  private(set) var quality: Double
  private var trials = 0

  /// - Parameter similarity: what is needed, 1 for equal pictures.
  init(needed similarity: Double, _ scale: Scale) {
    needed = similarity
    self.scale = scale
    quality = scale.start
  }

  /// Takes what the worst picture of a run came out like.
  ///
  /// - Returns: whether it will do; otherwise the run is to be encoded again.
  mutating func accepts(_ similarity: Double) -> Bool {
    trials += 1
    let gap = Self.decibels(similarity) - Self.decibels(needed)
    let isDone = similarity >= needed || quality <= Self.best || trials >= Self.mostTrials
    if isDone { trials = 0 }
    let steps = (gap - Self.margin) / scale.decibelsAStep
    // A last trial is made with the best there is; on the way back one goes slowly.
    let wanted = trials == Self.mostTrials - 1 ? Self.best : quality + min(steps, 3)
    quality = min(scale.worst, max(Self.best, (wanted * 2).rounded(.down) / 2))
    return isDone
  }

  private static func decibels(_ similarity: Double) -> Double {
    similarity >= 1 ? 100 : -10 * log10(1 - max(0, similarity))
  }
}
