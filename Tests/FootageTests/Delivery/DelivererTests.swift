import Dispatch
import Foundation
import Libav
import Outputs
import Raster
import StudioTestSupport
import Synchronization
import Testing

@testable import Footage

@Suite(.timeLimit(.minutes(5)), .needsEncoder("libx264")) struct DelivererTests {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func deliver(
    _ path: String, to name: String = "out.mp4", _ options: DeliveryOptions = DeliveryOptions(),
    _ adjust: (inout DeliverySettings) -> Void = { _ in }
  ) async throws -> DeliveryResult {
    var settings = DeliverySettings()
    settings.video?.speed = "veryfast"
    adjust(&settings)
    let results = try await Deliverer(options).deliver(
      path, [DeliveryRequest(settings, to: folder / name)], replacing: false)
    return try #require(results.first)
  }

  private func transcode(
    _ path: String, to name: String = "out.mp4",
    _ adjust: (inout DeliverySettings) -> Void = { _ in }
  ) async throws -> Clip {
    try #require(
      try await deliver(path, to: name, DeliveryOptions(alwaysEncodes: true), adjust).clip)
  }

  @Test func `a delivery is what web players want`() async throws {
    let path = try SyntheticClip {
      $0.encoder = "libx264"
      $0.pixelFormat = PixelFormat(name: "yuv444p") ?? .yuv420p
      $0.colour = .bt601
      $0.tags = ["title": "A train", "comment": SimulationMark.text]
    }.make(at: folder / "a.mp4")
    let clip = try await transcode(path)
    let video = try #require(clip.video)
    #expect(video.codec == "h264" && video.profile == "High" && video.pixelFormat == "yuv420p")
    #expect(
      video.colour
        == ColourFacts(range: "tv", matrix: "bt709", primaries: "bt709", transfer: "bt709"))
    #expect(clip.isFastStart == true && clip.audio == nil)
    #expect(video.frameCount == 25 && video.frameRate == FrameRate(25) && video.duration == 1)
    #expect(clip.tags["title"] == "A train" && clip.isSimulated)
    #expect(try folder.names == ["a.mp4", "out.mp4"])
    let (before, after) = (
      try DecodedPictures(of: path), try DecodedPictures(of: folder / "out.mp4")
    )
    for index in [0, 12, 24] {
      // At half the size, where 4:2:0 has as many colours as 4:4:4.
      let half = PixelSize(width: 80, height: 48)
      try expect(
        Resampler.resize(after.bitmaps[index], crop: PixelRect(video.size), to: half),
        looksLike: Resampler.resize(before.bitmaps[index], crop: PixelRect(video.size), to: half),
        atLeast: 27, "frame \(index)")
    }
  }

  @Test func `flat colours survive a change of matrix`() async throws {
    for (colour, name) in [(ColourTags.bt601, "a"), (.bt709.inFullRange, "b"), (.unspecified, "c")]
    {
      let path = try SyntheticClip {
        $0.scene = "color=c=0x4ACBDD"
        $0.colour = colour
        $0.frameCount = 3
        $0.options = [("crf", "1")]
      }.make(at: folder / "\(name).mp4")
      _ = try await transcode(path, to: "\(name)-out.mp4") { $0.video?.rateControl = .quality(4) }
      let color = try DecodedPictures(of: folder / "\(name)-out.mp4").bitmaps[1][80, 48]
      let distance = max(
        abs(Int(color.red) - 74), abs(Int(color.green) - 203), abs(Int(color.blue) - 221))
      #expect(distance <= 3, "\(name): \(color)")
    }
  }

  @Test func `times of a varying rate are kept`() async throws {
    let times: [Int64] = [0, 40, 80, 200, 240, 280, 500, 540, 1000]
    for (container, name) in [("mp4", "a.mp4"), ("matroska", "a.mkv")] {
      let path = try SyntheticClip {
        $0.timeBase = Rational(1, 1000)
        $0.times = times
        $0.container = container
      }.make(at: folder / name)
      let clip = try await transcode(path, to: "\(name)-out.mp4")
      #expect(clip.video?.isConstantRate == false)
      let seconds = try FrameHashes(of: folder / "\(name)-out.mp4").seconds
      #expect(seconds.count == times.count)
      for (second, time) in zip(seconds, times) {
        #expect(abs(second - Double(time) / 1000) < 0.0011, "\(name)")
      }
    }
  }

  @Test func `frames of one tick, which nobody sees, are left out of an even rate`() async throws {
    let path = try SyntheticClip {
      $0.timeBase = Rational(1, 12_800)
      $0.times = [0, 512, 1024, 1535, 1536, 2048, 2560, 3072]
    }.make(at: folder / "a.mp4")
    #expect(try await Prober().clip(at: path).video?.squeezedFrames == 1)
    let clip = try await transcode(path)
    #expect(clip.video?.isConstantRate == true && clip.video?.frameCount == 7)
    #expect(clip.video?.frameRate == FrameRate(25))
  }

  @Test(.needsEncoder("libvpx-vp9")) func `an even rate in coarse ticks becomes exact`()
    async throws
  {
    let path = try SyntheticClip {
      $0.encoder = "libvpx-vp9"
      $0.container = "webm"
      $0.rate = Rational(24, 1)
      $0.frameCount = 49
    }.make(at: folder / "a.webm")
    let clip = try await transcode(path)
    #expect(clip.video?.frameRate == FrameRate(24) && clip.video?.isConstantRate == true)
    let seconds = try FrameHashes(of: folder / "out.mp4").seconds
    for (index, second) in seconds.enumerated() { #expect(abs(second - Double(index) / 24) < 1e-6) }
  }

  @Test func `a late start becomes none`() async throws {
    let path = try SyntheticClip {
      $0.times = (12..<30).map { $0 }
      $0.sound = .init(frequency: 500, seconds: 1.2)
    }.make(at: folder / "a.mp4")
    let clip = try await transcode(path)
    #expect(clip.video?.start == 0 && clip.video?.frameCount == 18)
    let sound = try #require(try DecodedSound(of: folder / "out.mp4"))
    #expect(abs(sound.seconds - 0.72) < 0.04)
    #expect(sound.strength(of: 500, from: 0.05, to: 0.65) > 0.3)
  }

  @Test func `hidden frames stay hidden`() async throws {
    let path = try SyntheticClip { $0.times = (-5..<20).map { $0 } }.make(at: folder / "a.mp4")
    #expect(try await transcode(path).video?.frameCount == 20)
  }

  static let shapes: [(PixelSize, Rational, Int, PixelSize)] = [
    (PixelSize(width: 161, height: 97), Rational(1, 1), 0, PixelSize(width: 160, height: 96)),
    (PixelSize(width: 160, height: 96), Rational(2, 3), 0, PixelSize(width: 106, height: 96)),
    (PixelSize(width: 160, height: 96), Rational(1, 1), 90, PixelSize(width: 96, height: 160)),
    (PixelSize(width: 160, height: 96), Rational(4, 3), 270, PixelSize(width: 96, height: 212)),
    (PixelSize(width: 2, height: 2), Rational(1, 1), 0, PixelSize(width: 2, height: 2)),
  ]

  @Test(arguments: shapes) func `pictures are upright, square and even`(
    size: PixelSize, aspect: Rational, rotation: Int, result: PixelSize
  ) async throws {
    let path = try SyntheticClip {
      $0.scene = "color=c=white"
      $0.size = size
      $0.sampleAspect = aspect
      $0.rotation = rotation
      $0.frameCount = 3
      $0.pixelFormat = PixelFormat(name: "yuv444p") ?? .yuv420p
    }.make(at: folder / "a.mp4")
    let video = try #require(try await transcode(path).video)
    #expect(video.size == result && video.displaySize == result && video.rotation == 0)
    // No bars where a side was only made even.
    let picture = try DecodedPictures(of: folder / "out.mp4").bitmaps[1]
    for (x, y) in [(0, 0), (result.width - 1, 0), (0, result.height - 1)] {
      #expect(picture[x, y].green > 240, "\(x), \(y): \(picture[x, y])")
    }
  }

  @Test func `sound that meets the settings is copied beside pictures that are encoded`()
    async throws
  {
    var tone = SyntheticClip.Tone()
    tone.encoding = AudioEncoding(sampleRate: 48_000, channelLayout: "stereo", bitRate: 96_000)
    for (container, name) in [("mp4", "a.mp4"), ("mov", "a.mov")] {
      let path = try SyntheticClip {
        $0.encoder = "libx264"
        $0.colour = .bt601
        $0.container = container
        $0.sound = tone
      }.make(at: folder / name)
      let result = try await deliver(path, to: "\(name)-out.mp4")
      #expect(result.picture == .encoded && result.sound == .copied, "\(name)")
      let (before, after) = (
        try #require(try DecodedSound(of: path)),
        try #require(try DecodedSound(of: folder / "\(name)-out.mp4"))
      )
      let count = min(before.samples.count, after.samples.count)
      let isSame = before.samples.prefix(count) == after.samples.prefix(count)
      #expect(isSame, "\(name)")
      #expect(abs(before.samples.count - after.samples.count) <= 1024)
    }
    let asked = DeliveryOptions(alwaysEncodes: true)
    #expect(try await deliver(folder / "a.mp4", to: "b.mp4", asked).sound == .encoded)
    let small = try await deliver(folder / "a.mp4", to: "c.mp4") {
      $0.audio?.bitRate = 32_000
    }
    #expect(small.sound == .encoded)
  }

  @Test func `pictures that had to be guessed are told of`() async throws {
    let path = try SyntheticClip {
      $0.frameCount = 50
      $0.muxerOptions = [("movflags", "+faststart")]
      $0.options = [("crf", "12")]
    }.make(at: folder / "a.mp4")
    let asked = DeliveryOptions(alwaysEncodes: true)
    let whole = try await deliver(path, to: "whole.mp4", asked)
    #expect(whole.notes.allSatisfy { !$0.contains("damaged") })
    let bytes = try [UInt8](Data(contentsOf: URL(fileURLWithPath: path)))
    var toldCount = 0
    for step in [61, 307, 503, 997] {
      var damaged = bytes
      for place in stride(from: bytes.count / 3, to: bytes.count * 2 / 3, by: step) {
        damaged[place] ^= 0xFF
      }
      try Data(damaged).write(to: URL(fileURLWithPath: folder / "\(step).mp4"))
      do {
        let notes = try await deliver(folder / "\(step).mp4", to: "\(step)-out.mp4", asked).notes
        let isTold = notes.contains { $0.hasPrefix("The source is damaged: parts of") }
        #expect(isTold, "\(step)")
        toldCount += 1
      } catch let error as FootageError where error.code == .damaged {
        // What cannot be decoded at all is refused.
      }
    }
    #expect(toldCount > 0)
  }

  @Test func `sound lasts as long as the pictures`() async throws {
    for (seconds, name) in [(0.4, "short"), (1.0, "even"), (2.5, "long")] {
      let path = try SyntheticClip { $0.sound = .init(frequency: 500, seconds: seconds) }
        .make(at: folder / "\(name).mp4")
      let clip = try await transcode(path, to: "\(name)-out.mp4")
      #expect(clip.audio?.codec == "aac" && clip.video?.frameCount == 25)
      let sound = try #require(try DecodedSound(of: folder / "\(name)-out.mp4"))
      #expect(abs(sound.seconds - 1) < 0.04, "\(name)")
      #expect(sound.strength(of: 500, from: 0.05, to: min(seconds, 1) - 0.05) > 0.3, "\(name)")
      if seconds < 1 { #expect(sound.loudness(from: seconds + 0.05, to: 0.95) < 0.02) }
    }
  }

  @Test func `key frames come as often as asked`() async throws {
    let path = try SyntheticClip { $0.frameCount = 50 }.make(at: folder / "a.mp4")
    let clip = try await transcode(path) { $0.video?.keyFrameSeconds = 0.4 }
    #expect((clip.video?.keyFrameCount ?? 0) >= 5)
  }

  @Test(arguments: [DeliveryContainer.mov, .mkv])
  func `other containers do`(container: DeliveryContainer) async throws {
    let path = try SyntheticClip { $0.sound = .init() }.make(at: folder / "a.mp4")
    let clip = try await transcode(path, to: "out.\(container.rawValue)") {
      $0.container = container
    }
    #expect(clip.video?.frameCount == 25 && clip.audio != nil)
    #expect((clip.video?.start ?? 1) < 0.022)
  }

  @Test func `a file is never written over itself`() async throws {
    let path = try SyntheticClip { $0.frameCount = 2 }.make(at: folder / "a.mp4")
    let before = try folder.bytes(of: "a.mp4")
    let error = await #expect(throws: FootageError.self) {
      try await Deliverer().deliver(
        path, [DeliveryRequest(DeliverySettings(), to: path)], replacing: true)
    }
    #expect(error?.code == .invalidRequest)
    #expect(try folder.bytes(of: "a.mp4") == before)
  }

  @Test func `an existing result is refused before any work`() async throws {
    try folder.write("mine", as: "out.mp4")
    let error = await #expect(throws: OutputError.self) { try await transcode(folder / "none.mp4") }
    #expect(error?.code == .exists)
  }

  @Test func `settings that cannot be met are refused, with nothing left behind`() async throws {
    let path = try SyntheticClip { $0.frameCount = 2 }.make(at: folder / "a.mp4")
    let odd: [(inout DeliverySettings) -> Void] = [
      { $0.video?.profile = "nothing" }, { $0.video?.speed = "warp" }, { $0.container = .webm },
      { $0.video?.pixelFormat = "yuv999" }, { $0.video?.pixelFormat = "gbrp" },
      { $0.video?.encoder = "libx265" }, { $0.video?.encoder = "h264_none" },
      { $0.video?.encoder = "h264_vaapi" }, { $0.video?.options = ["colour": "red"] },
      { $0.video?.keyFrameSeconds = .nan }, { $0.video?.keyFrameSeconds = 0 },
      { $0.video = nil }, { $0.container = .gif }, { $0.container = .hls }, { $0.maxBytes = 0 },
      { $0.video?.rateControl = .ssim(1.5) }, { $0.audio?.channels = 9 },
    ]
    for adjust in odd {
      await #expect(throws: FootageError.self) { try await transcode(path, adjust) }
      #expect(try folder.names == ["a.mp4"])
    }
  }

  @Test func `a cancelled delivery leaves nothing behind`() async throws {
    let path = try SyntheticClip { $0.frameCount = 100 }.make(at: folder / "a.mp4")
    let (begun, signal) = AsyncStream<Void>.makeStream()
    let deliveries = [
      DeliveryRequest(DeliverySettings(), to: folder / "out.mp4"),
      DeliveryRequest(.stream(.hls), to: folder / "stream"),
    ]
    let isCancelled = DispatchSemaphore(value: 0)
    let task = Task {
      try await Deliverer(DeliveryOptions(alwaysEncodes: true)).deliver(
        path, deliveries, replacing: false,
        progress: { _ in
          signal.yield()
          _ = isCancelled.wait(timeout: .now() + 20)
          isCancelled.signal()
        })
    }
    for await _ in begun { break }
    task.cancel()
    isCancelled.signal()
    await #expect(throws: CancellationError.self) { try await task.value }
    #expect(try folder.names == ["a.mp4"])
  }

  @Test func `a file without pictures is refused`() async throws {
    let path = try SyntheticClip.Tone().make(at: folder / "a.m4a")
    let error = await #expect(throws: FootageError.self) { try await transcode(path) }
    #expect(error?.code == .noVideo)
  }

  @Test func `progress grows to the end`() async throws {
    let path = try SyntheticClip().make(at: folder / "a.mp4")
    let seen = Mutex<[DeliveryProgress]>([])
    var settings = DeliverySettings()
    settings.video?.speed = "ultrafast"
    _ = try await Deliverer(DeliveryOptions(alwaysEncodes: true)).deliver(
      path, [DeliveryRequest(settings, to: folder / "out.mp4")], replacing: false,
      progress: { report in seen.withLock { $0.append(report) } })
    let reports = seen.withLock { $0 }.filter { $0.phase == "encoding" }
    #expect(reports.map(\.seconds) == reports.map(\.seconds).sorted())
    #expect(reports.last?.seconds == 1 && reports.last?.frames == 25)
    #expect((reports.last?.byteCount ?? 0) > 1000)
  }
}

extension DeliverySettings {
  /// A stream of small sizes, in segments of half a second.
  static func stream(_ container: DeliveryContainer) -> DeliverySettings {
    DeliverySettings(
      container: container,
      video: VideoDelivery(speed: "veryfast"),
      streaming: StreamingDelivery(
        segmentSeconds: 0.5,
        rungs: [
          .init(shortSide: 720, maxBitRate: 2_000_000), .init(shortSide: 96, maxBitRate: 800_000),
          .init(shortSide: 48, maxBitRate: 300_000),
        ]))
  }
}
