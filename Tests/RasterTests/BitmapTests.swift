import Raster
import Testing

struct BitmapTests {
  /// What EXIF says: which side of the upright picture row 0 and column 0 of the stored one show.
  @Test(arguments: [
    // Stored as  a b c / d e f; the upright rows.
    (Orientation.up, ["abc", "def"]), (.upMirrored, ["cba", "fed"]), (.down, ["fed", "cba"]),
    (.downMirrored, ["def", "abc"]), (.leftMirrored, ["ad", "be", "cf"]),
    (.right, ["da", "eb", "fc"]), (.rightMirrored, ["fc", "eb", "da"]),
    (.left, ["cf", "be", "ad"]),
  ])
  func `a stored picture is turned upright`(orientation: Orientation, rows: [String]) {
    let upright = picture(["abc", "def"]).oriented(orientation)
    #expect(upright == picture(rows))
    #expect(upright.oriented(orientation.inverse) == picture(["abc", "def"]))
    #expect(orientation.upright(PixelSize(width: 3, height: 2)) == upright.size)
  }

  private func picture(_ rows: [String]) -> Bitmap {
    let bytes = rows.joined().utf8.flatMap { byte -> [UInt8] in [byte, 0, 255 - byte, 255] }
    return Bitmap(size: PixelSize(width: rows[0].utf8.count, height: rows.count), pixels: bytes)
  }

  @Test func `a part is cut out pixel by pixel`() {
    let whole = pattern(9, 7, alpha: true)
    let part = whole.cropped(to: PixelRect(x: 2, y: 3, width: 5, height: 4))
    #expect(part.size == PixelSize(width: 5, height: 4))
    for y in 0..<4 {
      for x in 0..<5 { #expect(part[x, y] == whole[x + 2, y + 3]) }
    }
    #expect(whole.cropped(to: PixelRect(whole.size)) == whole)
  }

  @Test(arguments: [
    // Pixel, background, result: straight alpha, rounded.
    (Color(red: 255, green: 0, blue: 0, alpha: 0), Color.white, Color.white),
    (Color(red: 10, green: 20, blue: 30), .white, Color(red: 10, green: 20, blue: 30)),
    (Color(grey: 0, alpha: 128), .white, Color(grey: 127)),
    (Color(grey: 255, alpha: 51), .black, Color(grey: 51)),
    (
      Color(red: 255, green: 0, blue: 0, alpha: 102), Color(red: 0, green: 0, blue: 255),
      Color(red: 102, green: 0, blue: 153)
    ),
    (Color.clear, Color(red: 1, green: 2, blue: 3, alpha: 9), Color(red: 1, green: 2, blue: 3)),
  ])
  func `alpha is flattened onto a background`(pixel: Color, background: Color, result: Color) {
    let bitmap = Bitmap(size: PixelSize(width: 3, height: 2), filledWith: pixel)
    let flat = bitmap.flattened(onto: background)
    #expect(flat == Bitmap(size: bitmap.size, filledWith: result))
    #expect(flat.isOpaque)
  }

  @Test func `flattening is exact to the nearest step for every alpha`() {
    for alpha in UInt8.min...UInt8.max {
      let bitmap = Bitmap(
        size: PixelSize(width: 1, height: 1),
        filledWith: Color(red: 200, green: 13, blue: 255, alpha: alpha))
      let flat = bitmap.flattened(onto: Color(red: 7, green: 250, blue: 0))[0, 0]
      let share = Double(alpha) / 255
      #expect(abs(Double(flat.red) - (200 * share + 7 * (1 - share))) <= 0.5)
      #expect(abs(Double(flat.green) - (13 * share + 250 * (1 - share))) <= 0.5)
      #expect(abs(Double(flat.blue) - 255 * share) <= 0.5)
    }
  }

  @Test func `an opaque picture is not touched by flattening`() {
    #expect(pattern(5, 5).flattened(onto: .black) == pattern(5, 5))
  }

  @Test func `pixels can be lent for reading and writing`() {
    var bitmap = pattern(4, 4)
    bitmap.withMutablePixels { bytes in bytes[5] = 77 }
    #expect(bitmap.withPixels { $0[5] } == 77)
    #expect(bitmap[1, 0].green == 77)
  }

  @Test func `equal pictures have no error, and errors are measured in decibels`() {
    let black = Bitmap(size: PixelSize(width: 8, height: 8), filledWith: .black)
    let grey = Bitmap(size: black.size, filledWith: Color(grey: 10))
    #expect(black.meanSquaredError(against: grey) == 100)
    #expect(black.psnr(against: black) == .infinity)
    #expect(abs(black.psnr(against: grey) - 28.1308) < 0.001)
  }

  @Test(arguments: [
    ("#ff8000", Color(red: 255, green: 128, blue: 0)), ("fff", .white), ("White", .white),
    ("#102030", Color(red: 16, green: 32, blue: 48)),
  ])
  func `a colour is read`(text: String, color: Color) {
    #expect(Color(text) == color)
  }

  @Test(arguments: ["", "#", "ff", "#12345", "pink-ish", "#gggggg", "＃ffffff", "#1234567"])
  func `anything else is no colour`(text: String) {
    #expect(Color(text) == nil)
  }
}

struct DrawingTests {
  private var canvas: Bitmap {
    Bitmap(size: PixelSize(width: 20, height: 12), filledWith: .black)
  }

