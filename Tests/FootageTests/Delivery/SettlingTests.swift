import Libav
import Raster
import StudioTestSupport
import Testing

@testable import Footage

/// Settings that say "source".
@Suite(.timeLimit(.minutes(5)), .needsEncoder("libx264"), .needsEncoder("ffv1"))
struct SettlingTests {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func deliver(_ path: String, _ settings: DeliverySettings) async throws -> DeliveryResult
  {
    let name = settings.container == .mkv ? "out.mkv" : "out.mp4"
    let results = try await Deliverer().deliver(
      path, [DeliveryRequest(settings, to: folder / name)], replacing: true)
    return try #require(results.first)
  }

  private static let lossless = DeliverySettings(
    container: .mkv,
    video: VideoDelivery(
      codec: .ffv1, profile: nil, pixelFormat: "source", rateControl: .lossless, speed: nil,
      keyFrameSeconds: nil, colour: .source),
    audio: AudioDelivery(codec: .flac, sampleRate: nil, channels: nil))

  @Test(arguments: ["yuv420p", "yuv422p10le", "yuv444p", "yuv444p10le", "gray"])
  func `a lossless copy has every pixel of the source`(_ name: String) async throws {
    let path = try SyntheticClip {
      $0.encoder = "ffv1"
      $0.container = "matroska"
      $0.pixelFormat = PixelFormat(name: name) ?? .yuv420p
      $0.frameCount = 5
    }.make(at: folder / "a.mkv")
    let clip = try #require(try await deliver(path, Self.lossless).clip)
    #expect(clip.video?.pixelFormat == name)
    #expect(try FrameHashes(of: folder / "out.mkv").hashes == FrameHashes(of: path).hashes)
  }

  @Test func `a lossless copy has the odd row and column of the source`() async throws {
    let path = try SyntheticClip {
      $0.encoder = "ffv1"
      $0.container = "matroska"
      $0.size = PixelSize(width: 161, height: 97)
      $0.frameCount = 3
    }.make(at: folder / "a.mkv")
    let clip = try #require(try await deliver(path, Self.lossless).clip)
    #expect(clip.video?.size == PixelSize(width: 161, height: 97))
    #expect(try FrameHashes(of: folder / "out.mkv").hashes == FrameHashes(of: path).hashes)
  }

  @Test func `transparency that a result has no place for is told of`() async throws {
    let path = try SyntheticClip {
      $0.encoder = "ffv1"
      $0.container = "matroska"
      $0.pixelFormat = PixelFormat(name: "yuva420p") ?? .yuv420p
      $0.frameCount = 3
    }.make(at: folder / "a.mkv")
    let told = try await deliver(path, DeliverySettings()).notes
    #expect(told.contains("The source's transparency is left out."))
    let kept = try await deliver(path, Self.lossless)
    #expect(kept.clip?.video?.pixelFormat == "yuva420p" && !kept.notes.contains(told[0]))
  }

  @Test func `a lossless copy has every channel and sample of the source`() async throws {
    var tone = SyntheticClip.Tone()
    tone.encoding = AudioEncoding(
      encoder: "pcm_s24le", sampleRate: 22_050, channelLayout: "5.1", sampleFormat: "s32",
      bitRate: 0)
    tone.spread = "pan=5.1|FL=c0|FR=0.5*c0|FC=c0|LFE=c0|BL=c0|BR=c0"
    let path = try SyntheticClip {
      $0.container = "matroska"
      $0.sound = tone
    }.make(at: folder / "a.mkv")
    let audio = try #require(try await deliver(path, Self.lossless).clip?.audio)
    #expect(audio.codec == "flac" && audio.channelCount == 6 && audio.sampleRate == 22_050)
    let (before, after) = (
      try #require(try DecodedSound(of: path)),
      try #require(try DecodedSound(of: folder / "out.mkv"))
    )
    let isSame = before.samples == after.samples
    #expect(isSame && !before.samples.isEmpty)
  }

  @Test func `an archive keeps depth, rate and channels, and says what few players show`()
    async throws
  {
    var tone = SyntheticClip.Tone()
    tone.encoding = AudioEncoding(sampleRate: 32_000, channelLayout: "mono", bitRate: 64_000)
    let path = try SyntheticClip {
      $0.pixelFormat = PixelFormat(name: "yuv420p10le") ?? .yuv420p
      $0.sound = tone
    }.make(at: folder / "a.mp4")
    var settings = DeliverySettings()
    settings.video?.profile = nil
    settings.video?.pixelFormat = "source"
    settings.video?.rateControl = .quality(10)
    settings.audio?.sampleRate = nil
    settings.audio?.channels = nil
    settings.audio?.bitRate = 48_000
    let result = try await deliver(path, settings)
    #expect(result.clip?.video?.pixelFormat == "yuv420p10le")
    #expect(result.clip?.audio?.sampleRate == 32_000 && result.clip?.audio?.channelCount == 1)
    #expect(result.notes.contains { $0.hasPrefix("Stored as yuv420p10le") })
  }

