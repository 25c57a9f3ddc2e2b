#if canImport(Darwin)
  internal import Darwin
#else
  internal import Glibc
#endif

/// Which source pixels make each pixel of a row, and how much of each.
///
/// Lanczos with three lobes, widened as much as the picture shrinks, so that nothing aliases that
/// the filter can hold back. The edges of the picture are repeated beyond it.
struct FilterWeights {
  /// Weights of one pixel, as many for each.
  let count: Int
  /// The first source pixel of each; the others follow it.
  let starts: [Int]
  let weights: [Float]

  /// - Parameters:
  ///   - span: the part of the source that is drawn; ends may lie between pixels.
  ///   - limit: pixels of the source.
  ///   - length: pixels that come out.
  init(of span: ClosedRange<Double>, limit: Int, to length: Int) {
    let step = (span.upperBound - span.lowerBound) / Double(length)
    let stretch = max(step, 1)
    let reach = 3 * stretch
    count = min(limit, Int((2 * reach).rounded(.up)) + 1)
    var starts: [Int] = []
    var weights: [Float] = []
    for index in 0..<length {
      let centre = span.lowerBound + (Double(index) + 0.5) * step
      let first = Int((centre - reach).rounded(.down))
      let start = min(max(first, 0), limit - count)
      var row = [Double](repeating: 0, count: count)
      for place in first...Int((centre + reach).rounded(.up)) {
        let weight = Self.lanczos((Double(place) + 0.5 - centre) / stretch)
        row[min(max(min(max(place, 0), limit - 1) - start, 0), count - 1)] += weight
      }
      let sum = row.reduce(0, +)
      starts.append(start)
      weights += row.map { Float($0 / sum) }
    }
    self.starts = starts
    self.weights = weights
  }

  private static func lanczos(_ x: Double) -> Double {
    guard abs(x) < 3 else { return 0 }
    guard abs(x) > 1e-8 else { return 1 }
    let angle = Double.pi * x
    return 3 * sin(angle) * sin(angle / 3) / (angle * angle)
  }
}
