extension SplicePlanner {
  /// Keeps from being copied what FFmpeg's decoder would show otherwise than it is.
  ///
  /// Pictures of H.264 with loss it decodes a little differently behind such that were stored without
  /// than by themselves, and the other way round. So no film has both: the fewer of them are encoded as
  /// the others are.
  func unified(
    _ plan: SplicePlan, _ attempt: (Set<Int>, String) throws(FootageError) -> SplicePlan
  ) throws(FootageError) -> SplicePlan {
    guard mixesCodings(plan) else { return plan }
    var frames = [false: 0, true: 0]
    for stretch in plan.stretches where stretch.treatment == .copy {
      frames[clips[stretch.clip].isLossless, default: 0] += stretch.count
    }
    let isLossless = frames[true, default: 0] > frames[false, default: 0]
    let misfits = clips.indices.filter { clips[$0].isLossless != isLossless }
    let coding =
      isLossless ? "coded with loss instead of without" : "coded without loss instead of with"
    return try attempt(
      Set(misfits), "\(coding); FFmpeg's decoder shows neither right behind the other")
  }

  /// Whether frames without loss are copied beside such with loss; what is encoded is like the former.
  private func mixesCodings(_ plan: SplicePlan) -> Bool {
    let codings = plan.stretches.filter { $0.treatment == .copy }.map { clips[$0.clip].isLossless }
    return Set(codings).count > 1
  }
}
