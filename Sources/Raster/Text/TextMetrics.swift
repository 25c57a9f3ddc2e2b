/// How much room a text takes, without drawing it.
public enum TextMetrics {
  /// The width of one line of text in pixels, free space at both ends included.
  ///
  /// All digits are equally wide. Heavier weights take the same room.
  ///
  /// - Parameters:
  ///   - text: one line.
  ///   - height: the height of the line, from the tallest stroke to the deepest.
  /// - Returns: whole pixels, since every letter takes whole pixels.
  public static func width(of text: String, height: Int) -> Int {
    StrokeFont.glyphs(for: text).reduce(0) { $0 + TextGrid(height: height).advance(of: $1) }
  }

  /// The size of the box that a text is drawn into.
  public static func size(of text: String, height: Int) -> PixelSize {
    PixelSize(width: width(of: text, height: height), height: height)
  }

  /// The row of the baseline, counted from the top of a line.
  public static func baseline(height: Int) -> Int {
    TextGrid(height: height).baseline
  }

  /// The text itself if it fits, otherwise as much of its beginning as fits together with "…".
  ///
  /// - Returns: an empty text if not even the dots fit.
  public static func shortened(_ text: String, height: Int, toWidth width: Int) -> String {
    guard self.width(of: text, height: height) > width else { return text }
    var kept = text[...]
    while !kept.isEmpty {
      kept.removeLast()
      while kept.last == " " { kept.removeLast() }
      let candidate = kept + "…"
      if self.width(of: String(candidate), height: height) <= width { return String(candidate) }
    }
    return ""
  }
}

/// Lays the unit of the glyphs onto whole pixels, so that stems of equal height end in equal rows.
struct TextGrid {
  /// Pixels a unit.
  let scale: Double
  /// The row in which letters stand, counted from the top of the line.
  let baseline: Int
  private let height: Int

  init(height: Int) {
    self.height = max(1, height)
    scale = Double(self.height) / StrokeFont.line
    baseline = self.height - Int((StrokeFont.below * scale - 0.2).rounded(.up))
  }

  /// The way to the next letter: whole pixels, so that a letter looks alike wherever it stands.
  func advance(of glyph: StrokeGlyph) -> Int {
    Int((glyph.advance * scale).rounded())
  }

  /// How far a letter is moved to the right so that it stands in the middle of the pixels that it
  /// got.
  ///
  /// Stems are not moved to whole pixels: they would be sharper, but the spaces between them
  /// uneven.
  func shift(of glyph: StrokeGlyph) -> Double {
    (Double(advance(of: glyph)) - glyph.advance * scale) / 2
  }

  /// Where a height in units lies, in rows from the top, for strokes of a given thickness in
  /// pixels.
  ///
  /// The outer edges of strokes on the baseline, at the top of small letters and at the top of
  /// capitals fall between two rows and are therefore sharp; heights between them are spread
  /// evenly. What would reach out of the line by a fraction of a pixel is drawn at its edge.
  func row(of y: Double, thickness: Double) -> Double {
    let half = thickness / 2
    let foot = Double(baseline) - half
    let small = Double(baseline) - (StrokeFont.small * scale + thickness).rounded() + half
    let capital = Double(baseline) - (StrokeFont.capital * scale + thickness).rounded() + half
    switch y {
    case ..<0: return min(foot - y * scale, max(foot, Double(height) - half))
    case ...StrokeFont.small: return foot + (small - foot) * y / StrokeFont.small
    case ...StrokeFont.capital:
      let part = (y - StrokeFont.small) / (StrokeFont.capital - StrokeFont.small)
      return small + (capital - small) * part
    default: return max(capital - (y - StrokeFont.capital) * scale, min(capital, half))
    }
  }
}
