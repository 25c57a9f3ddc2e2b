extension SplicePlan {
  /// The clips with the frames that are shown of them, for looking at the film's seams.
  public var pieces: [SeamInspector.Piece] {
    parts.indices.map { place in
      var frames = strips[place].frames
      // What is left out there belongs to the seam.
      if case .drop(let count, _) = decision(after: place) {
        frames = frames.lowerBound..<frames.upperBound + count
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
      case .cut: SeamInspector.Treatment()
      case .drop(let frames, let reason):
        SeamInspector.Treatment(
          seam: "dedupe", droppedFrames: frames,
          known: reason == RepeatVerdict.wasSent ? .known(frames: frames, because: reason) : nil)
      case .transition(let name, let seconds):
        SeamInspector.Treatment(
          seam: "\(Seam.transition(name: name, seconds: seconds))", isBlended: true)
      case .dip(let colour, let seconds):
        SeamInspector.Treatment(seam: "\(Seam.dip(colour, seconds: seconds))", isBlended: true)
      }
    }
  }

  private func decision(after place: Int) -> SeamDecision? {
    decisions.indices.contains(place) ? decisions[place] : nil
  }
}
