internal import Footage

extension Storyboard {
  /// Whether it says anything about how clips are joined; films of before there was a choice do not.
  var choosesSeams: Bool {
    saysHowToJoin || shots.contains { $0.seamLocation != nil || $0.isChained && $0.anchor == .best }
  }

  /// Seams that take more of a shot than there is of it.
  var seamProblems: [SourceProblem] {
    shots.compactMap { shot in
      let next = shots.first { $0.index == shot.index + 1 }
      let taken = shot.seam.seconds + (next?.seam.seconds ?? 0)
      guard taken > Double(shot.durationSeconds),
        let place = shot.seamLocation ?? next?.seamLocation
      else { return nil }
      return SourceProblem(
        place,
        "the seams at the ends of \(shot.name.quoted) take \(taken.formattedSeconds) s of it, and it "
          + "has \(shot.durationSeconds) s; choose shorter ones")
    }
  }
}

extension Seam {
  /// Seconds that it takes of each of its two shots.
  var seconds: Double {
    switch self {
    case .cut, .dedupe, .losslessDedupe: 0
    case .transition(_, let seconds): seconds
    case .dip(_, let seconds): seconds / 2
    }
  }
}

extension Double {
  /// "1", "2.5": as people write seconds.
  fileprivate var formattedSeconds: String {
    let tenths = Int((self * 10).rounded())
    return tenths % 10 == 0 ? "\(tenths / 10)" : "\(tenths / 10).\(tenths % 10)"
  }
}
