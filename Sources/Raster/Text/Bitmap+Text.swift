extension Bitmap {
  /// Writes one line of text with smooth edges.
  ///
  /// Accents are dropped and characters outside the Latin alphabet become an open box. What lies
  /// outside the picture is left out. Pleasant from a height of about 12 pixels.
  ///
  /// - Parameters:
  ///   - text: one line; line breaks become spaces.
  ///   - origin: the upper left corner of the line.
  ///   - height: the height of the line, from the tallest stroke to the deepest; capitals take two
  ///     thirds.
  ///   - color: the colour of the strokes; may let the picture shine through.
  ///   - weight: the thickness of the strokes; never less than about a pixel.
  /// - Returns: the width that was taken, as ``TextMetrics/width(of:height:)`` tells it.
  @discardableResult
  public mutating func draw(
    text: String, at origin: PixelPoint, height: Int, color: Color,
    weight: TextWeight = .regular
  ) -> Int {
    let grid = TextGrid(height: height)
    let thickness = max(1.1, weight.thickness * StrokeFont.capital * grid.scale)
    var left = 0
    for glyph in StrokeFont.glyphs(for: text) {
      let advance = grid.advance(of: glyph)
      draw(
        glyph, origin: PixelPoint(x: origin.x + left, y: origin.y), grid: grid,
        thickness: thickness, color: color)
      left += advance
    }
    return left
  }

  private mutating func draw(
    _ glyph: StrokeGlyph, origin: PixelPoint, grid: TextGrid, thickness: Double, color: Color
  ) {
    guard !glyph.pieces.isEmpty else { return }
    let shift = grid.shift(of: glyph)
    let strokes = glyph.pieces.map { piece in
      Stroke(
        start: (
          Double(origin.x) + shift + piece.start.x * grid.scale,
          Double(origin.y) + grid.row(of: piece.start.y, thickness: thickness)
        ),
        end: (
          Double(origin.x) + shift + piece.end.x * grid.scale,
          Double(origin.y) + grid.row(of: piece.end.y, thickness: thickness)
        ),
        radius: thickness / 2 * (piece.isDot ? 1.25 : 1))
    }
    let bounds = strokes.reduce(strokes[0].bounds) { $0.union($1.bounds) }
    var coverage = Coverage(area: bounds.intersection(PixelRect(size)))
    for stroke in strokes { coverage.add(stroke) }
    paint(coverage, with: color)
  }
}

/// A straight line drawn with a round pen, in pixels; y grows downwards.
struct Stroke {
  let start, end: (x: Double, y: Double)
  let radius: Double

  /// Every pixel that the stroke may touch.
  var bounds: PixelRect {
    let reach = radius + 0.5
    let left = Int((min(start.x, end.x) - reach).rounded(.down))
    let top = Int((min(start.y, end.y) - reach).rounded(.down))
    return PixelRect(
      x: left, y: top, width: Int((max(start.x, end.x) + reach).rounded(.up)) - left,
      height: Int((max(start.y, end.y) + reach).rounded(.up)) - top)
  }
}

extension Coverage {
  /// Covers what a stroke covers: fully inside, fading over the one pixel around its edge.
  mutating func add(_ stroke: Stroke) {
    let part = stroke.bounds.intersection(area)
    guard !part.isEmpty else { return }
    let (dx, dy) = (stroke.end.x - stroke.start.x, stroke.end.y - stroke.start.y)
    let squared = dx * dx + dy * dy
    let reach = stroke.radius + 0.5
    for y in part.y..<part.maxY {
      for x in part.x..<part.maxX {
        let (px, py) = (Double(x) + 0.5 - stroke.start.x, Double(y) + 0.5 - stroke.start.y)
        let along = squared > 0 ? min(1, max(0, (px * dx + py * dy) / squared)) : 0
        let (ex, ey) = (px - along * dx, py - along * dy)
        let distance = ex * ex + ey * ey
        guard distance < reach * reach else { continue }
        add(reach - distance.squareRoot(), x: x, y: y)
      }
    }
  }
}

extension PixelRect {
  /// The smallest rectangle around two.
  func union(_ other: PixelRect) -> PixelRect {
    let (left, top) = (min(x, other.x), min(y, other.y))
    return PixelRect(
      x: left, y: top, width: max(maxX, other.maxX) - left, height: max(maxY, other.maxY) - top)
  }
}
