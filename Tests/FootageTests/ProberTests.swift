import Foundation
import Libav
import Raster
import StudioTestSupport
import Testing

@testable import Footage

@Suite(.timeLimit(.minutes(5)), .needsEncoder("libx264")) struct ProberTests {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func probe(
    _ name: String = "a.mp4", _ adjust: (inout SyntheticClip) -> Void = { _ in }
  ) async throws -> Clip {
    try await Prober().clip(at: SyntheticClip(adjust).make(at: folder / name))
  }

  @Test func `the facts of an ordinary clip`() async throws {
    let clip = try await probe {
      $0.sound = .init()
      $0.tags = ["title": "A train"]
      $0.keyFrameInterval = 10
    }
    #expect(clip.path == folder / "a.mp4")
    #expect(clip.byteCount == (try folder.bytes(of: "a.mp4").count))
    #expect(clip.tags["title"] == "A train")
    #expect(clip.streamCounts == Clip.StreamCounts(video: 1, audio: 1, other: 0))
    #expect(!clip.isSimulated)
    let video = try #require(clip.video)
    #expect(video.codec == "h264" && video.profile == "High" && video.codecTag == "avc1")
    #expect(video.size == PixelSize(width: 160, height: 96) && video.displaySize == video.size)
    #expect(video.sampleAspect == "1:1" && video.rotation == 0)
    #expect(video.pixelFormat == "yuv420p")
    #expect(video.frameRate == FrameRate(25))
    #expect(video.isConstantRate)
    #expect(video.frameCount == 25 && video.keyFrameCount == 3)
    #expect(video.start == 0 && video.duration == 1)
    #expect(video.reorderDepth == 2 && video.timeBase == "1/12800")
    #expect(
      video.colour
        == ColourFacts(range: "tv", matrix: "bt709", primaries: "bt709", transfer: "bt709"))
    #expect(video.bitRate > 0 && video.parameterSetsDigest.count == 64)
    let audio = try #require(clip.audio)
    #expect(audio.codec == "aac" && audio.profile == "LC")
    #expect(audio.sampleRate == 44_100 && audio.channelCount == 1 && audio.channelLayout == "mono")
    #expect(abs((audio.duration ?? 0) - 1) < 0.05)
    #expect(abs((clip.duration ?? 0) - 1) < 0.05)
  }

  @Test(arguments: [true, false]) func `the place of the index is told`(first: Bool) async throws {
    let clip = try await probe {
      if first { $0.muxerOptions = [("movflags", "+faststart")] }
    }
    #expect(clip.isFastStart == first)
  }

  static let shapes: [(Rational, Int, Bool, PixelSize, PixelSize)] = [
    (
      Rational(1, 1), 0, false, PixelSize(width: 160, height: 96), PixelSize(width: 160, height: 96)
    ),
    (
      Rational(2, 3), 0, false, PixelSize(width: 160, height: 96), PixelSize(width: 107, height: 96)
    ),
    (
      Rational(4, 3), 0, false, PixelSize(width: 160, height: 96), PixelSize(width: 213, height: 96)
    ),
    (
      Rational(1, 1), 90, false, PixelSize(width: 160, height: 96),
      PixelSize(width: 96, height: 160)
    ),
    (
      Rational(1, 1), 180, false, PixelSize(width: 160, height: 96),
      PixelSize(width: 160, height: 96)
    ),
    (
      Rational(4, 3), 270, false, PixelSize(width: 160, height: 96),
      PixelSize(width: 96, height: 213)
    ),
    (
      Rational(1, 1), 90, true, PixelSize(width: 160, height: 96), PixelSize(width: 96, height: 160)
    ),
  ]

  @Test(arguments: shapes) func `pixel shape and turn give the size that is shown`(
    aspect: Rational, rotation: Int, isMirrored: Bool, stored: PixelSize, shown: PixelSize
  ) async throws {
    let video = try #require(
      try await probe {
        $0.frameCount = 2
        $0.sampleAspect = aspect
        $0.rotation = rotation
        $0.isMirrored = isMirrored
      }.video)
    #expect(video.size == stored && video.displaySize == shown && video.rotation == rotation)
    #expect(video.sampleAspect == "\(aspect.numerator):\(aspect.denominator)")
  }

  static let rates: [(Rational, Rational?, String)] = [
    (Rational(24, 1), nil, "mp4"), (Rational(30_000, 1001), nil, "mp4"),
    (Rational(24_000, 1001), Rational(1, 90_000), "mp4"), (Rational(12, 1), nil, "matroska"),
    (Rational(24, 1), nil, "matroska"), (Rational(30_000, 1001), nil, "matroska"),
    (Rational(25, 1), nil, "mpegts"), (Rational(60, 1), Rational(1, 600), "mp4"),
  ]

  @Test(arguments: rates) func `a constant rate is known as such, in coarse ticks too`(
    rate: Rational, base: Rational?, container: String
  ) async throws {
    let video = try #require(
      try await probe("a") {
        $0.rate = rate
        $0.timeBase = base
        $0.container = container
        $0.frameCount = 40
      }.video)
    #expect(video.isConstantRate)
    #expect(video.frameCount == 40)
    #expect(abs((video.frameRate?.framesPerSecond ?? 0) - rate.value) < 0.02)
    #expect(abs(video.duration - 40 / rate.value) < 0.002)
  }

  @Test func `a varying rate is known as such`() async throws {
    let video = try #require(
      try await probe {
        $0.timeBase = Rational(1, 1000)
        $0.times = [0, 40, 80, 200, 240, 280, 500, 540]
        $0.bFrames = 0
      }.video)
    #expect(!video.isConstantRate)
    #expect(video.frameCount == 8)
    #expect(abs(video.duration - 0.58) < 0.001)
  }

  @Test func `a rate that creeps is not constant`() async throws {
    // Each step is within a tick of its neighbours, the sum is not.
    let video = try #require(
      try await probe {
        $0.timeBase = Rational(1, 12_800)
        $0.times = (0..<20).map { $0 * 512 } + (0..<20).map { 20 * 512 + $0 * 513 }
        $0.bFrames = 0
      }.video)
    #expect(!video.isConstantRate)
  }

  @Test func `a start above zero is kept`() async throws {
    let clip = try await probe {
      $0.times = (12..<30).map { $0 }
    }
    #expect(clip.video?.start == 0.48)
    #expect(clip.video?.frameCount == 18)
    #expect(clip.video?.duration == 0.72)
  }

  /// Frames before an edit list's first moment are in the file and decoded, but never shown.
  @Test func `hidden frames are not counted`() async throws {
    let clip = try await probe { $0.times = (-5..<20).map { $0 } }
    #expect(try FrameHashes(of: folder / "a.mp4").count == 20)
    #expect(clip.video?.frameCount == 20)
    #expect(clip.video?.start == 0)
    #expect(clip.video?.duration == 0.8)
    #expect(clip.video?.isConstantRate == true)
  }

  @Test func `one frame is a clip`() async throws {
    let video = try #require(try await probe { $0.frameCount = 1 }.video)
    #expect(video.frameCount == 1 && video.keyFrameCount == 1)
    #expect(video.isConstantRate)
    #expect(video.frameRate == FrameRate(25))
    #expect(video.duration == 0.04)
  }

  @Test(.needsEncoder("libvpx-vp9")) func `a WebM is read`() async throws {
    let clip = try await probe("a.webm") {
      $0.encoder = "libvpx-vp9"
      $0.container = "webm"
      $0.rate = Rational(12, 1)
      $0.frameCount = 13
      $0.tags = ["comment": SimulationMark.text]
    }
    let video = try #require(clip.video)
    #expect(video.codec == "vp9" && video.timeBase == "1/1000")
    #expect(video.duration == 13.0 / 12)
    #expect(video.frameCount == 13 && video.isConstantRate)
    #expect(video.frameRate == FrameRate(12))
    #expect(clip.isFastStart == nil)
    #expect(clip.isSimulated)
  }

  @Test func `a file of sound alone has no video`() async throws {
    let clip = try await Prober().clip(at: SyntheticClip.Tone().make(at: folder / "a.m4a"))
    #expect(clip.video == nil)
    #expect(clip.audio?.codec == "aac")
    #expect(abs((clip.duration ?? 0) - 1) < 0.05)
    #expect(clip.streamCounts == Clip.StreamCounts(video: 0, audio: 1, other: 0))
  }

  @Test func `a cover is no video`() async throws {
    try SyntheticClip.Tone().make(at: folder / "plain.aac", container: "adts")
    let cover = try SyntheticPicture.gradient(PixelSize(width: 32, height: 32)).jpeg()
    // An ID3v2.3 tag with an attached picture. Source: id3.org, "ID3 tag version 2.3.0".
    let frame = [0] + Array("image/jpeg".utf8) + [0, 3, 0] + cover
    func size(_ count: Int, _ bits: Int) -> [UInt8] {
      (0..<4).reversed().map { UInt8(count >> (bits * $0) & (1 << bits - 1)) }
    }
    let body = Array("APIC".utf8) + size(frame.count, 8) + [0, 0] + frame
    let tag = Array("ID3".utf8) + [3, 0, 0] + size(body.count, 7) + body
    let path = try folder.write(tag + folder.bytes(of: "plain.aac"), as: "covered.aac")
    let clip = try await Prober().clip(at: path)
    #expect(clip.video == nil && clip.audio?.codec == "aac")
    #expect(clip.streamCounts == Clip.StreamCounts(video: 0, audio: 1, other: 1))
    await #expect(throws: FootageError.self) {
      try await FrameSampler().picture(at: .first, of: path)
    }
  }

  @Test func `marks of simulation are found in any container`() async throws {
    for (container, name) in [("mp4", "a.mp4"), ("matroska", "a.mkv"), ("mov", "a.mov")] {
      let clip = try await probe(name) {
        $0.container = container
        $0.frameCount = 2
        $0.tags = [SimulationMark.tag: SimulationMark.text]
      }
      #expect(clip.isSimulated, "\(container): \(clip.tags)")
    }
  }

  @Test func `what is no clip gets a sentence that names it`() async throws {
    func error(_ path: String) async -> FootageError? {
      await #expect(throws: FootageError.self) { try await Prober().clip(at: path) }
    }
    let missing = await error(folder / "none.mp4")
    #expect(
      missing?.code == .missing
        && missing?.message == "\(folder / "none.mp4"): there is no such file.")
    let empty = await error(try folder.write("", as: "empty.mp4"))
    #expect(empty?.code == .damaged && empty?.message.contains("empty.mp4") == true)
    let text = await error(try folder.write("just text", as: "text.mp4"))
    #expect(text?.code == .damaged && text?.message.contains("text.mp4") == true)
    let isFolder = await error(folder.path)
    #expect(isFolder?.code == .missing)
    let picture = SyntheticPicture.gradient(PixelSize(width: 32, height: 32))
    for (name, bytes) in [("a.png", try PNG.encode(picture)), ("a.jpg", try picture.jpeg())] {
      let still = await error(try folder.write(bytes, as: name))
      #expect(still?.code == .unsupported, "\(name)")
      #expect(still?.message == "\(folder / name): files of this kind are not read here.")
    }
    let list = await error(try folder.write("#EXTM3U\n#EXTINF:1,\na.mp4\n", as: "list.m3u8"))
    #expect(list != nil)
  }

  @Test func `missing files are footage errors everywhere`() async throws {
    let path = folder / "none.mp4"
    let sampled = await #expect(throws: FootageError.self) {
      try await FrameSampler().picture(at: .first, of: path)
    }
    #expect(sampled?.code == .missing)
    let sheet = await #expect(throws: FootageError.self) {
      try await ContactSheet().draw([.init(path: path)])
    }
    #expect(sheet?.code == .missing)
    let joined = await #expect(throws: FootageError.self) {
      try await Splicer().join([path], to: folder / "out.mp4", replacing: false)
    }
    #expect(joined?.code == .missing)
    let encoded = await #expect(throws: FootageError.self) {
      try await Deliverer().deliver(
        path, [DeliveryRequest(DeliverySettings(), to: folder / "out.mp4")], replacing: false)
    }
    #expect(encoded?.code == .missing)
    #expect(try folder.names == [])
  }

  @Test func `a cancelled probe says so`() async throws {
    let path = try SyntheticClip().make(at: folder / "a.mp4")
    let task = Task {
      withUnsafeCurrentTask { $0?.cancel() }
      return try await Prober().clip(at: path)
    }
    await #expect(throws: CancellationError.self) { try await task.value }
  }

  @Test func `a clip is the same after a trip through JSON`() async throws {
    let clip = try await probe { $0.sound = .init() }
    let data = try JSONEncoder().encode(clip)
    #expect(try JSONDecoder().decode(Clip.self, from: data) == clip)
  }

  @Test(arguments: ["mp4", "matroska", "mpegts", "avi", "ogg"])
  func `flipped bytes do no harm`(container: String) async throws {
    try SyntheticClip {
      $0.container = container
      $0.frameCount = 8
      if container == "ogg" { $0.encoder = "libtheora" }
      if container != "ogg" { $0.sound = .init() }
    }.makeIfPossible(at: folder / "whole")
    guard try folder.names.contains("whole") else { return }
    let bytes = try folder.bytes(of: "whole")
    var random = SeededGenerator(seed: 11)
    for round in 0..<60 {
      var other = bytes
      // Mostly the index and the headers.
      for _ in 0..<12 {
        let end = round.isMultiple(of: 2) ? min(2000, other.count) : other.count
        other[Int.random(in: 0..<end, using: &random)] = .random(in: 0...255, using: &random)
      }
      if round.isMultiple(of: 3) {
        other.removeLast(Int.random(in: 0..<other.count, using: &random))
      }
      let path = try folder.write(other, as: "flipped")
      do {
        _ = try await Prober().clip(at: path)
        _ = try await FrameSampler().picture(at: .middle, of: path, longestSide: 32)
      } catch is FootageError {}
    }
  }
}

