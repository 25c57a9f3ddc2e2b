import Libav
import Raster
import StudioTestSupport
import Testing

@testable import Footage

/// Sheets of clips that are too long to be decoded as a whole.
@Suite(.needsEncoder("libx264")) struct LongSheetTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func clip(keyFrameInterval: Int) throws -> IndexedClip {
    let path = try SyntheticClip {
      $0.size = PixelSize(width: 64, height: 48)
      $0.frameCount = 1200
      $0.keyFrameInterval = keyFrameInterval
      $0.options = [("preset", "ultrafast")]
    }.make(at: folder / "a.mp4")
    return try IndexedClip.open(path, Cancellation())
  }

  @Test func `tiles far apart are those that cost little, and even to a hundredth`() throws {
    let clip = try clip(keyFrameInterval: 7)
    let even = clip.evenNumbers(3)
    #expect(even == [200, 600, 1000])
    let handy = clip.handyNumbers(near: even)
    for (number, wanted) in zip(handy, even) {
      #expect(number % 7 == 0 && abs(number - wanted) <= 4)
    }
    // Where a hundredth is less than a frame, nothing is moved.
    #expect(clip.handyNumbers(near: clip.evenNumbers(13)) == clip.evenNumbers(13))
  }

  @Test func `a frame is not moved for a little less work`() throws {
    let clip = try clip(keyFrameInterval: 150)
    // 146 is four frames before a key frame, 75 is in the middle of a group.
    #expect(clip.handyNumbers(near: [146, 75]) == [150, 75])
  }

  @Test func `frames taken by several decoders are those that one takes`() async throws {
    let clip = try clip(keyFrameInterval: 100)
    var options = ContactSheet.Options(columns: 4, width: 400)
    let numbers = [60, 199, 450, 451, 777, 1199]
    options.selection = .at(numbers.map { .frame($0) })
    let sheet = try SheetClip(.init(path: clip.path), options, of: 1, Cancellation())
    let shares = sheet.shares(2)
    #expect(shares == [[60, 199, 450, 451], [777, 1199]])
    let box = PixelSize(width: 64, height: 48)
    let together = try shares.flatMap { try sheet.frames($0, fitting: box, .alone, Cancellation()) }
    let alone = try sheet.frames(numbers, fitting: box, .whole, Cancellation())
    #expect(together.map(\.index) == numbers)
    #expect(together.map(\.bitmap) == alone.map(\.bitmap))
    let made = try await ContactSheet(options).make([.init(path: clip.path)])
    #expect(made.tiles.map(\.frame) == numbers)
  }

  @Test func `frames shown unevenly give tiles that are even in time`() throws {
    let path = try SyntheticClip {
      $0.timeBase = Rational(1, 100)
      // Ten frames in the first second, and one every second after it.
      $0.times = (0..<10).map { $0 * 10 } + (1...9).map { $0 * 100 }
    }.make(at: folder / "a.mp4")
    let clip = try IndexedClip.open(path, Cancellation())
    let numbers = clip.evenNumbers(5)
    #expect(numbers.map { clip.index.seconds(ofFrame: $0) } == [0.9, 2, 4, 6, 8])
    // More tiles than there are moments apart: each frame once instead.
    #expect(clip.evenNumbers(19) == Array(0..<19))
  }
}