  @Test func `an archive of grey pictures is grey`() async throws {
    for (name, stored) in [("gray", "yuv420p"), ("gray10le", "yuv420p10le")] {
      let path = try SyntheticClip {
        $0.encoder = "ffv1"
        $0.container = "matroska"
        $0.pixelFormat = PixelFormat(name: name) ?? .yuv420p
        $0.frameCount = 5
      }.make(at: folder / "\(name).mkv")
      var settings = DeliverySettings()
      settings.video?.profile = nil
      settings.video?.pixelFormat = "source"
      settings.video?.colour = .source
      let result = try await deliver(path, settings)
      #expect(result.clip?.video?.pixelFormat == stored, "\(name)")
    }
  }

  @Test(arguments: [(22_050, 22_050), (8000, 8000), (192_000, 96_000), (44_056, 44_100)])
  func `AAC keeps the rates that it knows and takes the nearest for others`(own: Int, kept: Int)
    async throws
  {
    var tone = SyntheticClip.Tone()
    tone.encoding = AudioEncoding(
      encoder: "pcm_s16le", sampleRate: own, channelLayout: "mono", sampleFormat: "s16", bitRate: 0)
    let path = try SyntheticClip {
      $0.container = "matroska"
      $0.sound = tone
    }.make(at: folder / "a.mkv")
    var settings = DeliverySettings()
    settings.audio?.sampleRate = nil
    #expect(try await deliver(path, settings).clip?.audio?.sampleRate == kept)
  }

  @Test(arguments: [
    ("high", "yuv420p", true), ("high", "yuv420p10le", false), ("high10", "yuv420p10le", true),
    ("high10", "yuv422p10le", false), ("high422", "yuv422p10le", true), ("main", "nv12", true),
    ("high422", "yuv444p", false), ("high444", "yuv444p10le", true),
  ])
  func `profiles of H.264 hold these pixels`(profile: String, format: String, holds: Bool) {
    var wish = VideoDelivery()
    wish.profile = profile
    #expect(wish.profileHolds(format) == holds)
  }

  @Test func `a profile that does not hold the source's pixels is the encoder's choice`()
    async throws
  {
    let path = try SyntheticClip {
      $0.pixelFormat = PixelFormat(name: "yuv422p10le") ?? .yuv420p
      $0.frameCount = 3
    }.make(at: folder / "a.mp4")
    var settings = DeliverySettings(audio: nil)
    settings.video?.profile = "high"
    settings.video?.pixelFormat = "source"
    let made = try await deliver(path, settings)
    #expect(made.clip?.video?.pixelFormat == "yuv422p10le")
    #expect(made.notes.contains { $0.hasPrefix("Stored as yuv422p10le, as the source is;") })
  }

  @Test func `samples that are cut are told of`() async throws {
    var tone = SyntheticClip.Tone()
    tone.encoding = AudioEncoding(
      encoder: "pcm_f32le", sampleRate: 48_000, channelLayout: "mono", sampleFormat: "flt",
      bitRate: 0)
    let path = try tone.make(at: folder / "a.wav", container: "wav")
    let flac = DeliverySettings(
      container: .flac, video: nil,
      audio: AudioDelivery(codec: .flac, sampleRate: nil, channels: nil))
    #expect(try await deliver(path, flac).notes.contains { $0.contains("floating point; 24 bits") })
    // A lossy sound is decoded to more than sixteen bits.
    let lossy = try SyntheticClip.Tone().make(at: folder / "a.m4a")
    let made = try await deliver(lossy, flac)
    #expect(!made.notes.contains { $0.contains("bits") })
    #expect(
      try Demuxer.open(made.destination, Cancellation()).streams.sound?.sampleFormat == "s32")
  }

  @Test func `a high dynamic range in eight bits is told of`() async throws {
    let path = try SyntheticClip {
      $0.pixelFormat = PixelFormat(name: "yuv420p10le") ?? .yuv420p
      $0.colour = ColourTags(
        range: "tv", primaries: "bt2020", transfer: "smpte2084", matrix: "bt2020nc")
      $0.frameCount = 3
    }.make(at: folder / "a.mp4")
    var settings = DeliverySettings()
    settings.video?.colour = .source
    #expect(try await deliver(path, settings).notes.contains { $0.contains("8 bits") })
  }

  @Test func `the nearest of some pixel formats loses least`() {
    let x264 = [
      "yuv420p", "yuvj420p", "yuv422p", "yuv444p", "nv12", "yuv420p10le", "yuv422p10le",
      "yuv444p10le", "gray",
    ]
    for (own, nearest) in [
      ("yuvj420p", "yuv420p"), ("yuv422p10le", "yuv422p10le"), ("yuv420p12le", "yuv420p10le"),
      ("rgb24", "yuv444p"), ("yuv411p", "yuv422p"),
    ] {
      let found = PixelFormat(name: own).flatMap { PixelFormat.nearest(to: $0, of: x264) }
      #expect(found?.description == nearest, "\(own)")
    }
    #expect(PixelFormat.nearest(to: .yuv420p, of: []) == nil)
  }
}
