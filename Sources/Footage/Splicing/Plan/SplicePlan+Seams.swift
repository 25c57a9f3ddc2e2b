extension SplicePlan {
  /// The clips with the frames that are shown of them, for looking at the film's seams.
  public var pieces: [SeamInspector.Piece] {
    parts.indices.map { place in
      var frames = strips[place].frames
      // What is left out there belongs to the seam.
      if case .drop(let count, _, _) = decision(after: place) {
        frames = frames.lowerBound..<frames.upperBound + count - strips[place].squeezed
      }
      var piece = SeamInspector.Piece(path: parts[place].path, frames: frames)
      piece.adjustment = adjustments.indices.contains(place) ? adjustments[place] : nil
      return piece
    }
  }

  /// What is done at each seam.
  public var treatments: [SeamInspector.Treatment] {
    decisions.enumerated().map { place, decision in
      switch decision {
      case .cut, .kept: SeamInspector.Treatment()
      case .drop(let frames, let reason, let isLossless):
        SeamInspector.Treatment(
          seam: "\(SplicePlan.seam(isLossless))", droppedFrames: frames,
          known: reason == RepeatVerdict.wasSent ? .known(frames: frames, because: reason) : nil)
      case .transition(let name, let seconds):
        SeamInspector.Treatment(
          seam: "\(Seam.transition(name: name, seconds: seconds))", isBlended: true)
      case .dip(let colour, let seconds):
        SeamInspector.Treatment(seam: "\(Seam.dip(colour, seconds: seconds))", isBlended: true)
      }
    }
  }

  /// What is done where one clip follows another.
  public var seams: [PlannedSeam] {
    decisions.enumerated().map { place, decision in
      let squeezed = strips[place].squeezed
      let (seam, dropped, reason): (String, Int, String?) =
        switch decision {
        case .cut: ("cut", 0, nil)
        case .kept(let reason): ("dedupe", 0, reason)
        case .drop(let frames, let reason, let isLossless):
          ("\(SplicePlan.seam(isLossless))", frames - squeezed, reason)
        case .transition(let name, let seconds):
          ("\(Seam.transition(name: name, seconds: seconds))", 0, nil)
        case .dip(let colour, let seconds): ("\(Seam.dip(colour, seconds: seconds))", 0, nil)
        }
      return PlannedSeam(
        outgoing: place, incoming: place + 1, seam: seam, droppedFrames: dropped,
        squeezedFrames: squeezed, reason: reason)
    }
  }

  private static func seam(_ isLossless: Bool) -> Seam { isLossless ? .losslessDedupe : .dedupe }

  private func decision(after place: Int) -> SeamDecision? {
    decisions.indices.contains(place) ? decisions[place] : nil
  }
}

/// What is done at a place where one clip follows another.
public struct PlannedSeam: Hashable, Sendable, Codable {
  /// The place among the inputs of the clip that ends.
  public let outgoing: Int
  /// The place among the inputs of the clip that begins.
  public let incoming: Int
  /// The seam as one would write it.
  public let seam: String
  /// Frames at the end of the first clip that are left out, since the next one shows them again.
  public let droppedFrames: Int
  /// Such frames that stay in the file, since others are predicted from them, and are shown for one tick.
  public let squeezedFrames: Int
  /// Why frames are left out, or why none are; nil where no repeat was looked for.
  public let reason: String?
}
