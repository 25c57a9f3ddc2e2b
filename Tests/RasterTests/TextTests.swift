import Raster
import Testing

struct TextTests {
  static let printable = String((33...126).compactMap { UnicodeScalar($0).map(Character.init) })

  /// The smallest rectangle around everything that is not black.
  private func ink(_ bitmap: Bitmap) -> PixelRect? {
    var (left, top, right, bottom) = (Int.max, Int.max, Int.min, Int.min)
    for y in 0..<bitmap.height {
      for x in 0..<bitmap.width where bitmap[x, y].red > 40 {
        (left, right) = (min(left, x), max(right, x))
        (top, bottom) = (min(top, y), max(bottom, y))
      }
    }
    guard left <= right else { return nil }
    return PixelRect(x: left, y: top, width: right - left + 1, height: bottom - top + 1)
  }

  private func drawn(_ text: String, height: Int, weight: TextWeight = .regular) -> Bitmap {
    let size = TextMetrics.size(of: text, height: height)
    var bitmap = Bitmap(
      size: PixelSize(width: size.width + 40, height: size.height + 40), filledWith: .black)
    bitmap.draw(
      text: text, at: PixelPoint(x: 20, y: 20), height: height, color: .white, weight: weight)
    return bitmap
  }

  @Test func `every printable letter leaves ink and no two look alike`() {
    var seen: [Bitmap: Character] = [:]
    for character in Self.printable {
      var bitmap = Bitmap(size: PixelSize(width: 30, height: 28), filledWith: .black)
      bitmap.draw(text: String(character), at: .zero, height: 28, color: .white)
      #expect(ink(bitmap) != nil, "\(character)")
      #expect(seen[bitmap] == nil, "\(character) looks like \(seen[bitmap] ?? " ")")
      seen[bitmap] = character
    }
  }

  @Test(arguments: [12, 14, 16, 20, 24, 28, 61])
  func `a line stays inside the box that its metrics promise`(height: Int) throws {
    let size = TextMetrics.size(of: Self.printable, height: height)
    let box = PixelRect(origin: PixelPoint(x: 20, y: 20), size: size)
    let ink = try #require(self.ink(drawn(Self.printable, height: height)))
    #expect(box.contains(ink), "\(ink) in \(box)")
  }

  @Test(arguments: [12, 17, 28])
  func `all digits are equally wide`(height: Int) {
    let widths = Set("0123456789".map { TextMetrics.width(of: String($0), height: height) })
    #expect(widths.count == 1)
    #expect(
      TextMetrics.width(of: "00:03.240", height: height)
        == TextMetrics.width(of: "11:59.999", height: height))
  }

  @Test func `letters are as wide as they need`() {
    let width = { TextMetrics.width(of: $0, height: 24) }
    #expect(width("i") < width("n"))
    #expect(width("n") < width("m"))
    #expect(width("ab") == width("a") + width("b"))
    #expect(width("") == 0)
  }

  @Test func `drawing takes the width that was measured`() {
    var bitmap = Bitmap(size: PixelSize(width: 200, height: 20), filledWith: .black)
    let taken = bitmap.draw(text: "00:03.240  harbour", at: .zero, height: 16, color: .white)
    #expect(taken == TextMetrics.width(of: "00:03.240  harbour", height: 16))
  }

  @Test(arguments: [
    ("é", "e"), ("e\u{301}", "e"), ("Ł", "L"), ("Æ", "AE"), ("ø", "o"), ("ế", "e"), ("’", "'"),
    ("x\u{300}", "x"), ("\u{A0}", " "), ("\n", " "),
  ])
  func `accents are dropped`(text: String, plain: String) {
    #expect(drawn(text, height: 20) == drawn(plain, height: 20))
  }

  @Test func `a letter that nobody drew becomes a box`() {
    #expect(drawn("東", height: 20) == drawn("😀", height: 20))
    #expect(drawn("東", height: 20) != drawn("D", height: 20))
    #expect(ink(drawn("東", height: 20)) != nil)
  }

  @Test func `heavier strokes leave more ink in the same room`() {
    let amounts = [TextWeight.light, .regular, .medium, .bold].map { weight in
      drawn("harbour", height: 28, weight: weight).pixels.reduce(0) { $0 + Int($1) }
    }
    #expect(amounts == amounts.sorted())
    #expect(Set(amounts).count == 4)
  }

  @Test func `text outside the picture is left out`() {
    var bitmap = Bitmap(size: PixelSize(width: 8, height: 8), filledWith: .black)
    bitmap.draw(text: "wide text", at: PixelPoint(x: -30, y: -6), height: 20, color: .white)
    bitmap.draw(text: "far", at: PixelPoint(x: 4000, y: 9000), height: 20, color: .white)
    #expect(bitmap.size == PixelSize(width: 8, height: 8))
  }

  @Test func `a long label is shortened to the room there is`() {
    let label = "harbour-at-dawn-take-3.mp4"
    for width in stride(from: 0, through: 240, by: 7) {
      let short = TextMetrics.shortened(label, height: 16, toWidth: width)
      #expect(TextMetrics.width(of: short, height: 16) <= width)
      #expect(short.isEmpty || short == label || short.hasSuffix("…"))
    }
    #expect(TextMetrics.shortened(label, height: 16, toWidth: 1000) == label)
    #expect(TextMetrics.shortened("harbour", height: 16, toWidth: 40).hasPrefix("h"))
  }
}
