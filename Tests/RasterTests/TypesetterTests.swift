import Testing

@testable import Raster

struct TypesetterTests {
  private func drawn(_ text: String, height: Int = 20) -> Bitmap {
    var bitmap = Bitmap(size: PixelSize(width: 300, height: 30), filledWith: .white)
    Typesetter().draw(text, on: &bitmap, at: PixelPoint(x: 4, y: 4), height: height, color: .black)
    return bitmap
  }

  @Test(arguments: ["A clip.mp4", "Καλημέρα", "Привет", "ÅÄÖ é", "00:03.250"])
  func `text is drawn, and as wide as it is said to be`(text: String) {
    let bitmap = drawn(text)
    #expect(bitmap != Bitmap(size: bitmap.size, filledWith: .white))
    let width = Typesetter().width(of: text, height: 20)
    #expect(width > 10 && width < 290)
    // Nothing is drawn far outside of the box.
    for y in 0..<30 { #expect(bitmap[min(299, 4 + width + 8), y] == .white) }
  }

  @Test func `what no font has is a dot, not a box`() {
    // A character of a private area, and one that is assigned to nothing.
    #expect(drawn("\u{F8FF0}") == drawn("·"))
    #expect(drawn("a\u{0007}b") == drawn("a b"))
    #expect(drawn("a\u{200B}b") == drawn("ab"))
  }

  @Test func `long text is cut to fit`() {
    let type = Typesetter()
    let text = String(repeating: "long name ", count: 20)
    let short = type.shortened(text, height: 16, toWidth: 120)
    #expect(short.hasSuffix("…") && type.width(of: short, height: 16) <= 120)
    #expect(type.shortened("ab", height: 16, toWidth: 120) == "ab")
    #expect(type.shortened(text, height: 16, toWidth: 2) == "")
  }
}