  @Test func `a filled rectangle covers its pixels and nothing else`() {
    var bitmap = canvas
    let rect = PixelRect(x: 3, y: 2, width: 5, height: 4)
    bitmap.fill(rect, with: Color(red: 200, green: 100, blue: 50, alpha: 51))
    for y in 0..<12 {
      for x in 0..<20 {
        let isInside = rect.contains(PixelRect(x: x, y: y, width: 1, height: 1))
        #expect(
          bitmap[x, y] == (isInside ? Color(red: 40, green: 20, blue: 10) : .black), "\(x) \(y)")
      }
    }
  }

  @Test func `what lies outside is left out`() {
    var bitmap = canvas
    bitmap.fill(PixelRect(x: -5, y: -5, width: 100, height: 100), with: .white)
    #expect(bitmap == Bitmap(size: bitmap.size, filledWith: .white))
    bitmap.fill(PixelRect(x: 30, y: 0, width: 5, height: 5), with: .black)
    bitmap.fill(PixelRect(x: -9, y: 40, width: 5, height: 5), cornerRadius: 2, with: .black)
    bitmap.draw(Bitmap(size: PixelSize(width: 4, height: 4)), at: PixelPoint(x: -9, y: 2))
    #expect(bitmap == Bitmap(size: bitmap.size, filledWith: .white))
  }

  @Test(arguments: [0, 1, 2.5, 4, 99])
  func `rounded corners are symmetric, and no pixel is painted twice`(radius: Double) {
    var bitmap = canvas
    bitmap.fill(
      PixelRect(x: 2, y: 1, width: 15, height: 9), cornerRadius: radius,
      with: Color(grey: 255, alpha: 100))
    for y in 0..<9 {
      for x in 0..<15 {
        #expect(bitmap[2 + x, 1 + y] == bitmap[2 + 14 - x, 1 + y])
        #expect(bitmap[2 + x, 1 + y] == bitmap[2 + x, 1 + 8 - y])
        #expect(bitmap[2 + x, 1 + y].red <= 100)
      }
    }
    #expect(bitmap[9, 5].red == 100)
    #expect((bitmap[2, 1].red < 100) == (radius > 0.5))
    #expect(bitmap[1, 5] == .black && bitmap[17, 5] == .black && bitmap[9, 0] == .black)
  }

  @Test func `a picture is laid over another`() {
    var bitmap = canvas
    let stamp = pattern(6, 6)
    bitmap.draw(stamp, at: PixelPoint(x: -2, y: 9))
    for y in 0..<3 {
      for x in 0..<4 { #expect(bitmap[x, 9 + y] == stamp[x + 2, y]) }
    }
    bitmap.draw(
      Bitmap(size: PixelSize(width: 2, height: 2), filledWith: Color(grey: 255, alpha: 51)),
      at: PixelPoint(x: 18, y: 0))
    #expect(bitmap[19, 1] == Color(grey: 51))
    #expect(bitmap[17, 1] == .black)
  }

  @Test func `drawing on a clear picture keeps the colour`() {
    var bitmap = Bitmap(size: PixelSize(width: 2, height: 1))
    bitmap.fill(with: Color(red: 9, green: 200, blue: 30, alpha: 80))
    #expect(bitmap[1, 0] == Color(red: 9, green: 200, blue: 30, alpha: 80))
  }
}
