/// The one typeface of this project: plain, wide-set strokes that stay clear on contact sheets.
///
/// Printable ASCII and a few signs are drawn; other Latin letters lose their accents; anything else
/// becomes an open box.
enum StrokeFont {
  /// The height of capitals and digits, in the unit of the glyphs.
  static let capital = 14.0
  /// The height of small letters without ascender.
  static let small = 10.0
  /// From the top of the tallest stroke to the bottom of the deepest: what callers name the height.
  static let line = 21.0
  /// How far the deepest stroke reaches below the letters' feet.
  static let below = 3.9

  /// The letters to draw for a text, accents taken off and unknown characters boxed.
  static func glyphs(for text: String) -> [StrokeGlyph] {
    text.flatMap { character in
      if let glyph = table[character] { return [glyph] }
      return (LatinFolding.plain(character) ?? "").compactMap { table[$0] }.nonEmpty ?? [box]
    }
  }

  private static let box = StrokeGlyph(
    path: "M0 0 L0 14 L7 14 L7 0 L0 0", left: 2, advance: 11)

  /// What stands on each side of a letter: a stem, a round, something open, or a diagonal's tip.
  private static func space(_ side: Character) -> Double {
    switch side {
    case "s": 2.35
    case "r": 1.75
    case "o": 1.5
    default: 1.05
    }
  }

  private static let table: [Character: StrokeGlyph] = {
    var table: [Character: StrokeGlyph] = [" ": StrokeGlyph(path: "", left: 0, advance: 5.6)]
    for line in drawings.split(separator: "\n") {
      // Character, kind of the left and right side, width, path.
      let parts = line.split(separator: " ", maxSplits: 3)
      guard parts.count == 4, let character = parts[0].first, let left = parts[1].first,
        let right = parts[1].last, let width = Double(parts[2])
      else { preconditionFailure("a glyph is not written as it should be: \(line)") }
      let isDigit = character.isASCII && character.isNumber
      let free = isDigit ? (11 - width) / 2 : space(left)
      table[character] = StrokeGlyph(
        path: String(parts[3]), left: free,
        advance: isDigit ? 11 : free + width + space(right))
    }
    return table
  }()
}

extension Array {
  fileprivate var nonEmpty: Self? { isEmpty ? nil : self }
}
