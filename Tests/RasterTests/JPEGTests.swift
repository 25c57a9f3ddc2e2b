import Foundation
import Raster
import StudioTestSupport
import Testing

@Suite(.timeLimit(.minutes(5))) struct JPEGTests {
  let size = PixelSize(width: 90, height: 61)

  @Test func `a picture comes out as it went in`() throws {
    let picture = SyntheticPicture.gradient(size)
    try expect(JPEG.samples(of: picture.jpeg()).bitmap(), looksLike: picture, atLeast: 40)
  }

  @Test func `an orientation is left to the caller`() throws {
    let picture = SyntheticPicture.corners(size)
    let turned = EXIF.inserted(into: try picture.jpeg(), .right)
    try expect(JPEG.samples(of: turned).bitmap(), looksLike: picture, atLeast: 30)
  }

  @Test func `a file cut short at any length is refused`() throws {
    let bytes = try SyntheticPicture.gradient(size).jpeg()
    for length in stride(from: 0, to: bytes.count - 2, by: 61) {
      let error = #expect(throws: RasterError.self, "\(length) of \(bytes.count) bytes") {
        try JPEG.samples(of: Array(bytes[..<length]))
      }
      #expect(
        error?.code == .damaged || error?.code == .truncated,
        "\(length) bytes: \(error as Any)")
    }
  }

  @Test func `flipped bytes do no harm`() throws {
    let bytes = try SyntheticPicture.gradient(size).jpeg()
    var random = SeededGenerator(seed: 3)
    for round in 0..<400 {
      var other = bytes
      other[Int.random(in: 0..<bytes.count, using: &random)] ^= .random(in: 1...255, using: &random)
      do {
        _ = try JPEG.samples(of: other, shrink: 1 << (round % 4), mostPixels: 1 << 20)
      } catch {}
    }
  }

  @Test func `a picture of another kind is refused`() throws {
    let png = try PNG.encode(SyntheticPicture.gradient(size))
    #expect(throws: RasterError.self) { try JPEG.samples(of: png) }
    #expect(throws: RasterError.self) { try JPEG.samples(of: []) }
  }

  @Test(arguments: [1, 2, 4, 8]) func `a picture is decoded at a part of its size`(
    shrink: Int
  ) throws {
    let whole = SyntheticPicture.gradient(PixelSize(width: 320, height: 240))
    let picture = try JPEG.samples(of: whole.jpeg(), shrink: shrink)
    #expect(picture.shrink == shrink)
    #expect(picture.size == PixelSize(width: 320 / shrink, height: 240 / shrink))
    let small = try SampledPicture(whole).bitmap(at: picture.size)
    try expect(picture.bitmap(), looksLike: small, atLeast: 34)
  }

  @Test(arguments: [2, 4, 8]) func `what is left over of a side makes a pixel`(shrink: Int) throws {
    let picture = try JPEG.samples(of: SyntheticPicture.gradient(size).jpeg(), shrink: shrink)
    #expect(picture.size.width == (size.width + shrink - 1) / shrink)
    #expect(picture.size.height == (size.height + shrink - 1) / shrink)
  }

  @Test func `what has too many pixels is refused by the decoder too`() throws {
    let bytes = try SyntheticPicture.gradient(size).jpeg()
    let error = #expect(throws: RasterError.self) { try JPEG.samples(of: bytes, mostPixels: 5000) }
    #expect(error?.code == .unsuitableSize)
  }

  @Test func `a header that claims a huge picture takes no memory`() throws {
    // A JPEG's size stands behind the marker FF C0: 65500 to each side.
    var bytes = try SyntheticPicture.gradient(size).jpeg()
    let marker = try #require(
      bytes.indices.dropLast().first { bytes[$0] == 0xFF && bytes[$0 + 1] == 0xC0 })
    bytes.replaceSubrange(marker + 5..<marker + 9, with: [0xFF, 0xDC, 0xFF, 0xDC])
    #expect(throws: RasterError.self) { try JPEG.samples(of: bytes) }
  }

  @Test func `decoding stops when it is told to`() throws {
    let bytes = try SyntheticPicture.gradient(size).jpeg()
    let error = #expect(throws: RasterError.self) { try JPEG.samples(of: bytes) { true } }
    #expect(error?.code == .cancelled)
  }

  @Test func `what was made of a damaged file is thrown away`() throws {
    let bytes = try SyntheticPicture.gradient(size).jpeg()
    let error = #expect(throws: RasterError.self) {
      try JPEG.withSamples(of: Array(bytes[..<(bytes.count / 2)])) { _ in 1 }
    }
    #expect(error?.code == .truncated || error?.code == .damaged)
  }

  @Test func `an error of what is made of it comes out`() throws {
    struct Unwanted: Error {}
    let bytes = try SyntheticPicture.gradient(size).jpeg()
    #expect(throws: Unwanted.self) {
      try JPEG.withSamples(of: bytes) { _ in throw Unwanted() }
    }
  }

  @Test func `what is drawn meanwhile is what is drawn afterwards`() throws {
    let bytes = try SyntheticPicture.gradient(PixelSize(width: 300, height: 400)).jpeg()
    let small = PixelSize(width: 75, height: 100)
    let afterwards = try JPEG.samples(of: bytes).bitmap(at: small)
    #expect(try JPEG.withSamples(of: bytes) { try $0.bitmap(at: small) } == afterwards)
  }

  @Test func `arithmetic coding is read`() throws {
    // Greys of 12 more to the right and 3 more downwards, written with libjpeg-turbo.
    let file = try #require(
      Data(
        base64Encoded: """
          /9j/4AAQSkZJRgABAQAAAQABAAD/2wBDAAIBAQEBAQIBAQECAgICAgQDAgICAgUEBAMEBgUGBgYFBgYGBwkIBgcJBwYG\
          CAsICQoKCgoKBggLDAsKDAkKCgr/yQALCAAQABABAREA/8wABgAQEAX/2gAIAQEAAD8A/wDt607qI3UpO4oq5qT36C77\
          mqC9T/l3dNvx7DUhcNQMDQKA/9k=
          """))
    let picture = try JPEG.samples(of: Array(file)).bitmap()
    for (x, y) in [(0, 0), (15, 0), (7, 9), (15, 15)] {
      #expect(abs(Int(picture[x, y].red) - (x * 12 + y * 3)) <= 3)
    }
  }
}
