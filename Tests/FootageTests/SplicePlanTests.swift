import Libav
import Raster
import StudioTestSupport
import Testing

@testable import Footage

extension VideoFacts {
  /// An ordinary clip's facts, adjusted through JSON's names would be unreadable; so all are named.
  static func sample(
    codec: String = "h264", profile: String? = "High", level: Int? = 31,
    size: PixelSize = PixelSize(width: 910, height: 512), displaySize: PixelSize? = nil,
    sampleAspect: String = "1:1", pixelFormat: String = "yuv420p", rotation: Int = 0,
    isMirrored: Bool = false, frameRate: FrameRate? = FrameRate(25), frameCount: Int = 150,
    start: Double = 0, duration: Double = 6, reorderDepth: Int = 2, timeBase: String = "1/12800",
    colour: ColourFacts = ColourFacts(
      range: "tv", matrix: "bt709", primaries: "bt709", transfer: "bt709"),
    parameterSets: String = "a", obstacles: [String] = []
  ) -> VideoFacts {
    VideoFacts(
      codec: codec, profile: profile, level: level, codecTag: "avc1", size: size,
      displaySize: displaySize ?? size, sampleAspect: sampleAspect, pixelFormat: pixelFormat,
      rotation: rotation, isMirrored: isMirrored, frameRate: frameRate, isConstantRate: true,
      frameCount: frameCount, keyFrameCount: 1, start: start, duration: duration, bitRate: 1,
      reorderDepth: reorderDepth, timeBase: timeBase, colour: colour,
      parameterSetsDigest: parameterSets, obstaclesToCopying: obstacles)
  }
}

extension Clip {
  static func sample(_ path: String, _ video: VideoFacts?, hasSound: Bool = false) -> Clip {
    Clip(
      path: path, byteCount: 1, container: "mp4", duration: video?.duration, isFastStart: true,
      tags: [:], video: video,
      audio: hasSound
        ? AudioFacts(
          codec: "aac", profile: "LC", sampleRate: 48_000, channelCount: 2,
          channelLayout: "stereo", start: 0, duration: 6) : nil,
      streamCounts: Clip.StreamCounts(video: 1, audio: hasSound ? 1 : 0, other: 0))
  }
}

struct SplicePlanTests {
  private func plan(
    _ second: VideoFacts, first: VideoFacts = .sample(), container: ContainerFormat = .mp4
  ) throws -> SplicePlan {
    try SplicePlan([.sample("a.mp4", first), .sample("b.mp4", second)], container: container)
  }

  static let misfits: [(VideoFacts, String)] = [
    (.sample(codec: "hevc"), "codec hevc instead of h264"),
    (.sample(size: PixelSize(width: 512, height: 910)), "size 512x910 instead of 910x512"),
    (.sample(pixelFormat: "yuv444p"), "pixel format yuv444p instead of yuv420p"),
    (.sample(sampleAspect: "4:3"), "pixel shape 4:3 instead of 1:1"),
    (.sample(rotation: 90), "rotation 90 instead of 0"),
    (.sample(isMirrored: true), "mirroring on instead of off"),
    (.sample(profile: "Main"), "profile Main instead of High"),
    (.sample(profile: nil), "profile unspecified instead of High"),
    (.sample(level: 40), "level 40 instead of 31"),
    (
      .sample(
        colour: ColourFacts(range: "pc", matrix: "bt709", primaries: "bt709", transfer: "bt709")),
      "colour range pc instead of tv"
    ),
    (
      .sample(colour: ColourFacts(range: "tv", matrix: nil, primaries: "bt709", transfer: "bt709")),
      "colour matrix unspecified instead of bt709"
    ),
    (.sample(parameterSets: "b"), "other codec parameter sets"),
    (
      .sample(obstacles: ["5 frames of it are hidden by an edit list"]),
      "5 frames of it are hidden by an edit list"
    ),
  ]

  @Test(arguments: misfits)
  func `what keeps packets from being copied is named`(other: VideoFacts, reason: String) throws {
    let plan = try plan(other)
    #expect(plan.method == .encode)
    #expect(plan.reasons == ["b.mp4: \(reason)"])
  }

  @Test func `the first clip may have an obstacle too`() throws {
    let plan = try plan(.sample(), first: .sample(obstacles: ["it limps"]))
    #expect(plan.reasons == ["a.mp4: it limps"])
  }

