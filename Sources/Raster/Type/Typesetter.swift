internal import CFreeType

/// Draws lines of text with the fonts of this computer.
///
/// A character that the first font lacks is taken from another that has it; one that no font has is
/// written with Latin letters where that can be done, and as "·" otherwise, never as an empty box.
/// Where there is no font at all, the built-in strokes are drawn.
public final class Typesetter {
  private let library: FT_Library?
  private var faces: [Bool: [Typeface]] = [:]
  private var opened: [FontFinder.Found: Typeface] = [:]
  private var unknown: Set<Unicode.Scalar> = []

  /// Prepares to draw; cheap, and not to be shared by threads.
  public init() {
    var opened: FT_Library?
    library = FT_Init_FreeType(&opened) == 0 ? opened : nil
  }

  deinit {
    faces = [:]
    opened = [:]
    if let library { FT_Done_FreeType(library) }
  }

  private struct Glyph {
    let face: Typeface
    let index: UInt32
    let x: Int
  }

  private struct Line {
    var glyphs: [Glyph] = []
    var width = 0
  }

  /// The width of one line of text in pixels.
  public func width(of text: String, height: Int, weight: TextWeight = .regular) -> Int {
    guard let line = line(text, height, weight) else {
      return TextMetrics.width(of: text, height: height)
    }
    return line.width
  }

  /// The text itself if it fits, otherwise as much of its beginning as fits together with "…".
  public func shortened(
    _ text: String, height: Int, weight: TextWeight = .regular, toWidth width: Int
  ) -> String {
    guard self.width(of: text, height: height, weight: weight) > width else { return text }
    var kept = text[...]
    while !kept.isEmpty {
      kept.removeLast()
      while kept.last == " " { kept.removeLast() }
      let candidate = String(kept) + "…"
      if self.width(of: candidate, height: height, weight: weight) <= width { return candidate }
    }
    return ""
  }

  /// Draws one line and gives its width.
  ///
  /// - Parameters:
  ///   - origin: the upper left corner of the line's box.
  ///   - height: of the box, from the tallest letter to the deepest.
  @discardableResult
  public func draw(
    _ text: String, on bitmap: inout Bitmap, at origin: PixelPoint, height: Int, color: Color,
    weight: TextWeight = .regular
  ) -> Int {
    guard let line = line(text, height, weight) else {
      return bitmap.draw(text: text, at: origin, height: height, color: color, weight: weight)
    }
    // Capitals and most descenders lie within the em square, which stands on four fifths of it.
    let baseline = origin.y + Int((Double(height) * 0.79).rounded())
    for glyph in line.glyphs {
      glyph.face.setSize(Typesetter.em(height))
      glyph.face.withCoverage(of: glyph.index) { coverage, size, stride, corner in
        bitmap.paint(
          coverage, size, stride: stride,
          at: PixelPoint(x: origin.x + glyph.x + corner.x, y: baseline + corner.y), color)
      }
    }
    return line.width
  }

  private static func em(_ height: Int) -> Int { max(1, Int((Double(height) * 0.96).rounded())) }

  private func line(_ text: String, _ height: Int, _ weight: TextWeight) -> Line? {
    let isBold = weight == .bold
    guard !faces(isBold: isBold).isEmpty else { return nil }
    var line = Line()
    var before: (face: Typeface, index: UInt32)?
    for character in written(text, isBold: isBold) {
      guard let (face, index) = glyph(of: character, isBold: isBold) else { continue }
      face.setSize(Typesetter.em(height))
      if let before, before.face === face { line.width += face.kerning(before.index, index) }
      line.glyphs.append(Glyph(face: face, index: index, x: line.width))
      line.width += face.advance(of: index)
      before = (face, index)
    }
    return line
  }

  /// The characters that are drawn: control characters are left out, unknown ones replaced.
  private func written(_ text: String, isBold: Bool) -> [Unicode.Scalar] {
    text.unicodeScalars.flatMap { character -> [Unicode.Scalar] in
      if character.properties.generalCategory == .control { return [" "] }
      if character.properties.generalCategory == .format { return [] }
      if glyph(of: character, isBold: isBold) != nil { return [character] }
      if character.properties.generalCategory == .nonspacingMark { return [] }
      let plain = LatinFolding.plain(Character(character)) ?? ""
      let folded = plain.unicodeScalars.filter { glyph(of: $0, isBold: isBold) != nil }
      return folded.isEmpty ? ["·"] : Array(folded)
    }
  }

  private func glyph(
    of character: Unicode.Scalar, isBold: Bool
  ) -> (face: Typeface, index: UInt32)? {
    for face in faces(isBold: isBold) {
      if let index = face.glyph(of: character) { return (face, index) }
    }
    guard !unknown.contains(character),
      let found = FontFinder.best(for: character, isBold: isBold), let face = open(found),
      let index = face.glyph(of: character)
    else {
      unknown.insert(character)
      return nil
    }
    faces[isBold, default: []].append(face)
    return (face, index)
  }

  private func faces(isBold: Bool) -> [Typeface] {
    if let known = faces[isBold] { return known }
    var found = FontFinder.usualFiles(isBold: isBold).lazy.compactMap(open).first
    if found == nil { found = FontFinder.best(for: nil, isBold: isBold).flatMap(open) }
    faces[isBold] = found.map { [$0] } ?? []
    return faces[isBold] ?? []
  }

  private func open(_ found: FontFinder.Found) -> Typeface? {
    if let face = opened[found] { return face }
    guard let library, let face = Typeface(file: found.file, index: found.index, in: library)
    else { return nil }
    opened[found] = face
    return face
  }
}

extension Bitmap {
  /// Lays a colour over the picture, as thick as the coverage says.
  fileprivate mutating func paint(
    _ coverage: UnsafeBufferPointer<UInt8>, _ size: PixelSize, stride: Int, at origin: PixelPoint,
    _ color: Color
  ) {
    let part = PixelRect(origin: origin, size: size).intersection(PixelRect(self.size))
    guard !part.isEmpty else { return }
    let (word, width) = (color.word, self.size.width)
    withMutableWords { words in
      for y in part.y..<part.maxY {
        for x in part.x..<part.maxX {
          let amount = coverage[(y - origin.y) * stride + x - origin.x]
          guard amount > 0 else { continue }
          let at = y * width + x
          words[at] = word.blended(over: words[at], coverage: UInt32(amount))
        }
      }
    }
  }
}
