/// Tells by pictures alone whether a clip's first frame repeats the end of the clip before.
///
/// How much two frames differ says nothing by itself: a repeat differs by what a second encoding
/// costs, and in slow motion neighbours differ by less. So the difference between the two frames is
/// measured against the motion around them. Let m be how the picture changed up to the last frame,
/// and e the difference between the last frame and the first one. Were the first frame the next
/// moment, e would go on in the direction of m; the noise of an encoder goes in none. The share of
/// e along m, in frames of motion, is near 1 for the next moment and near 0 for a repeat. The same
/// holds for the motion after the first frame.
///
/// Motion is linear only over small ways, and stands out from noise only over long ones, so it is
/// looked at in three sizes and over 1, 2, 4 and 8 frames; where it goes on most steadily, it
/// decides. Where grain covers it, differing from frame to frame, grain itself tells: it is the same
/// in a repeat.
struct RepeatJudge {
  /// Pictures by their distance from the seam, in each of three sizes.
  struct Side {
    /// `patterns[size][distance]`
    let patterns: [[[Float]]]

    /// - Parameter planes: the one at the seam first.
    init(_ planes: [LumaPlane]) {
      var planes = planes
      var sizes: [[[Float]]] = []
      for _ in 0..<RepeatJudge.sizes {
        sizes.append(planes.map(\.pattern))
        guard planes.allSatisfy({ $0.width >= 8 && $0.height >= 8 }) else { break }
        planes = planes.map { $0.halved() }
      }
      patterns = sizes
    }

    private init(patterns: [[[Float]]]) { self.patterns = patterns }

    /// The same side had it ended so many frames earlier.
    func dropping(_ count: Int) -> Side {
      Side(patterns: patterns.map { Array($0.dropFirst(count)) })
    }

    var count: Int { patterns.first?.count ?? 0 }
  }

  static let sizes = 3
  static let baselines = [1, 2, 4, 8]

  let tail: Side
  let head: Side

  /// What is measured of one seam.
  struct Evidence {
    /// The steadiest motion of each side; none where nothing moves.
    var motions: [Motion] = []
    /// The difference at the seam over that of neighbours, for each side that moves.
    var ratios: [Double] = []
    /// How neighbours' differences go on, from -0.5 for grain to 1 for motion.
    var grain: [Double] = []
    /// The difference at the seam in the smallest size: 0 for equal pictures, 2 for unlike ones.
    var difference = 0.0

    /// The least that the seam's difference comes to, over any motion that was seen.
    var leastShare = Double.infinity
    /// The same over motions that go on steadily.
    var leastSteadyShare = Double.infinity

    var steadyMotions: [Motion] { motions.filter(\.isSteady) }

    var steps: Double? {
      let steady = steadyMotions
      guard !steady.isEmpty else { return nil }
      let weight = steady.reduce(0) { $0 + $1.steadiness }
      return steady.reduce(0) { $0 + $1.steadiness * $1.steps } / weight
    }
  }

  /// A motion, and where the seam's difference lies along it.
  struct Motion {
    /// How much of it goes on in the same direction: 1 when all does.
    let steadiness: Double
    var isSteady: Bool { steadiness >= 0.35 }
    let steps: Double
    /// The seam's difference as a share of the motion's own.
    let share: Double
  }

  func verdict() -> RepeatVerdict {
    var best = judge(evidence(skipping: 0), frames: 1)
    // A frame sent too early makes the clip begin one moment before the other one's end.
    guard tail.count > 2 else { return best.verdict }
    let earlier = judge(evidence(skipping: 1), frames: 2)
    if earlier.verdict.isRepeat, earlier.difference < 0.5 * best.difference { best = earlier }
    return best.verdict
  }

  private func evidence(skipping count: Int) -> Evidence {
    let tail = tail.dropping(count)
    var evidence = Evidence()
    guard tail.count > 0, head.count > 0 else { return evidence }
    for (side, direction) in [(tail, Float(1)), (head, Float(-1))] {
      var steadiest: Motion?
      for size in 0..<min(tail.patterns.count, head.patterns.count) {
        let seam = Self.difference(head.patterns[size][0], tail.patterns[size][0])
        evidence.difference = Self.product(seam, seam)
        for baseline in Self.baselines where 2 * baseline < side.count {
          let pictures = side.patterns[size]
          let motion = Self.difference(pictures[0], pictures[baseline]).map { $0 * direction }
          let before = Self.difference(pictures[baseline], pictures[2 * baseline])
            .map { $0 * direction }
          let energy = Self.product(motion, motion)
          // Below this nothing but an encoder's rounding is left.
          guard energy > 1e-7 else { continue }
          let steadiness = min(1, Self.product(motion, before) / energy)
          let found = Motion(
            steadiness: steadiness,
            steps: Self.product(seam, motion) / energy * Double(baseline),
            share: evidence.difference / energy)
          evidence.leastShare = min(evidence.leastShare, found.share)
          if found.isSteady {
            evidence.leastSteadyShare = min(evidence.leastSteadyShare, found.share)
          }
          if steadiness > (steadiest?.steadiness ?? -2) + 0.02 { steadiest = found }
          if size == 0, baseline == 1 {
            evidence.ratios.append(found.share)
            evidence.grain.append(steadiness)
          }
        }
      }
      if let steadiest { evidence.motions.append(steadiest) }
    }
    return evidence
  }

  private func judge(
    _ evidence: Evidence, frames: Int
  ) -> (verdict: RepeatVerdict, difference: Double) {
    func verdict(_ finding: RepeatVerdict.Finding, _ reason: String) -> (RepeatVerdict, Double) {
      (
        RepeatVerdict(
          finding: finding, frames: finding == .repeats ? frames : 0, isKnown: false,
          steps: evidence.steps, ratio: evidence.ratios.min(), reason: reason), evidence.difference
      )
    }
    let which = frames == 1 ? "the last frame" : "the last frame but one"
    let repeats = "the first frame shows \(which) again"
    if evidence.difference > 0.05, evidence.leastShare > 1.5 {
      return verdict(.unrelated, "the two frames show different pictures")
    }
    // Grain that is new in every frame hides slow motion, and tells better than it.
    let isGrainy = evidence.grain.count == 2 && evidence.grain.allSatisfy { $0 < -0.25 }
    let most = evidence.ratios.max() ?? .infinity
    if !isGrainy, let steps = evidence.steps {
      guard steps < 0.4 else {
        return verdict(.continues, "the first frame goes on where the last one's motion leads")
      }
      guard evidence.leastSteadyShare < 0.35,
        evidence.steadyMotions.allSatisfy({ $0.steps < 0.5 })
      else {
        return verdict(.undecided, "encoding changed the picture more than its motion does")
      }
      return verdict(.repeats, "\(repeats): none of the motion around it lies between them")
    }
    if most < 0.5, evidence.ratios.count == 2 {
      return verdict(
        .repeats, "\(repeats): they differ by far less than frames on either side do")
    }
    if most < 4, isGrainy || evidence.difference > 0.0005 {
      return verdict(.continues, "the two frames differ as frames on either side do")
    }
    return verdict(.undecided, "too little moves here to tell a repeat from the next moment")
  }

  private static func difference(_ left: [Float], _ right: [Float]) -> [Float] {
    zip(left, right).map { $0 - $1 }
  }

  private static func product(_ left: [Float], _ right: [Float]) -> Double {
    Double(zip(left, right).reduce(Float(0)) { $0 + $1.0 * $1.1 })
  }
}
