import Libav
import Raster
import StudioTestSupport
import Testing

@Suite(.timeLimit(.minutes(5))) struct PictureTests {
  let size = PixelSize(width: 90, height: 61)

  private func decode(_ bytes: [UInt8], _ format: PictureFormat) throws -> Bitmap {
    try PictureDecoder.decode(bytes, as: format, Cancellation()).picture.bitmap()
  }

  @Test(.needsEncoder("libwebp")) func `a WebP comes out as it went in`() throws {
    let picture = SyntheticPicture.gradient(size)
    try expect(decode(picture.webP(), .webp), looksLike: picture, atLeast: 30)
    #expect(try decode(picture.webP(isLossless: true), .webp) == picture)
  }

  @Test(.needsEncoder("libwebp")) func `a WebP keeps its alpha`() throws {
    var picture = SyntheticPicture.gradient(size)
    picture[3, 4] = Color(red: 200, green: 100, blue: 50, alpha: 128)
    picture[0, 0] = Color(red: 1, green: 2, blue: 3, alpha: 1)
    #expect(try decode(picture.webP(isLossless: true), .webp) == picture)
  }

  @Test(.needsEncoder("libwebp"), arguments: [false, true])
  func `a WebP cut short at any length is refused`(isLossless: Bool) throws {
    let bytes = try SyntheticPicture.gradient(size).webP(isLossless: isLossless)
    for length in stride(from: 0, to: bytes.count - 8, by: 61) {
      let error = #expect(throws: LibavError.self, "\(length) of \(bytes.count) bytes") {
        try decode(Array(bytes[..<length]), .webp)
      }
      #expect(error?.code == .damaged, "\(length) bytes: \(error as Any)")
    }
  }

  @Test(arguments: PictureFormat.allCases)
  func `flipped bytes do no harm`(format: PictureFormat) throws {
    let picture = SyntheticPicture.gradient(size)
    let bytes =
      switch format {
      case .webp: Encoder.exists("libwebp") ? try picture.webP() : []
      case .gif: try picture.encoded(with: "gif", as: "rgb8")
      case .bmp: try picture.encoded(with: "bmp", as: "bgr24")
      case .jpegXL:
        Encoder.exists("libjxl") ? try picture.encoded(with: "libjxl", as: "rgb24") : []
      }
    guard !bytes.isEmpty else { return }
    var random = SeededGenerator(seed: 3)
    for _ in 0..<200 {
      var other = bytes
      other[Int.random(in: 0..<bytes.count, using: &random)] ^= .random(in: 1...255, using: &random)
      do {
        _ = try PictureDecoder.decode(other, as: format, mostPixels: 1 << 20, Cancellation())
      } catch {}
    }
  }

  @Test func `a picture of another kind is refused`() throws {
    let png = try PNG.encode(SyntheticPicture.gradient(size))
    #expect(throws: LibavError.self) { try decode(png, .gif) }
  }

  @Test(arguments: [
    (PictureFormat.bmp, "bmp", "bgr24"), (.bmp, "bmp", "bgra"),
  ])
  func `formats without loss come out as they went in`(
    format: PictureFormat, encoder: String, pixels: String
  ) throws {
    let picture = SyntheticPicture.gradient(size)
    #expect(try decode(picture.encoded(with: encoder, as: pixels), format) == picture)
  }

  @Test func `what has too many pixels is refused by the decoder too`() throws {
    let bytes = try SyntheticPicture.gradient(size).encoded(with: "bmp", as: "bgr24")
    #expect(throws: LibavError.self) {
      try PictureDecoder.decode(bytes, as: .bmp, mostPixels: 5000, Cancellation())
    }
  }
}

struct ResamplerTests {
  private let whole = PixelRect(x: 0, y: 0, width: 64, height: 48)

  @Test func `the same size is not touched`() throws {
    let picture = SyntheticPicture.gradient(whole.size)
    #expect(try Resampler.resize(picture, crop: whole, to: whole.size) == picture)
    let part = PixelRect(x: 3, y: 5, width: 20, height: 11)
    #expect(try Resampler.resize(picture, crop: part, to: part.size) == picture.cropped(to: part))
  }

  @Test(
    arguments: [
      Color(red: 255, green: 255, blue: 255), Color(red: 0, green: 0, blue: 0),
      Color(red: 74, green: 203, blue: 221), Color(red: 255, green: 0, blue: 1),
      Color(red: 10, green: 20, blue: 30, alpha: 40),
      Color(red: 1, green: 254, blue: 128, alpha: 0),
    ],
    [
      PixelSize(width: 32, height: 24), PixelSize(width: 5, height: 3),
      PixelSize(width: 131, height: 97), PixelSize(width: 1, height: 1),
      PixelSize(width: 64, height: 47),
    ])
  func `a flat colour stays exactly that colour`(color: Color, target: PixelSize) throws {
    let picture = Bitmap(size: whole.size, filledWith: color)
    let scaled = try Resampler.resize(picture, crop: whole, to: target)
    #expect(scaled == Bitmap(size: target, filledWith: color))
  }

  @Test func `a tiny picture can be enlarged`() throws {
    let picture = Bitmap(size: PixelSize(width: 1, height: 1), filledWith: .white)
    let target = PixelSize(width: 40, height: 30)
    let scaled = try Resampler.resize(
      picture, crop: PixelRect(x: 0, y: 0, width: 1, height: 1), to: target)
    #expect(scaled == Bitmap(size: target, filledWith: .white))
  }

  @Test func `halves keep their place`() throws {
    let wide = PixelSize(width: 200, height: 100)
    var picture = Bitmap(size: wide, filledWith: .black)
    picture.fill(PixelRect(x: 100, y: 0, width: 100, height: 100), with: .white)
    let scaled = try Resampler.resize(
      picture, crop: PixelRect(wide), to: PixelSize(width: 100, height: 50))
    #expect(scaled[45, 25] == .black && scaled[54, 25] == .white)
  }

  @Test func `strong shrinking averages`() throws {
    let side = 400
    var picture = Bitmap(size: PixelSize(width: side, height: side), filledWith: .black)
    for y in stride(from: 0, to: side, by: 2) {
      picture.fill(PixelRect(x: 0, y: y, width: side, height: 1), with: .white)
    }
    let scaled = try Resampler.resize(
      picture, crop: PixelRect(x: 0, y: 0, width: side, height: side),
      to: PixelSize(width: 20, height: 20))
    for y in 0..<20 { #expect(abs(Int(scaled[10, y].red) - 128) < 8) }
  }

  @Test func `alpha is scaled like a colour`() throws {
    let wide = PixelSize(width: 80, height: 8)
    var picture = Bitmap(size: wide, filledWith: Color(grey: 200, alpha: 0))
    for x in 40..<80 { for y in 0..<8 { picture[x, y] = Color(grey: 200, alpha: 255) } }
    let scaled = try Resampler.resize(
      picture, crop: PixelRect(wide), to: PixelSize(width: 20, height: 4))
    #expect(scaled[2, 2] == Color(grey: 200, alpha: 0))
    #expect(scaled[17, 2] == Color(grey: 200, alpha: 255))
  }

  @Test func `an impossible size is an error`() {
    let picture = Bitmap(size: whole.size, filledWith: .white)
    #expect(throws: LibavError.self) {
      try Resampler.resize(picture, crop: whole, to: PixelSize(width: 0, height: 10))
    }
    #expect(throws: LibavError.self) {
      try Resampler.resize(picture, crop: whole, to: PixelSize(width: 1 << 20, height: 1 << 20))
    }
  }
}