extension SyntheticClip {
  fileprivate func makeIfPossible(at path: String) throws {
    guard Encoder.exists(encoder) else { return }
    try make(at: path)
  }
}

struct FrameRateTests {
  @Test(arguments: [
    (25, 1, "25"), (30_000, 1001, "29.97"), (24_000, 1001, "23.976"), (100, 3, "33.333"),
    (1, 2, "0.5"), (1, 3000, "0"),
  ])
  func `rates are written as people know them`(numerator: Int, denominator: Int, text: String) {
    #expect(FrameRate(numerator, denominator)?.description == text)
  }

  @Test func `rates are above zero`() {
    #expect(FrameRate(0) == nil && FrameRate(25, 0) == nil && FrameRate(-25) == nil)
  }

  @Test(arguments: [
    (0.0, 3, "0"), (1.5, 3, "1.5"), (-0.0004, 3, "0"), (-1.25, 1, "-1.3"), (8.0833333, 3, "8.083"),
    (59.9996, 3, "60"), (1e15, 3, "1000000000000000.0"), (Double.infinity, 2, "inf"),
    (.nan, 2, "nan"),
  ])
  func `numbers are rounded for people`(number: Double, places: Int, text: String) {
    #expect(number.rounded(toPlaces: places) == text)
  }
}
