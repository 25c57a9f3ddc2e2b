import Libav
import Raster
import StudioTestSupport
import Testing

@testable import Footage

@Suite(.timeLimit(.minutes(5)), .needsEncoder("libx264")) struct DeliveryFormatsTests {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func animation(
    _ container: DeliveryContainer, _ codec: VideoDelivery.Codec, _ format: String
  ) -> DeliverySettings {
    DeliverySettings(
      container: container,
      video: VideoDelivery(
        codec: codec, profile: nil, pixelFormat: format,
        rateControl: codec == .gif ? .fixed : .quality(codec == .webp ? 75 : 40),
        speed: codec == .avif ? "8" : nil, rate: .fixed(numerator: 10, denominator: 1),
        shape: PictureShape(size: .shortSideAtMost(48))), audio: nil)
  }

  private func film(
    _ container: DeliveryContainer, _ codec: VideoDelivery.Codec, profile: String? = nil,
    pixels format: String = "yuv420p", _ control: RateControl, speed: String? = nil,
    sound: AudioDelivery.Codec
  ) -> DeliverySettings {
    DeliverySettings(
      container: container,
      video: VideoDelivery(
        codec: codec, profile: profile, pixelFormat: format, rateControl: control, speed: speed),
      audio: AudioDelivery(codec: sound))
  }

  private func source() throws -> String {
    try SyntheticClip {
      $0.frameCount = 12
      $0.rate = Rational(24, 1)
      $0.sound = .init(frequency: 500)
    }.make(at: folder / "a.mp4")
  }

  @Test func `one decode makes every kind of file`() async throws {
    let wishes: [(name: String, encoders: [String], settings: DeliverySettings)] = [
      (
        "h265.mp4", ["libx265"],
        film(.mp4, .h265, .quality(28), speed: "ultrafast", sound: .aac)
      ),
      (
        "av1.webm", ["libsvtav1", "libopus"],
        film(.webm, .av1, .quality(40), speed: "12", sound: .opus)
      ),
      (
        "vp9.webm", ["libvpx-vp9", "libopus"],
        film(.webm, .vp9, .quality(40), speed: "8", sound: .opus)
      ),
      (
        "prores.mov", ["prores_ks"],
        film(.mov, .prores, profile: "hq", pixels: "yuv422p10le", .fixed, sound: .pcm24)
      ),
      ("ffv1.mkv", ["ffv1"], film(.mkv, .ffv1, .lossless, sound: .flac)),
      ("a.gif", ["gif"], animation(.gif, .gif, "pal8")),
      ("a.webp", ["libwebp_anim"], animation(.webp, .webp, "yuv420p")),
      ("a.avif", ["libaom-av1"], animation(.avif, .avif, "yuv420p")),
      ("a.m4a", [], DeliverySettings(container: .m4a, video: nil)),
      ("a.opus", ["libopus"], .init(container: .opus, video: nil, audio: .init(codec: .opus))),
      ("a.flac", [], .init(container: .flac, video: nil, audio: .init(codec: .flac))),
      ("a.wav", [], .init(container: .wav, video: nil, audio: .init(codec: .pcm16))),
    ].filter { $0.encoders.allSatisfy(Encoder.exists) }
    let results = try await Deliverer(DeliveryOptions(check: .decode)).deliver(
      try source(), wishes.map { DeliveryRequest($0.settings, to: folder / $0.name) },
      replacing: false)
    for (wish, result) in zip(wishes, results) {
      #expect(result.byteCount > 100, "\(wish.name)")
      let isSound = wish.settings.container.isSoundAlone
      let frames = isSound ? nil : wish.settings.container.isAnimation ? 5 : 12
      #expect(result.frameCount == frames, "\(wish.name)")
      #expect((result.sound == nil) == wish.settings.container.isAnimation, "\(wish.name)")
      #expect(abs(result.duration - 0.5) < 0.03, "\(wish.name): \(result.duration)")
      guard !isSound, let video = result.clip?.video else { continue }
      #expect(video.start == 0, "\(wish.name)")
      if wish.name == "h265.mp4" { #expect(video.codecTag == "hvc1") }
      if wish.settings.container.isAnimation {
        #expect(video.size == PixelSize(width: 80, height: 48))
      } else {
        #expect(video.colour.matrix == "bt709" && video.colour.range == "tv", "\(wish.name)")
      }
    }
    if let webP = wishes.first(where: { $0.name == "a.webp" }) {
      let facts = try WebPFacts.read(folder / webP.name)
      #expect(facts.frameCount == 5 && facts.loops == 0 && facts.milliseconds == 500)
    }
  }

  @Test(.needsEncoder("ffv1")) func `lossless is lossless`() async throws {
    let path = try source()
    let settings = film(.mkv, .ffv1, .lossless, sound: .flac)
    _ = try await Deliverer().deliver(
      path, [DeliveryRequest(settings, to: folder / "b.mkv")], replacing: false)
    #expect(try FrameHashes(of: folder / "b.mkv").hashes == FrameHashes(of: path).hashes)
  }

  @Test(.needsEncoder("ffv1"), arguments: [0.98, 1, 1.013])
  func `lossless sound keeps its last samples`(seconds: Double) async throws {
    let path = try SyntheticClip {
      $0.sound = .init(seconds: seconds)
      $0.sound?.encoding = AudioEncoding(
        encoder: "flac", sampleRate: 48_000, channelLayout: "mono", sampleFormat: "s16")
      $0.container = "matroska"
    }.make(at: folder / "a.mkv")
    let settings = film(.mkv, .ffv1, .lossless, sound: .flac)
    _ = try await Deliverer(DeliveryOptions(alwaysEncodes: true)).deliver(
      path, [DeliveryRequest(settings, to: folder / "b.mkv")], replacing: false)
    let made = try #require(try DecodedSound(of: folder / "b.mkv"))
    // The sound of a film is as long as its pictures, here a second.
    #expect(made.samples.count == 48_000)
  }

  @Test(.needsEncoder("libaom-av1")) func `one frame makes a still picture of AVIF`() async throws {
    let path = try SyntheticClip { $0.frameCount = 1 }.make(at: folder / "a.mp4")
    let settings = animation(.avif, .avif, "yuv420p")
    let results = try await Deliverer().deliver(
      path, [DeliveryRequest(settings, to: folder / "b.avif")], replacing: false)
    #expect(results.first?.clip?.video?.frameCount == 1)
  }

  @Test func `a source that is cut off is refused, not copied in part`() async throws {
    try SyntheticClip { $0.muxerOptions = [("movflags", "+faststart")] }.make(at: folder / "a.mp4")
    let bytes = try folder.bytes(of: "a.mp4")
    let broken = try folder.write(Array(bytes[..<(bytes.count * 2 / 3)]), as: "broken.mp4")
    let error = await #expect(throws: FootageError.self) {
      try await Deliverer().deliver(
        broken, [DeliveryRequest(DeliverySettings(), to: folder / "b.mp4")], replacing: false)
    }
    #expect(error?.code == .damaged && error?.message.contains("cut off") == true)
    #expect(try folder.names == ["a.mp4", "broken.mp4"])
  }

  @Test func `a limit of bytes is kept, or the least is told`() async throws {
    let path = try SyntheticClip {
      $0.scene = "mandelbrot"
      $0.frameCount = 50
    }.make(at: folder / "a.mp4")
    var settings = DeliverySettings(audio: nil, maxBytes: 30_000)
    settings.video?.rateControl = .quality(12)
    settings.video?.speed = "veryfast"
    let result = try #require(
      try await Deliverer().deliver(
        path, [DeliveryRequest(settings, to: folder / "b.mp4")], replacing: false
      ).first)
    #expect(result.byteCount <= 30_000 && result.byteCount > 15_000)
    #expect(result.notes.contains { $0.hasPrefix("Lowered") })
    settings.maxBytes = 1200
    let refused = await #expect(throws: FootageError.self) {
      try await Deliverer().deliver(
        path, [DeliveryRequest(settings, to: folder / "c.mp4")], replacing: false)
    }
    #expect(refused?.code == .invalidRequest && refused?.message.contains("least") == true)
    #expect(try folder.names == ["a.mp4", "b.mp4"])
  }

  @Test func `what the lowest quality makes small enough is made, and not refused`() async throws {
    let path = try SyntheticClip { $0.frameCount = 1 }.make(at: folder / "a.mp4")
    var settings = DeliverySettings(audio: nil)
    settings.video?.speed = "veryfast"
    func size(_ name: String, _ rate: RateControl, most: Int? = nil) async throws -> Int {
      settings.video?.rateControl = rate
      settings.maxBytes = most
      return try await Deliverer().deliver(
        path, [DeliveryRequest(settings, to: folder / name)], replacing: false
      )[0].byteCount
    }
    let least = try await size("least.mp4", .quality(51))
    // A bit rate for a single picture is hardly one.
    #expect(try await size("b.mp4", .quality(12), most: least + 50) <= least + 50)
  }

  @Test func `two passes come near the rate that was asked for`() async throws {
    let path = try SyntheticClip {
      $0.scene = "mandelbrot"
      $0.frameCount = 50
    }.make(at: folder / "a.mp4")
    var settings = DeliverySettings(audio: nil)
    settings.video?.rateControl = .bitRate(200_000, passes: 2)
    settings.video?.speed = "veryfast"
    let results = try await Deliverer().deliver(
      path, [DeliveryRequest(settings, to: folder / "b.mp4")], replacing: false)
    let rate = try #require(results.first?.clip?.video?.bitRate)
    #expect((140_000...260_000).contains(rate), "\(rate)")
  }

  @Test func `a likeness that is asked for is reached and not far passed`() async throws {
    let path = try source()
    var settings = DeliverySettings(audio: nil)
    settings.video?.rateControl = .ssim(0.97)
    settings.video?.speed = "veryfast"
    let results = try await Deliverer(DeliveryOptions(alwaysEncodes: true)).deliver(
      path, [DeliveryRequest(settings, to: folder / "b.mp4")], replacing: false)
    let note = try #require(results.first?.notes.first { $0.hasPrefix("Quality") })
    let value = try #require(note.split(separator: " ").compactMap { Double($0) }.last)
    #expect((0.97...0.99).contains(value), "\(note)")
    settings.video?.rateControl = .ssim(0.99999)
    let refused = await #expect(throws: FootageError.self) {
      try await Deliverer(DeliveryOptions(alwaysEncodes: true)).deliver(
        path, [DeliveryRequest(settings, to: folder / "c.mp4")], replacing: false)
    }
    #expect(refused?.code == .invalidRequest)
  }

  @Test func `one failure keeps everything back`() async throws {
    let path = try source()
    var broken = DeliverySettings()
    broken.video?.options = ["no-such-option": "1"]
    await #expect(throws: FootageError.self) {
      try await Deliverer(DeliveryOptions(alwaysEncodes: true)).deliver(
        path,
        [
          DeliveryRequest(DeliverySettings(), to: folder / "good.mp4"),
          DeliveryRequest(broken, to: folder / "bad.mp4"),
          DeliveryRequest(.stream(.hls), to: folder / "stream"),
        ], replacing: false)
    }
    #expect(try folder.names == ["a.mp4"])
    let twice = await #expect(throws: FootageError.self) {
      try await Deliverer().deliver(
        path,
        [
          DeliveryRequest(DeliverySettings(), to: folder / "same.mp4"),
          DeliveryRequest(DeliverySettings(), to: folder / "same.mp4"),
        ], replacing: true)
    }
    #expect(twice?.code == .invalidRequest)
  }
}
