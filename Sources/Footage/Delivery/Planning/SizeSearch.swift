/// Finds how to fit a result into so many bytes, from what earlier tries came to; pure.
struct SizeSearch: Sendable, Equatable {
  /// A try: bits a second of the picture, and bytes that came out.
  struct Try: Sendable, Equatable {
    let bitRate: Int
    let byteCount: Int
  }

  let limit: Int
  /// Seconds.
  let duration: Double
  /// Bytes of everything but the picture.
  let besides: Int
  private(set) var tries: [Try] = []

  /// A picture of fewer bits a second is not worth looking at, and encoders do not reach it.
  static let leastBitRate = 2_000
  private static let mostTries = 4

  init(limit: Int, duration: Double, besides: Int) {
    self.limit = limit
    self.duration = max(0.001, duration)
    self.besides = besides
  }

  mutating func add(_ result: Try) { tries.append(result) }

  /// Bits a second to try next; nil when no number helps.
  var next: Int? {
    guard tries.count < SizeSearch.mostTries else { return nil }
    // Encoders end a little above or below what they were told.
    var room = Double(limit - besides) * 0.985
    if let last = tries.last {
      let over = Double(last.byteCount - besides) / max(1, Double(limit - besides))
      room = Double(last.bitRate) / 8 * duration / max(1.005, over) * 0.98
    }
    let rate = Int(room * 8 / duration)
    guard rate >= SizeSearch.leastBitRate else { return nil }
    if let last = tries.last, rate >= last.bitRate { return nil }
    return rate
  }

  /// Bits a second that a sound may have, so that most is left for the picture.
  static func soundRate(_ wish: Int, limit: Int, duration: Double) -> Int {
    let quarter = Double(limit) * 8 / max(0.001, duration) / 4
    return min(wish, max(24_000, Int(quarter)))
  }
}
