extension SplicePlanner {
  /// Takes out clips whose headers cannot stand with the others'.
  func refuseMisfits(
    _ target: FilmTarget, _ ranges: [Range<Int>], _ obstacles: inout [[String]]
  ) {
    while true {
      let weights = clips.indices.map { obstacles[$0].isEmpty ? ranges[$0].count : 0 }
      let groups = HeaderGroups(codec: target.shape.codec, clips, weights: weights)
      let obstacle: ParameterSetMerge.Obstacle
      switch groups.merge.outcome {
      case .same, .merged: return
      case .inBand where compatibility == .wide: return
      case .inBand(let found), .impossible(let found): obstacle = found
      }
      let refused = clips.indices.filter { groups.isClip($0, inGroup: obstacle.clip) }
      guard !refused.isEmpty else { return }
      for place in refused { obstacles[place].append(obstacle.reason) }
    }
  }

  /// Where the film's parameter sets stand, once it is known what is copied.
  func headers(_ target: FilmTarget, _ stretches: [Stretch]) -> SplicePlan.Headers {
    var weights = [Int](repeating: 0, count: clips.count)
    for stretch in stretches where stretch.treatment == .copy {
      weights[stretch.clip] += stretch.count
    }
    // What is encoded from beginning to end has a header of its own, and no other.
    guard weights.contains(where: { $0 > 0 }) else { return .same }
    let outcome = HeaderGroups(codec: target.shape.codec, clips, weights: weights).merge.outcome
    let isMixed = stretches.contains { $0.treatment != .copy }
    switch (outcome, target.shape.codec) {
    case (.inBand, _), (.impossible, _): return .inBand
    // The encoders of these codecs number their sets as the clips do.
    case (_, "hevc") where isMixed, (_, "av1") where isMixed: return .inBand
    case (.same, "h264") where isMixed: return .merged
    case (.same, _): return .same
    case (.merged, _): return .merged
    }
  }
}
