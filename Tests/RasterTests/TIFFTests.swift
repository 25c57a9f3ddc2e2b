import Raster
import StudioTestSupport
import Testing

@Suite(.timeLimit(.minutes(5))) struct TIFFTests {
  let size = PixelSize(width: 90, height: 61)
  let tile = PixelSize(width: 32, height: 16)

  private func read(_ builder: TIFFBuilder) throws -> Bitmap {
    let bytes = try builder.bytes()
    let facts = try TIFF.facts(of: bytes)
    let samples = try TIFF.samples(of: bytes)
    #expect(facts.size == samples.size)
    return try samples.bitmap()
  }

  @Test(arguments: [false, true], [false, true])
  func `tiles and strips come out as they went in`(isTiled: Bool, isBig: Bool) throws {
    let picture = SyntheticPicture.gradient(size)
    for bits in [8, 16, 32] {
      var builder = TIFFBuilder(picture, bits: bits)
      builder.tile = isTiled ? tile : nil
      builder.isBig = isBig
      #expect(try read(builder) == picture, "\(bits) bits")
    }
  }

  @Test(arguments: [false, true])
  func `a JPEG inside comes out as it went in`(isTiled: Bool) throws {
    let picture = SyntheticPicture.gradient(size)
    var builder = TIFFBuilder(size, photometric: 6, compression: 7) { rect in
      var part = Bitmap(size: rect.size, filledWith: .black)
      for y in 0..<rect.height {
        for x in 0..<rect.width where rect.x + x < size.width && rect.y + y < size.height {
          part[x, y] = picture[rect.x + x, rect.y + y]
        }
      }
      return try part.encoded(with: "mjpeg", as: "yuvj420p")
    }
    builder.tags[0x212] = [2, 2]
    builder.tile = isTiled ? tile : nil
    try expect(read(builder), looksLike: picture, atLeast: 25)
  }

  @Test(arguments: ["rgb24", "rgba", "gray", "rgb48le", "yuv420p", "yuv444p"])
  func `what FFmpeg writes comes out as it went in`(pixels: String) throws {
    let isGrey = pixels == "gray"
    let picture =
      isGrey
      ? Bitmap(size: size, filledWith: Color(grey: 77))
      : SyntheticPicture.gradient(size)
    let decoded = try TIFF.samples(of: picture.encoded(with: "tiff", as: pixels)).bitmap()
    if pixels.hasPrefix("yuv") {
      #expect(decoded.psnr(against: picture) > 20)
    } else {
      // The test's own way to 16 bits rounds.
      #expect(pixels == "rgb48le" ? decoded.psnr(against: picture) > 44 : decoded == picture)
    }
  }

  @Test func `small depths are spread over all values`() throws {
    for (bits, bytes, expected) in [
      (1, [0b1010_0000], [255, 0, 255]), (2, [0b0001_1011], [0, 85, 170]),
      (4, [0x0F, 0x80], [0, 255, 136]), (12, [0x00, 0x0F, 0xFF, 0x80, 0x00], [0, 255, 128]),
    ] as [(Int, [UInt8], [UInt8])] {
      for photometric in [0, 1] {
        let builder = TIFFBuilder(
          PixelSize(width: 3, height: 1), photometric: photometric, bits: bits, channels: 1
        ) { _ in bytes }
        let bitmap = try read(builder)
        let values = (0..<3).map { bitmap[$0, 0].red }
        #expect(
          values == expected.map { photometric == 0 ? 255 - $0 : $0 },
          "\(bits) bits, kind \(photometric)")
      }
    }
  }

  @Test func `colours of a palette are looked up`() throws {
    var builder = TIFFBuilder(
      PixelSize(width: 2, height: 1), photometric: 3, bits: 1, channels: 1
    ) { _ in [0b0100_0000] }
    builder.tags[0x140] = [0xFFFF, 0x1111, 0, 0x8080, 0, 0xFFFF]
    let bitmap = try read(builder)
    #expect(bitmap[0, 0] == Color(red: 255, green: 0, blue: 0))
    #expect(bitmap[1, 0] == Color(red: 0x11, green: 0x80, blue: 255))
  }

  @Test(arguments: [
    (1, true, true), (2, true, false), (0, false, false),
  ])
  func `the fourth channel is alpha if the file says so`(
    kind: Int, hasAlpha: Bool, isPremultiplied: Bool
  ) throws {
    var builder = TIFFBuilder(
      PixelSize(width: 1, height: 1), photometric: 2, channels: 4
    ) { _ in [10, 20, 30, 40] }
    builder.tags[0x152] = [kind]
    let samples = try TIFF.samples(of: builder.bytes())
    #expect(samples.hasAlpha == hasAlpha)
    #expect(samples.isPremultiplied == isPremultiplied)
  }

  @Test func `inks stay inks`() throws {
    let builder = TIFFBuilder(
      PixelSize(width: 1, height: 1), photometric: 5, channels: 4
    ) { _ in [0, 255, 0, 0] }
    let samples = try TIFF.samples(of: builder.bytes())
    #expect(samples.space == .cmyk)
    #expect(try samples.bitmap()[0, 0] == Color(red: 255, green: 0, blue: 255))
  }

  @Test(arguments: [
    (0x153, [3, 3, 3], "floating-point"), (0x153, [2, 2, 2], "with a sign"),
    (0x103, [6], "in the old way"), (0x103, [50_999], "number 50999"),
    (0x102, [24, 24, 24], "24 bits"), (0x106, [32_803], "sensor"), (0xFE, [1], "small version"),
    (0x106, [77], "kind 77"), (0x106, [8], "L*a*b*"),
  ])
  func `what is sound and not read is named`(tag: Int, value: [Int], words: String) throws {
    var builder = TIFFBuilder(SyntheticPicture.gradient(size), bits: 32)
    builder.tags[tag] = value
    let bytes = try builder.bytes()
    let error = #expect(throws: RasterError.self) { try TIFF.facts(of: bytes) }
    #expect(error?.code == .unsupported)
    #expect(error?.message.contains(words) == true, "\(error as Any)")
    #expect(throws: RasterError.self) { try TIFF.samples(of: bytes) }
  }

  @Test(arguments: [false, true])
  func `a file cut short at any length is refused`(isTiled: Bool) throws {
    var builder = TIFFBuilder(SyntheticPicture.gradient(size))
    builder.tile = isTiled ? tile : nil
    let bytes = try builder.bytes()
    for length in stride(from: 0, to: bytes.count - 8, by: 61) {
      let error = #expect(throws: RasterError.self, "\(length) of \(bytes.count) bytes") {
        try TIFF.facts(of: Array(bytes[..<length]))
      }
      #expect(error?.code == .damaged || error?.code == .truncated, "\(error as Any)")
    }
  }

  @Test func `a JPEG inside that ends too early is damage`() throws {
    let picture = SyntheticPicture.gradient(size)
    var builder = TIFFBuilder(size, photometric: 6, compression: 7) { _ in
      Array(try picture.encoded(with: "mjpeg", as: "yuvj420p").dropLast(600))
    }
    builder.tags[0x212] = [2, 2]
    let error = #expect(throws: RasterError.self) { try TIFF.samples(of: builder.bytes()) }
    #expect(error?.code == .damaged)
  }

  @Test func `flipped bytes do no harm`() throws {
    let picture = SyntheticPicture.gradient(size)
    var tiled = TIFFBuilder(picture)
    tiled.tile = tile
    var big = tiled
    big.isBig = true
    var inner = TIFFBuilder(size, photometric: 6, compression: 7) { _ in
      try picture.encoded(with: "mjpeg", as: "yuvj420p")
    }
    inner.tags[0x212] = [2, 2]
    var random = SeededGenerator(seed: 3)
    for builder in [tiled, big, inner] {
      let bytes = try builder.bytes()
      for _ in 0..<300 {
        var other = bytes
        // Most of what can go wrong stands in the directory, at the end.
        let range =
          Bool.random(using: &random) ? 0..<bytes.count : (bytes.count - 250)..<bytes.count
        other[Int.random(in: range, using: &random)] ^= .random(in: 1...255, using: &random)
        do {
          _ = try TIFF.facts(of: other)
          _ = try TIFF.samples(of: other, mostPixels: 1 << 20)
        } catch {}
      }
    }
  }

  @Test func `too many pixels and huge tiles are refused before there is memory for them`() throws {
    var builder = TIFFBuilder(SyntheticPicture.gradient(size))
    #expect(throws: RasterError.self) {
      try TIFF.samples(of: builder.bytes(), mostPixels: 5000)
    }
    builder = TIFFBuilder(size, photometric: 2) { _ in [0] }
    builder.tile = PixelSize(width: 1 << 16, height: 1 << 12)
    #expect(throws: RasterError.self) { try TIFF.samples(of: builder.bytes()) }
  }
}
