import Raster
import Testing

/// A small picture in which no two pixels are alike, opaque or with alpha.
func pattern(_ width: Int, _ height: Int, alpha: Bool = false) -> Bitmap {
  var bitmap = Bitmap(size: PixelSize(width: width, height: height))
  for y in 0..<height {
    for x in 0..<width {
      bitmap[x, y] = Color(
        red: UInt8(truncatingIfNeeded: x &* 37 &+ y), green: UInt8(truncatingIfNeeded: y &* 91),
        blue: UInt8(truncatingIfNeeded: (x ^ y) &* 13),
        alpha: alpha ? UInt8(truncatingIfNeeded: 1 &+ x &* 17 &+ y &* 29) : 255)
    }
  }
  return bitmap
}

struct PNGTests {
  @Test(arguments: [(1, 1), (3, 5), (64, 17), (301, 2)], [true, false])
  func `a picture comes back as it was written`(side: (Int, Int), alpha: Bool) throws {
    let bitmap = pattern(side.0, side.1, alpha: alpha)
    let bytes = try PNG.encode(bitmap)
    #expect(try PNG.decode(bytes) == bitmap)
    #expect(try PNG.size(of: bytes) == bitmap.size)
    // Colour type 2 is RGB, 6 is RGBA.
    #expect(bytes[25] == (bitmap.isOpaque ? 2 : 6))
  }

  @Test func `pixels that do not compress are written too`() throws {
    var generator = SplitMix(state: 7)
    let pixels = (0..<(200 * 150 * 4)).map { _ in UInt8.random(in: 0...255, using: &generator) }
    let bitmap = Bitmap(size: PixelSize(width: 200, height: 150), pixels: pixels)
    #expect(try PNG.decode(PNG.encode(bitmap)) == bitmap)
  }

  @Test func `a file cut at any length gets a sentence and never a picture`() throws {
    let whole = try PNG.encode(pattern(24, 16, alpha: true))
    for length in 0..<whole.count {
      let error = #expect(throws: RasterError.self) {
        _ = try PNG.decode(Array(whole[..<length]))
      }
      #expect(error?.code == (length < 8 ? .notPNG : .truncated), "\(length) bytes")
    }
  }

  @Test(.timeLimit(.minutes(1)))
  func `damage in any byte gives a sentence or a picture of the stated size`() throws {
    let whole = try PNG.encode(pattern(13, 11))
    for index in whole.indices {
      for bit in 0..<8 {
        var bytes = whole
        bytes[index] ^= 1 << UInt8(bit)
        do throws(RasterError) {
          let bitmap = try PNG.decode(bytes)
          #expect(try PNG.size(of: bytes) == bitmap.size)
        } catch {
          #expect(!error.message.isEmpty)
        }
      }
    }
  }

  @Test func `a header that promises too many pixels is refused before they are allocated`() throws
  {
    var bytes = try PNG.encode(pattern(2, 2))
    bytes.replaceSubrange(16..<24, with: [0, 0, 0x75, 0x30, 0, 0, 0x75, 0x30])
    let error = #expect(throws: RasterError.self) { _ = try PNG.decode(bytes) }
    #expect(error?.code == .unsuitableSize)
    #expect(error?.description.contains("30000x30000") == true)
  }

  @Test func `a picture without pixels cannot be written`() {
    #expect(throws: RasterError.self) {
      _ = try PNG.encode(Bitmap(size: PixelSize(width: 0, height: 4)))
    }
  }

  @Test func `a palette with one clear entry is read`() throws {
    var file = PNGBuilder(width: 2, height: 2, depth: 8, colorType: 3)
    file.add("PLTE", [10, 20, 30, 200, 100, 50])
    file.add("tRNS", [255, 0])
    file.finish(rows: [0, 0, 1, 0, 1, 0])
    let bitmap = try PNG.decode(file.bytes)
    #expect(bitmap[0, 0] == Color(red: 10, green: 20, blue: 30))
    #expect(bitmap[1, 0].alpha == 0)
    #expect(bitmap[0, 1].alpha == 0)
    #expect(bitmap[1, 1] == Color(red: 10, green: 20, blue: 30))
  }

  @Test func `sixteen bits without a stated gamma are taken as sRGB`() throws {
    var file = PNGBuilder(width: 1, height: 2, depth: 16, colorType: 2)
    file.finish(rows: [0, 0xAE, 0xAE, 0x1C, 0x1C, 0x28, 0x28, 0, 0, 0, 0x80, 0x80, 0xFF, 0xFF])
    let bitmap = try PNG.decode(file.bytes)
    #expect(bitmap[0, 0] == Color(red: 0xAE, green: 0x1C, blue: 0x28))
    #expect(bitmap[0, 1] == Color(red: 0, green: 0x80, blue: 0xFF))
  }

  @Test(arguments: [UInt8(1), 2, 4, 8])
  func `grey of any depth is read`(depth: UInt8) throws {
    var file = PNGBuilder(width: 1, height: 2, depth: depth, colorType: 0)
    file.finish(rows: [0, 0xFF, 0, 0])
    let bitmap = try PNG.decode(file.bytes)
    #expect(bitmap[0, 0] == .white)
    #expect(bitmap[0, 1] == .black)
  }

  @Test func `an interlaced picture is put together`() throws {
    // Adam7 on 2x2: pass 1 holds (0,0), pass 6 holds (1,0), pass 7 holds the second row.
    var file = PNGBuilder(width: 2, height: 2, depth: 8, colorType: 0, interlaced: true)
    file.finish(rows: [0, 10, 0, 20, 0, 30, 40])
    let bitmap = try PNG.decode(file.bytes)
    #expect([(0, 0), (1, 0), (0, 1), (1, 1)].map { bitmap[$0.0, $0.1].red } == [10, 20, 30, 40])
  }

  @Test func `a file whose rows are missing is damaged, not half a picture`() throws {
    var file = PNGBuilder(width: 4, height: 4, depth: 8, colorType: 0)
    file.finish(rows: [0, 1, 2, 3, 4, 0, 1, 2, 3, 4])
    #expect(throws: RasterError.self) { _ = try PNG.decode(file.bytes) }
  }

  @Test func `chunks are listed up to the end mark`() throws {
    let bytes = try PNG.encode(pattern(4, 4))
    let names = PNG.chunks(in: bytes + [1, 2, 3]).map(\.name)
    #expect(names.first == "IHDR")
    #expect(names.contains("IDAT"))
    #expect(names.last == "IEND")
    #expect(PNG.chunks(in: [1, 2, 3]).isEmpty)
  }

  @Test func `no room is made for rows that nobody can want`() throws {
    var file = PNGBuilder(width: 200_000_000, height: 2, depth: 8, colorType: 2)
    file.finish(rows: [0, 0, 0, 0])
    let bytes = file.bytes
    #expect(throws: RasterError.self) { try PNG.facts(of: bytes) }
  }
}

/// A small deterministic source of random numbers.
struct SplitMix: RandomNumberGenerator {
  var state: UInt64
  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }
}
