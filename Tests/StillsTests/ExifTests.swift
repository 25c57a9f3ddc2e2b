import Raster
import Testing

@testable import Stills

struct ExifTests {
  @Test(arguments: Orientation.allCases, [true, false])
  func `every orientation is read in both byte orders`(
    orientation: Orientation, littleEndian: Bool
  ) {
    for type in [1, 3, 4] {
      let data = ExifBuilder.tiff(orientation.rawValue, littleEndian: littleEndian, type: type)
      #expect(Exif.orientation(in: data[...]) == orientation)
      #expect(Exif.orientation(in: (Exif.prefix + data)[...]) == orientation)
    }
  }

  @Test(arguments: [0, 9, 255, 65535])
  func `a value that means nothing is no orientation`(value: Int) {
    #expect(Exif.orientation(in: ExifBuilder.tiff(value, littleEndian: true)[...]) == nil)
  }

  @Test func `a text instead of a number is no orientation`() {
    #expect(Exif.orientation(in: ExifBuilder.tiff(6, littleEndian: true, type: 2)[...]) == nil)
  }

  @Test func `data cut at any length gives the orientation or nothing`() {
    let whole = ExifBuilder.tiff(6, littleEndian: false)
    for length in 0..<whole.count {
      let read = Exif.orientation(in: whole[..<length])
      // The value ends 32 bytes in: header 8, count 2, one entry 12, and 10 of the next.
      #expect(read == (length >= 32 ? .right : nil), "\(length) bytes")
    }
  }

  @Test(.timeLimit(.minutes(1))) func `random bytes never crash`() {
    var random = SystemRandomNumberGenerator()
    let whole = ExifBuilder.tiff(3, littleEndian: true)
    for _ in 0..<5_000 {
      var bytes = whole
      for _ in 0..<Int.random(in: 1...6, using: &random) {
        bytes[.random(in: bytes.indices, using: &random)] = .random(in: 0...255, using: &random)
      }
      let read = Exif.orientation(in: bytes[...])
      #expect(read == nil || Orientation.allCases.contains { $0 == read })
    }
  }
}
