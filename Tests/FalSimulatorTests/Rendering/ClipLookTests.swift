import Footage
import Raster
import StudioTestSupport
import Testing

@testable import FalSimulator

@Suite(.timeLimit(.minutes(2)))
struct ClipLookTests {
  /// Draws a clip of six seconds in a folder of its own.
  static func clip(
    _ look: ClipLook, _ body: (String, Clip) async throws -> Void
  ) async throws {
    let folder = try TemporaryFolder()
    let path = folder / "clip.mp4"
    let picture = SyntheticPicture.gradient(PixelSize(width: 480, height: 320))
    try await ClipRenderer(look: look).render(
      SimulatedJob(
        requestID: "7", prompt: "[Static shot]", seconds: 6, pictureBytes: try PNG.encode(picture),
        promptOptimizer: false, outputPath: path))
    try await body(path, try await Prober().clip(at: path))
  }

  @Test func `a plain look is what the service sends`() async throws {
    try await Self.clip(ClipLook()) { _, clip in
      #expect(clip.isSimulated)
      #expect(clip.video?.frameCount == 150)
      #expect(clip.video?.keyFrameCount == 1)
      #expect(clip.video?.colour.matrix == "bt709")
      #expect(clip.audio == nil)
    }
  }

  @Test func `rate, key frames, order, colours and sound can be chosen`() async throws {
    let look = ClipLook(
      frameRate: 30, keyFrameInterval: 30, bFrames: 0, colours: .bt601, sound: .tone)
    try await Self.clip(look) { _, clip in
      #expect(clip.video?.frameCount == 180)
      #expect(clip.video?.keyFrameCount == 6)
      #expect(clip.video?.reorderDepth == 0)
      #expect(clip.video?.colour.matrix == "smpte170m")
      #expect(clip.audio?.codec == "aac")
      let sound = try #require(clip.audio?.duration)
      #expect(abs(sound - 6) < 0.05)
      #expect(abs((clip.duration ?? 0) - 6) < 0.05)
    }
    let other = ClipLook(frameRate: 24, bFrames: 2, colours: .untagged, sound: .silence)
    try await Self.clip(other) { _, clip in
      #expect(clip.video?.frameCount == 144)
      #expect(clip.video?.keyFrameCount == 1)
      #expect((clip.video?.reorderDepth ?? 0) > 0)
      #expect(clip.video?.colour.matrix == nil)
      #expect(clip.audio != nil)
    }
    try await Self.clip(ClipLook(frameRate: 10, colours: .full)) { _, clip in
      #expect(clip.video?.colour.range == "pc")
    }
  }

  @Test func `brightness drifts, and the first frame comes twice`() async throws {
    func brightness(_ picture: Bitmap) -> Double {
      let sum = stride(from: 1, to: picture.pixels.count, by: 4).reduce(0) {
        $0 + Int(picture.pixels[$1])
      }
      return Double(sum) / Double(picture.pixels.count / 4)
    }
    let look = ClipLook(frameRate: 10, brightnessDrift: 0.2, repeatsFirstFrame: true)
    try await Self.clip(look) { path, clip in
      #expect(clip.video?.frameCount == 60)
      let sampler = FrameSampler()
      let first = try await sampler.picture(at: .frame(0), of: path).bitmap
      let second = try await sampler.picture(at: .frame(1), of: path).bitmap
      let last = try await sampler.picture(at: .frame(59), of: path).bitmap
      #expect(brightness(last) - brightness(first) > 25)
      #expect(Self.difference(first, second) < 0.5)
    }
  }

  /// The mean difference of two pictures' samples.
  private static func difference(_ one: Bitmap, _ other: Bitmap) -> Double {
    let sum = zip(one.pixels, other.pixels).reduce(0) { $0 + abs(Int($1.0) - Int($1.1)) }
    return Double(sum) / Double(max(1, one.pixels.count))
  }

  @Test func `a clip has the size that was asked for and ends with the last picture`() async throws
  {
    let folder = try TemporaryFolder()
    let path = folder / "clip.mp4"
    let first = SyntheticPicture.gradient(PixelSize(width: 480, height: 320))
    // Of another shape: it is cropped to the clip's.
    let last = Bitmap(size: PixelSize(width: 400, height: 400), filledWith: Color(grey: 120))
    try await ClipRenderer(look: ClipLook(frameRate: 5)).render(
      SimulatedJob(
        requestID: "7", prompt: "[Static shot]", seconds: 6, pictureBytes: try PNG.encode(first),
        endPictureBytes: try PNG.encode(last), shortSide: 768, promptOptimizer: false,
        outputPath: path))
    #expect(try await Prober().clip(at: path).video?.size == PixelSize(width: 1152, height: 768))
    let sampler = FrameSampler()
    let end = try await sampler.picture(at: .last, of: path).bitmap
    let start = try await sampler.picture(at: .frame(0), of: path).bitmap
    let wanted = Bitmap(size: end.size, filledWith: Color(grey: 120))
    #expect(Self.difference(end, wanted) < 2)
    #expect(Self.difference(start, wanted) > 20)
  }

  @Test(arguments: [1, 2, 3])
  func `few frames a second make a clip as well`(rate: Int) async throws {
    try await Self.clip(ClipLook(frameRate: rate)) { _, clip in
      #expect(clip.video?.frameCount == 6 * rate)
    }
    try await Self.clip(ClipLook(frameRate: rate, repeatsFirstFrame: true)) { _, clip in
      #expect(clip.video?.frameCount == 6 * rate)
    }
  }
}
