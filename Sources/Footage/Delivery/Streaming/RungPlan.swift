import Raster

/// Which sizes a stream has; pure.
struct RungPlan: Sendable, Hashable {
  /// Lines on the short side, none above the source's.
  let shortSide: Int
  /// The most bits a second.
  let maxBitRate: Int

  /// The wished sizes that the source has room for, largest first.
  ///
  /// A source between two of them, well above the lower one, keeps its own size under the higher
  /// one's limit.
  static func all(_ wished: [StreamingDelivery.Rung], source: PixelSize) -> [RungPlan] {
    let short = min(source.width, source.height) & ~1
    let sorted = wished.sorted { $0.shortSide > $1.shortSide }
    var rungs = sorted.filter { $0.shortSide <= short }.map {
      RungPlan(shortSide: $0.shortSide, maxBitRate: $0.maxBitRate)
    }
    let above = sorted.last { $0.shortSide > short }
    if let above, short >= (rungs.first?.shortSide ?? 0) * 115 / 100 {
      rungs.insert(RungPlan(shortSide: short, maxBitRate: above.maxBitRate), at: 0)
    }
    return rungs
  }
}
