import Libav
import Raster
import StudioTestSupport
import Testing

@testable import Footage

/// Clips of which most frames show nothing.
@Suite(.needsEncoder("libx264")) struct BestFrameTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func picture(_ shade: (Int, Int) -> UInt8) -> Bitmap {
    var bitmap = Bitmap(size: PixelSize(width: 96, height: 64), filledWith: .black)
    for y in 0..<64 {
      for x in 0..<96 {
        bitmap.fill(PixelRect(x: x, y: y, width: 1, height: 1), with: Color(grey: shade(x, y)))
      }
    }
    return bitmap
  }

  @Test(arguments: [0, 41, 150, 198])
  func `the only frame that shows something is the best`(place: Int) async throws {
    let black = picture { _, _ in 0 }
    let good = picture { x, y in UInt8((x / 6 * 37 + y / 6 * 91) % 200 + 30) }
    let path = folder / "a.mp4"
    try AnimationWriter.writeMP4(
      (0..<200).map {
        AnimationFrame(bitmap: $0 == place ? good : black, ticks: Int64($0))
      }, ticksPerSecond: 25, quality: 90, to: path, Cancellation())
    #expect(try await FrameSampler().picture(at: .best, of: path).index == place)
  }

  @Test func `scenes are told apart, and their places known`() {
    let pictures = (0..<12).map { number in
      picture { x, y in
        number < 5 ? UInt8((x + number) % 64) : UInt8(120 + (x * 3 + y + number) % 100)
      }
    }
    #expect(SceneCuts.places(among: pictures, secondsAPicture: 0.1) == [5])
    #expect(SceneCuts.places(among: Array(pictures[..<5]), secondsAPicture: 0.1) == [])
  }

  @Test func `a GIF has colours of its own for each scene when it is to`() async throws {
    let path = folder / "a.mp4"
    try AnimationWriter.writeMP4(
      (0..<20).map { number in
        var bitmap = Bitmap(
          size: PixelSize(width: 96, height: 64),
          filledWith: number < 10
            ? Color(red: 200, green: 40, blue: 30) : Color(red: 20, green: 60, blue: 210))
        bitmap.fill(PixelRect(x: number * 2, y: 20, width: 20, height: 20), with: .white)
        return AnimationFrame(bitmap: bitmap, ticks: Int64(number))
      }, ticksPerSecond: 10, quality: 95, to: path, Cancellation())
    var options = Preview.Options()
    options.rate = 10
    options.palette = .scene
    let target = folder / "a.gif"
    let made = try await Preview(options).write(path, as: .gif, to: target, replacing: false)
    #expect(made.frameCount == 20)
    let shown = try DecodedPictures(of: target)
    #expect(shown.bitmaps.count == 20)
    let last = try #require(shown.bitmaps.last)
    #expect(last[2, 2].blue > 180 && last[2, 2].red < 50)
    #expect(shown.bitmaps[0][2, 2].red > 170 && shown.bitmaps[0][2, 2].blue < 60)
  }

  @Test func `a preview begins and ends where it is told to, in every way to say it`() async throws
  {
    let path = try SyntheticClip { $0.frameCount = 50 }.make(at: folder / "a.mp4")
    for (from, to) in [("0.4", "1.2"), ("f:10", "f:30"), ("20%", "60%"), ("00:00:00.4", "f:30")] {
      var options = Preview.Options()
      options.rate = 25
      options.from = try #require(FramePosition(from))
      options.to = FramePosition(to)
      let made = try await Preview(options).write(
        path, as: .mp4, to: folder / "a-preview.mp4", replacing: true)
      #expect(made.frameCount == 20, "\(from) to \(to)")
    }
    var options = Preview.Options()
    options.from = .frame(30)
    options.to = .frame(10)
    await #expect(throws: FootageError.self) {
      try await Preview(options).write(
        path, as: .mp4, to: folder / "none.mp4", replacing: true)
    }
  }
}
