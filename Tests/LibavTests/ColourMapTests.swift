import Libav
import Raster
import StudioTestSupport
import Testing

struct ColourMapTests {
  struct Storage: Sendable, CustomTestStringConvertible {
    let format: String
    let colour: ColourTags
    let testDescription: String
  }

  static let storages = [
    Storage(format: "yuv444p", colour: .bt709, testDescription: "4:4:4 BT.709"),
    Storage(format: "yuv420p", colour: .bt601, testDescription: "4:2:0 BT.601"),
    Storage(format: "yuv422p", colour: .jpeg, testDescription: "4:2:2 full range"),
    Storage(format: "yuv420p10le", colour: .bt709, testDescription: "4:2:0 in ten bits"),
  ]

  private static let map = ColourMatrix(
    factors: [1.05, 0.02, 0, -0.03, 0.95, 0.01, 0, 0, 1.08], offsets: [0.02, -0.01, 0.01])

  @Test(arguments: storages)
  func `Colours are mapped as they would be in RGB`(storage: Storage) throws {
    let format = try #require(PixelFormat(name: storage.format))
    for color in ["#4080c0", "#c09060", "#808080", "#306030"].compactMap({ Color($0) }) {
      // An odd size has a last column and row of its own.
      let bitmap = Bitmap(size: PixelSize(width: 33, height: 17), filledWith: color)
      let frame = try Frame.video(bitmap, format: format, colour: storage.colour)
      try frame.map(Self.map)
      let found = try frame.bitmap()
      let wanted = Self.map.applied(
        to: [color.red, color.green, color.blue].map { Double($0) / 255 })
      for (x, y) in [(0, 0), (32, 16), (16, 8)] {
        let pixel = found[x, y]
        for (channel, value) in zip([pixel.red, pixel.green, pixel.blue], wanted) {
          #expect(abs(Double(channel) - value * 255) <= 3.5, "\(color) became \(pixel)")
        }
      }
    }
  }

  @Test func `Nothing is changed where nothing is wanted`() throws {
    let bitmap = SyntheticPicture.gradient(PixelSize(width: 64, height: 32))
    let frame = try Frame.video(bitmap, format: .yuv420p, colour: .bt709)
    let before = try frame.samples()
    try frame.map(.identity)
    #expect(try frame.samples() == before)
  }

  @Test func `A frame that shares its pixels leaves the other as it was`() throws {
    let bitmap = SyntheticPicture.gradient(PixelSize(width: 64, height: 32))
    let frame = try Frame.video(bitmap, format: .yuv420p, colour: .bt709)
    let before = try frame.samples()
    let other = try frame.duplicate()
    try other.map(Self.map)
    #expect(try frame.samples() == before)
    #expect(try other.samples() != before)
  }

  @Test func `Pictures that are not in planes of luma are refused`() throws {
    let frame = try Frame.rgba(SyntheticPicture.gradient(PixelSize(width: 16, height: 16)))
    #expect(throws: LibavError.self) { try frame.map(Self.map) }
  }
}
