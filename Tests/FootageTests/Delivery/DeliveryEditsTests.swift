import Libav
import Raster
import StudioTestSupport
import Testing

@testable import Footage

@Suite(.timeLimit(.minutes(5)), .needsEncoder("libx264")) struct DeliveryEditsTests {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func deliver(
    _ path: String, _ edits: DeliveryEdits = DeliveryEdits(), to name: String = "out.mp4",
    always: Bool = true, _ adjust: (inout DeliverySettings) -> Void = { _ in }
  ) async throws -> DeliveryResult {
    var settings = DeliverySettings()
    settings.video?.speed = "veryfast"
    adjust(&settings)
    let results = try await Deliverer(DeliveryOptions(alwaysEncodes: always, edits: edits)).deliver(
      path, [DeliveryRequest(settings, to: folder / name)], replacing: false)
    return try #require(results.first)
  }

  private func red(
    _ name: String = "a.mp4", frames: Int = 24, size: PixelSize = PixelSize(width: 160, height: 96)
  ) throws -> String {
    try SyntheticClip {
      $0.scene = "color=c=red"
      $0.size = size
      $0.frameCount = frames
      $0.rate = Rational(24, 1)
      $0.sound = .init(frequency: 500)
    }.make(at: folder / name)
  }

  static let paces: [(speed: Double, plays: Int, frames: Int, seconds: Double)] = [
    (1, 1, 24, 1), (2, 1, 12, 0.5), (0.5, 1, 48, 2), (1, 3, 72, 3), (0.4, 1, 60, 2.5),
    (4, 2, 12, 0.5),
  ]

  @Test(arguments: paces) func `picture and sound keep the same pace`(
    pace: (speed: Double, plays: Int, frames: Int, seconds: Double)
  ) async throws {
    let result = try await deliver(
      try red(), DeliveryEdits(speed: pace.speed, plays: pace.plays))
    #expect(result.frameCount == pace.frames && result.duration == pace.seconds)
    let sound = try #require(try DecodedSound(of: folder / "out.mp4"))
    #expect(abs(sound.seconds - pace.seconds) < 0.04)
    // The tone is neither higher nor lower.
    #expect(sound.strength(of: 500, from: 0.1, to: pace.seconds - 0.1) > 0.2)
  }

  @Test func `fades begin and end in black and silence`() async throws {
    _ = try await deliver(try red(), DeliveryEdits(fadeIn: 0.4, fadeOut: 0.4))
    let pictures = try DecodedPictures(of: folder / "out.mp4").bitmaps
    #expect(pictures[0][80, 48].red < 30 && pictures[12][80, 48].red > 230)
    #expect(pictures[23][80, 48].red < 60)
    let sound = try #require(try DecodedSound(of: folder / "out.mp4"))
    #expect(sound.loudness(from: 0, to: 0.05) < 0.3 * sound.loudness(from: 0.45, to: 0.55))
  }

  @Test func `a watermark stands in the lower right corner alone`() async throws {
    let mark = folder / "mark.png"
    try PictureFile.write(
      Bitmap(size: PixelSize(width: 20, height: 12), filledWith: .white), as: .png, to: mark,
      replacing: false)
    _ = try await deliver(try red(), DeliveryEdits(watermark: mark))
    let picture = try DecodedPictures(of: folder / "out.mp4").bitmaps[20]
    #expect(picture[146, 84].green > 200 && picture[80, 48].green < 40)
    #expect(picture[10, 84].green < 40)
  }

  @Test func `captions become a track, or part of the picture`() async throws {
    let captions = folder / "it's [1], 2: a.srt"
    try folder.write(
      "1\n00:00:00,100 --> 00:00:00,600\nHello\n\n", as: "it's [1], 2: a.srt")
    let path = try red(size: PixelSize(width: 640, height: 360))
    for name in ["out.mp4", "out.mkv"] {
      let result = try await deliver(
        path, DeliveryEdits(captions: .init(path: captions, isBurntIn: false)), to: name
      ) { $0.container = name.hasSuffix("mkv") ? .mkv : .mp4 }
      #expect(result.clip?.streamCounts.other == 1, "\(name)")
    }
    let refused = await #expect(throws: FootageError.self) {
      try await Deliverer(
        DeliveryOptions(edits: DeliveryEdits(captions: .init(path: captions, isBurntIn: false)))
      ).deliver(path, [DeliveryRequest(.stream(.dash), to: folder / "dash")], replacing: false)
    }
    #expect(refused?.message.contains("--burn-in") == true)
    guard FFmpegBuild.hasFilter("subtitles") else { return }
    _ = try await deliver(
      path, DeliveryEdits(captions: .init(path: captions, isBurntIn: true)), to: "burnt.mp4")
    let pictures = try DecodedPictures(of: folder / "burnt.mp4").bitmaps
    func whiteness(_ bitmap: Bitmap) -> Int {
      (180..<360).reduce(0) { sum, y in
        sum + (0..<640).count { bitmap[$0, y].green > 180 }
      }
    }
    #expect(whiteness(pictures[8]) > 20 && whiteness(pictures[20]) == 0)
  }

  @Test func `music goes under the sound and ends with the picture`() async throws {
    let music = try SyntheticClip.Tone(frequency: 1500, seconds: 3).make(at: folder / "m.m4a")
    _ = try await deliver(try red(), DeliveryEdits(music: music))
    let sound = try #require(try DecodedSound(of: folder / "out.mp4"))
    #expect(abs(sound.seconds - 1) < 0.04)
    let own = sound.strength(of: 500, from: 0.2, to: 0.6)
    let under = sound.strength(of: 1500, from: 0.2, to: 0.6)
    #expect(own > 0.2 && under > 0.001 && under < own / 2)
    // Alone it is louder than under a sound.
    let silent = try SyntheticClip { $0.frameCount = 25 }.make(at: folder / "silent.mp4")
    _ = try await deliver(silent, DeliveryEdits(music: music), to: "alone.mp4")
    let alone = try #require(try DecodedSound(of: folder / "alone.mp4"))
    #expect(alone.strength(of: 1500, from: 0.2, to: 0.6) > 2 * under)
  }

  @Test(arguments: [-30.0, -16]) func `a loudness that is asked for is met`(
    target: Double
  ) async throws {
    let path = try red(frames: 72)
    let result = try await deliver(path) { $0.audio?.loudness = target }
    #expect(result.notes.contains { $0.hasPrefix("Loudness") })
    let source = try DeliverySource.read(folder / "out.mp4", Cancellation())
    let wish = try #require(SoundWish(source, AudioDelivery(), DeliveryEdits(), duration: 3))
    let found = try Loudness.measure(wish, AudioEncoding(), Cancellation())
    #expect(abs((found.integrated ?? 0) - target) < 0.7, "\(found)")
  }

  @Test func `silence is made where it is asked for`() async throws {
    let path = try SyntheticClip().make(at: folder / "a.mp4")
    let result = try await deliver(path) { $0.audio?.whenMissing = .silence }
    #expect(result.sound == .encoded)
    let sound = try #require(try DecodedSound(of: folder / "out.mp4"))
    #expect(abs(sound.seconds - 1) < 0.04 && sound.loudness(from: 0, to: 1) < 0.001)
  }

  @Test func `what meets the settings is copied, frame for frame`() async throws {
    let first = try await deliver(try red(), to: "first.mp4")
    #expect(first.picture == .encoded)
    let second = try await deliver(folder / "first.mp4", to: "second.mp4", always: false)
    #expect(second.picture == .copied && second.sound == .copied)
    #expect(
      try FrameHashes(of: folder / "first.mp4").hashes
        == FrameHashes(of: folder / "second.mp4").hashes)
    #expect(second.clip?.isFastStart == true && second.clip?.video?.start == 0)
    let third = try await deliver(folder / "first.mp4", to: "third.mp4", always: false) {
      $0.audio?.bitRate = 64_000
      $0.audio?.sampleRate = 44_100
    }
    #expect(third.picture == .copied && third.sound == .encoded)
    #expect(third.clip?.audio?.sampleRate == 44_100)
  }

  @Test func `what does not meet them is encoded`() async throws {
    _ = try await deliver(try red(), to: "first.mp4")
    let differences: [(inout DeliverySettings) -> Void] = [
      { $0.video?.profile = "main" }, { $0.video?.keyFrameSeconds = 0.25 },
      { $0.video?.shape.size = .shortSide(48) },
      { $0.video?.rate = .fixed(numerator: 12, denominator: 1) },
      { $0.video?.encoder = "libx264" },
      {
        $0.container = .mkv
        $0.video?.codec = .ffv1
        $0.video?.profile = nil
        $0.video?.speed = nil
        $0.video?.rateControl = .lossless
      },
    ]
    for (number, adjust) in differences.enumerated() {
      let name = number == 5 ? "\(number).mkv" : "\(number).mp4"
      let result = try await deliver(
        folder / "first.mp4", to: name, always: false, adjust)
      #expect(result.picture == .encoded, "\(number)")
    }
    let untagged = try SyntheticClip { $0.colour = .unspecified }.make(at: folder / "u.mp4")
    let result = try await deliver(untagged, to: "tagged.mp4", always: false)
    #expect(result.picture == .encoded && result.clip?.video?.colour.matrix == "bt709")
    #expect(result.notes.contains { $0.contains("BT.601") })
  }

  @Test func `an uneven rate becomes even where it must`() async throws {
    let path = try SyntheticClip {
      $0.timeBase = Rational(1, 1000)
      $0.times = [0, 40, 80, 200, 240, 280, 500, 540, 960]
    }.make(at: folder / "a.mp4")
    let result = try await deliver(path) { $0.video?.rate = .constant }
    let video = try #require(result.clip?.video)
    #expect(video.isConstantRate && abs(video.duration - 1) < 0.05)
  }

  static let boxes: [(PictureShape.Fit, Bool)] = [
    (.crop, false), (.stretch, false), (.pad, true), (.blur, false),
  ]

  @Test(arguments: boxes) func `a box is filled as asked`(
    fit: PictureShape.Fit, hasBars: Bool
  ) async throws {
    let path = try red()
    let result = try await deliver(path, to: "\(fit).mp4") {
      $0.video?.shape = PictureShape(
        size: .box(width: 90, height: 160), fit: fit, padColour: "#0080FF")
    }
    #expect(result.clip?.video?.displaySize == PixelSize(width: 90, height: 160))
    let picture = try DecodedPictures(of: folder / "\(fit).mp4").bitmaps[12]
    #expect(picture[45, 80].red > 235)
    let corner = picture[4, 4]
    if hasBars {
      #expect(corner.red < 6 && abs(Int(corner.green) - 128) < 6 && corner.blue > 249, "\(corner)")
    } else {
      #expect(corner.red > 150 && corner.blue < 60, "\(corner)")
    }
  }

  @Test func `light in numbers is given the curve that screens have`() async throws {
    guard HighRange.isAvailable else { return }
    let path = try SyntheticClip {
      $0.scene = "color=c=0x808080"
      $0.frameCount = 4
      $0.colour = ColourTags(
        range: "tv", primaries: "bt709", transfer: "linear", matrix: "bt709")
    }.make(at: folder / "a.mp4")
    let result = try await deliver(path)
    #expect(result.clip?.video?.colour.transfer == "bt709")
    // Half of the light is 0.7055 of BT.709's curve.
    let grey = try DecodedPictures(of: folder / "out.mp4").bitmaps[1][80, 48]
    #expect((172...192).contains(grey.green), "\(grey)")
  }

  @Test func `pictures in high dynamic range are brought down`() async throws {
    guard HighRange.isAvailable,
      Encoder.takes(try #require(PixelFormat(name: "yuv420p10le")), "libx265")
    else { return }
    let path = try SyntheticClip {
      $0.scene = "color=c=0x808080"
      $0.encoder = "libx265"
      $0.pixelFormat = PixelFormat(name: "yuv420p10le") ?? .yuv420p
      $0.frameCount = 4
      $0.colour = ColourTags(
        range: "tv", primaries: "bt2020", transfer: "smpte2084", matrix: "bt2020nc")
      $0.options = [("x265-params", "log-level=error")]
    }.make(at: folder / "a.mp4")
    let result = try await deliver(path)
    #expect(result.clip?.video?.colour.transfer == "bt709")
    #expect(result.notes.contains { $0.contains("dynamic range") })
    // Half of PQ's scale is about 92 candela: a middle grey beside paper white at 203.
    let grey = try DecodedPictures(of: folder / "out.mp4").bitmaps[1][80, 48]
    #expect((90...190).contains(grey.green), "\(grey)")
    let kept = try await deliver(path, to: "kept.mp4") {
      $0.video = VideoDelivery(
        codec: .h265, profile: nil, pixelFormat: "yuv420p10le", speed: "ultrafast",
        colour: .source)
    }
    #expect(kept.clip?.video?.colour.transfer == "smpte2084")
  }
}
