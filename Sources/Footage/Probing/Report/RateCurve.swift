import Libav

/// Bits a second over the length of a stream.
public struct RateCurve: Sendable, Encodable, Hashable {
  /// Seconds that each value stands for.
  public let secondsPerValue: Double
  /// Mean bits a second of each stretch, in order.
  public let bitsPerSecond: [Int]

  /// More than this is no picture for people any more.
  private static let mostValues = 120

  /// The most bits a second of any stretch.
  public var peak: Int { bitsPerSecond.max() ?? 0 }
  /// The fewest.
  public var low: Int { bitsPerSecond.min() ?? 0 }

  init?(_ index: FrameIndex, duration: Double) {
    guard duration > 0, index.frameCount > 1, duration < 1e9 else { return nil }
    let count = min(RateCurve.mostValues, max(1, Int(duration.rounded(.up))))
    let length = count < RateCurve.mostValues ? 1 : duration / Double(count)
    var bits = [Double](repeating: 0, count: count)
    let first = index.ticks(ofFrame: 0)
    for entry in index.entries {
      let seconds = Timestamp(entry.shown &- first, index.timeBase).seconds
      let place = Int(exactly: (seconds / length).rounded(.down)) ?? 0
      bits[min(max(0, place), count - 1)] += Double(entry.byteCount) * 8
    }
    secondsPerValue = length
    bitsPerSecond = bits.enumerated().map { number, sum in
      // The last stretch is what is left.
      let stretch = number == count - 1 ? max(1e-3, duration - length * Double(number)) : length
      return Int(exactly: (sum / stretch).rounded()) ?? 0
    }
  }
}
