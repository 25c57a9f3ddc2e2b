import Raster

/// Where the eye is drawn to, as far as a cut keeps it.
public struct CutJudgement: Hashable, Sendable, Codable {
  /// How much of what draws the eye is kept, 0 to 1.
  public let score: Double
  /// Why the cut lies where it does, for people.
  public let reason: String
}

/// Finds the place of a cut that keeps what draws the eye.
struct SmartCut {
  private let map: SaliencyMap
  private let regions: [SalientRegion]

  init(_ picture: Bitmap) {
    map = SaliencyMap(picture)
    regions = SalientRegion.all(in: map)
  }

  /// A place for a window.
  struct Choice: Hashable {
    let x: Int
    let y: Int
    let judgement: CutJudgement
  }

  /// The best place for a window in the picture that was judged.
  ///
  /// - Parameters:
  ///   - window: its size, in pixels of that picture; not larger than it.
  ///   - focus: a point that has to be inside.
  func best(for window: PixelSize, keeping focus: PixelPoint? = nil) -> Choice {
    let total = max(map.mass, 1e-6)
    let sums = SummedMap(map)
    var found: (value: Float, x: Int, y: Int)?
    let (spareX, spareY) = (map.width - window.width, map.height - window.height)
    for y in 0...max(0, spareY) {
      for x in 0...max(0, spareX) {
        let rect = PixelRect(origin: PixelPoint(x: x, y: y), size: window)
        if let focus, !rect.contains(PixelRect(x: focus.x, y: focus.y, width: 1, height: 1)) {
          continue
        }
        var value = sums.mass(of: rect) / total
        for region in regions { value += region.worth(in: rect) }
        // Of two equal cuts the one nearer to the middle.
        value -= 0.03 * offCentre(x, spareX) + 0.03 * offCentre(y, spareY)
        value += 0.05 * thirds(rect)
        if found.map({ value > $0.value + 1e-6 }) ?? true { found = (value, x, y) }
      }
    }
    let (x, y) = found.map { ($0.x, $0.y) } ?? (max(0, spareX) / 2, max(0, spareY) / 2)
    let rect = PixelRect(origin: PixelPoint(x: x, y: y), size: window)
    return Choice(x: x, y: y, judgement: judgement(of: rect, sums, total))
  }

  private func judgement(
    of rect: PixelRect, _ sums: SummedMap, _ total: Float
  ) -> CutJudgement {
    let score = min(1, Double(sums.mass(of: rect) / total))
    let whole = regions.filter { rect.contains($0.box) }.count
    let cut = regions.filter { !rect.contains($0.box) && !rect.intersection($0.box).isEmpty }.count
    var reason = "keeps \(Int((score * 100).rounded())) % of what draws the eye"
    if !regions.isEmpty {
      reason += ", \(whole) of \(regions.count) salient regions whole"
      if cut > 0 { reason += " and cuts through \(cut)" }
    }
    return CutJudgement(score: (score * 1000).rounded() / 1000, reason: reason)
  }

  private func offCentre(_ place: Int, _ spare: Int) -> Float {
    spare > 0 ? abs(Float(place) / Float(spare) - 0.5) * 2 : 0
  }

  /// Whether what matters most lies on the thirds of the window, or in its middle.
  private func thirds(_ rect: PixelRect) -> Float {
    guard let main = regions.first, rect.width > 0 else { return 0 }
    let place = Float(main.box.x - rect.x) + Float(main.box.width) / 2
    let part = place / Float(rect.width)
    let distance = min(abs(part - 1 / 3), abs(part - 2 / 3), abs(part - 0.5))
    return max(0, 1 - distance * 4)
  }
}

/// Sums over rectangles of a map, each from four numbers.
struct SummedMap {
  private let width: Int
  private let sums: [Float]

  init(_ map: SaliencyMap) {
    width = map.width + 1
    var sums = [Float](repeating: 0, count: (map.width + 1) * (map.height + 1))
    for y in 0..<map.height {
      var row: Float = 0
      for x in 0..<map.width {
        row += map.values[y * map.width + x]
        sums[(y + 1) * width + x + 1] = sums[y * width + x + 1] + row
      }
    }
    self.sums = sums
  }

  func mass(of rect: PixelRect) -> Float {
    sums[rect.maxY * width + rect.maxX] - sums[rect.y * width + rect.maxX]
      - sums[rect.maxY * width + rect.x] + sums[rect.y * width + rect.x]
  }
}
