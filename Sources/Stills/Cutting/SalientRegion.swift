import Raster

/// A part of a picture that hangs together and draws the eye.
struct SalientRegion: Hashable {
  /// What encloses it.
  let box: PixelRect
  /// Its part of all that draws the eye.
  let share: Float

  /// How much is gained by keeping it whole, and lost by cutting through it.
  func worth(in window: PixelRect) -> Float {
    if window.contains(box) { return share }
    let kept = window.intersection(box)
    guard !kept.isEmpty else { return 0 }
    // A subject larger than the window cannot be kept whole; as much of it as can be is good.
    let part = Float(kept.width * kept.height) / Float(box.width * box.height)
    let canBeWhole = box.width <= window.width && box.height <= window.height
    return canBeWhole ? share * (part * 0.3 - 0.25) : share * part * 0.6
  }

  /// The regions of a map, those that draw the eye most first; at most five.
  static func all(in map: SaliencyMap) -> [SalientRegion] {
    let threshold = Self.threshold(of: map.values)
    let total = max(map.mass, 1e-6)
    var isSeen = [Bool](repeating: false, count: map.values.count)
    var found: [SalientRegion] = []
    for start in map.values.indices where !isSeen[start] && map.values[start] > threshold {
      var (left, right, top, bottom) = (map.width, -1, map.height, -1)
      var mass: Float = 0
      var waiting = [start]
      isSeen[start] = true
      while let index = waiting.popLast() {
        let (x, y) = (index % map.width, index / map.width)
        mass += map.values[index]
        (left, right, top, bottom) = (min(left, x), max(right, x), min(top, y), max(bottom, y))
        // Gaps of one pixel do not separate.
        for dy in -2...2 {
          for dx in -2...2 {
            let (nextX, nextY) = (x + dx, y + dy)
            guard nextX >= 0, nextY >= 0, nextX < map.width, nextY < map.height else { continue }
            let next = nextY * map.width + nextX
            guard !isSeen[next], map.values[next] > threshold else { continue }
            isSeen[next] = true
            waiting.append(next)
          }
        }
      }
      let share = mass / total
      guard share > 0.04 else { continue }
      // What fades out at its edges belongs to it.
      let box = PixelRect(x: left, y: top, width: right - left + 1, height: bottom - top + 1)
        .insetBy(-3).intersection(PixelRect(x: 0, y: 0, width: map.width, height: map.height))
      found.append(SalientRegion(box: box, share: share))
    }
    found.sort { ($0.share, -$0.box.x, -$0.box.y) > ($1.share, -$1.box.x, -$1.box.y) }
    return Array(found.prefix(5))
  }

  /// Otsu's threshold: what splits the values best in two.
  private static func threshold(of values: [Float]) -> Float {
    let top = values.max() ?? 0
    guard top > 0 else { return 1 }
    var counts = [Int](repeating: 0, count: 64)
    for value in values { counts[min(63, Int(value / top * 64))] += 1 }
    let all = counts.enumerated().reduce(0) { $0 + $1.offset * $1.element }
    var (below, belowSum, best, bestSpread) = (0, 0, 16, -1.0)
    for level in 0..<63 {
      below += counts[level]
      belowSum += level * counts[level]
      let above = values.count - below
      guard below > 0, above > 0 else { continue }
      let difference =
        Double(belowSum) / Double(below) - Double(all - belowSum) / Double(above)
      let spread = Double(below) * Double(above) * difference * difference
      if spread > bestSpread { (best, bestSpread) = (level, spread) }
    }
    return Float(best + 1) / 64 * top * 0.7
  }
}
