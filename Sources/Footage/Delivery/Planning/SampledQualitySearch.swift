/// Finds the least quality that is still like the source, by halving; pure.
struct SampledQualitySearch: Sendable, Equatable {
  /// The encoder's scale: a larger number is a lower quality.
  private var good: Int
  private var bad: Int
  private let target: Double
  /// Similarities that were found, by quality.
  private(set) var found: [Int: Double] = [:]

  /// - Parameter scale: numbers that make sense, the best first.
  init(target: Double, scale: ClosedRange<Int>) {
    self.target = target
    good = scale.lowerBound - 1
    bad = scale.upperBound + 1
  }

  /// The quality to try next; nil when the search is over.
  var next: Int? { bad - good > 1 ? (good + bad) / 2 : nil }

  mutating func add(_ quality: Int, similarity: Double) {
    found[quality] = similarity
    if similarity >= target { good = max(good, quality) } else { bad = min(bad, quality) }
  }

  /// The lowest quality that reached the target; nil when none did.
  var best: (quality: Int, similarity: Double)? { found[good].map { (good, $0) } }

  /// The highest similarity of all.
  var highest: Double { found.values.max() ?? 0 }

  /// Moments whose surroundings stand for the whole, in seconds, and how long each is.
  static func samples(duration: Double) -> (starts: [Double], seconds: Double) {
    let seconds = 1.5
    guard duration > 8 else { return ([0], duration) }
    let count = min(8, max(3, Int(duration / 30)))
    return (
      (0..<count).map { (duration - seconds) * (Double($0) + 0.5) / Double(count) }, seconds
    )
  }
}