  static let fits: [VideoFacts] = [
    .sample(), .sample(timeBase: "1/90000"), .sample(start: 3), .sample(frameRate: FrameRate(30)),
    .sample(frameCount: 1, duration: 0.04), .sample(reorderDepth: 0),
  ]

  @Test(arguments: fits)
  func `what does not keep packets from being copied`(other: VideoFacts) throws {
    let plan = try plan(other)
    #expect(plan.method == .copy && plan.reasons.isEmpty)
    #expect(plan.size == PixelSize(width: 910, height: 512))
    #expect(plan.expectedFrames == 150 + other.frameCount)
    #expect(plan.duration == 6 + other.duration)
    #expect(plan.frameRate == FrameRate(25))
  }

  @Test func `a container that cannot hold the codec is a reason`() throws {
    let plan = try plan(.sample(codec: "vp8"), first: .sample(codec: "vp8"))
    #expect(plan.reasons == ["a.mp4: mp4 files do not hold vp8"])
    #expect(try self.plan(.sample(), container: .mkv).method == .copy)
  }

  @Test func `an encode has the first clip's shown size, even, and its rate`() throws {
    let lead = VideoFacts.sample(
      size: PixelSize(width: 641, height: 361), displaySize: PixelSize(width: 361, height: 641),
      rotation: 90)
    let plan = try plan(.sample(frameRate: FrameRate(50), frameCount: 300), first: lead)
    #expect(plan.method == .encode)
    #expect(plan.size == PixelSize(width: 360, height: 640))
    #expect(plan.frameRate == FrameRate(25))
    #expect(plan.expectedFrames == 300)
  }

  @Test func `frames of an encode are counted over the whole`() throws {
    // Each is 10.4 frames long; one by one they would be 10 each.
    let clips = (0..<5).map {
      Clip.sample("\($0).mp4", .sample(frameCount: 10, duration: 0.416, parameterSets: "\($0)"))
    }
    #expect(try SplicePlan(clips, container: .mp4).expectedFrames == 52)
  }

  @Test func `sound anywhere gives the whole a sound track`() throws {
    let plan = try SplicePlan(
      [.sample("a", .sample()), .sample("b", .sample(), hasSound: true)], container: .mp4)
    #expect(plan.hasSound && plan.method == .copy)
    #expect(try !self.plan(.sample()).hasSound)
  }

  @Test func `impossible joins are refused`() throws {
    let none = #expect(throws: FootageError.self) { try SplicePlan([], container: .mp4) }
    #expect(none?.code == .invalidRequest)
    let deaf = #expect(throws: FootageError.self) {
      try SplicePlan([.sample("a", .sample()), .sample("b", nil)], container: .mp4)
    }
    #expect(deaf?.code == .noVideo && deaf?.path == "b")
    #expect(throws: FootageError.self) { try plan(.sample(), first: .sample(frameRate: nil)) }
  }

  @Test func `absurd lengths are no trap`() throws {
    let endless = VideoFacts.sample(duration: 1e300, parameterSets: "b")
    let error = #expect(throws: FootageError.self) { try plan(endless) }
    #expect(error?.code == .damaged && error?.path == "b.mp4")
  }

  @Test(arguments: [
    (["1/12800", "1/90000"], 2_880_000), (["1/12800"], 12_800), (["1/1000", "1/1000"], 1000),
    (["1001/30000", "1/24"], 30_000), (["1/10000000", "1/9999999"], 90_000), (["nonsense"], 90_000),
    (["0/0"], 90_000),
  ])
  func `the joined file's ticks fit every clip`(bases: [String], ticks: Int) {
    let clips = bases.map { Clip.sample("a", .sample(timeBase: $0)) }
    #expect(Splicer.ticksPerSecond(clips) == ticks)
  }

  @Test(arguments: [
    ("a.mp4", ContainerFormat.mp4), ("A.MP4", .mp4), ("a.m4v", .mp4), ("/b/a.mov", .mov),
    ("a.mkv", .mkv),
    ("a.b.webm", .webm), ("a", nil), ("mp4", nil), ("/x.mp4/a", nil), ("a.avi", nil), ("", nil),
    ("a.", nil),
    (".mp4", nil),
  ])
  func `a name asks for a container`(path: String, container: ContainerFormat?) {
    #expect(ContainerFormat(path: path) == container)
  }
}
