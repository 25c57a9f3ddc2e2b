import Libav
import Raster
import StudioTestSupport
import Testing

@testable import Footage

struct SplicePlanTests {
  /// VP9 has no headers that could differ; those have tests of their own.
  private static func clip(
    _ path: String, frames: Int = 150, rate: Int = 25, size: PixelSize? = nil,
    colour: ColourFacts? = nil, codec: String = "vp9", index: ClipIndex? = nil,
    hasSound: Bool = false
  ) -> ScannedClip {
    .sample(
      path,
      .sample(
        codec: codec, size: size ?? PixelSize(width: 910, height: 512),
        frameRate: FrameRate(rate), frameCount: frames, duration: Double(frames) / Double(rate),
        colour: colour ?? VideoFacts.sample().colour), index: index, hasSound: hasSound)
  }

  private func plan(
    _ clips: [ScannedClip], seams: [SeamDecision]? = nil, parts: [ClipPart]? = nil,
    target: FilmTarget? = nil, container: ContainerFormat = .mp4,
    compatibility: SpliceRequest.Compatibility = .wide,
    canEncode: @escaping (FilmShape) -> Bool = { _ in true }
  ) throws -> SplicePlan {
    let parts = parts ?? clips.map { ClipPart(path: $0.path) }
    let ranges = try zip(parts, clips).map { try $0.frames(of: $1) }
    let majority = FilmTarget.majority(clips.map(\.video), counts: ranges.map(\.count))
    return try SplicePlanner(
      clips: clips, parts: parts, ranges: ranges,
      seams: seams ?? Array(repeating: .cut, count: clips.count - 1),
      target: try #require(target ?? majority), container: container, destination: "film.mp4",
      compatibility: compatibility, canEncode: canEncode
    ).plan()
  }

  /// "a c0-149": clip, treatment, the clip's frames up to and without the last.
  private func lines(_ plan: SplicePlan) -> [String] {
    plan.stretches.map {
      "\(plan.parts[$0.clip].path) \($0.treatment.rawValue.prefix(1))"
        + "\($0.frames.lowerBound)-\($0.frames.upperBound)"
        + ($0.count == $0.frames.count ? "" : " as \($0.count)")
    }
  }

  @Test func `alike clips are copied`() throws {
    let plan = try plan([Self.clip("a"), Self.clip("b", frames: 7)])
    #expect(lines(plan) == ["a c0-150", "b c0-7"])
    #expect(plan.copiesAll && plan.reasons.isEmpty && plan.expectedFrames == 157)
    #expect(plan.duration == 6.28 && plan.isConstantRate && !plan.hasSound)
  }

  @Test(arguments: [(ContainerFormat.mp4, true), (.mov, true), (.mkv, false), (.webm, false)])
  func `turned pictures are stored as they are shown where a file cannot say so`(
    container: ContainerFormat, isCopied: Bool
  ) throws {
    let size = PixelSize(width: 640, height: 360)
    let turned = ScannedClip.sample(
      "a",
      .sample(
        codec: "vp9", size: size, sampleAspect: "4:3", rotation: 90, frameRate: FrameRate(25),
        frameCount: 150, duration: 6))
    let plan = try plan([turned], container: container)
    #expect(plan.copiesAll == isCopied)
    #expect(plan.size == (isCopied ? size : PixelSize(width: 360, height: 640)))
    #expect(plan.target.shape.sampleAspect == (isCopied ? "4:3" : "3:4"))
    #expect(plan.target.shape.rotation == (isCopied ? 90 : 0))
    #expect(isCopied || plan.reasons[0].contains("how pictures are turned"))
  }

  @Test func `only the clip that does not fit the most is encoded`() throws {
    let small = PixelSize(width: 640, height: 360)
    let odd = Self.clip("a", size: small)
    let plan = try plan([odd, Self.clip("b"), Self.clip("c")])
    #expect(lines(plan) == ["a e0-150", "b c0-150", "c c0-150"])
    #expect(plan.reasons == ["a: size 640x360 instead of 910x512"])
    #expect(plan.size == PixelSize(width: 910, height: 512))
  }

  @Test func `the majority is one of frames, and the first of equals`() throws {
    let small = PixelSize(width: 640, height: 360)
    let long = Self.clip("b", frames: 400, size: small)
    #expect(try plan([Self.clip("a"), Self.clip("c"), long]).size == small)
    let even = [Self.clip("a", size: small), Self.clip("b")]
    #expect(try plan(even).size == small)
    // Only the frames that are wanted count.
    let parts = [ClipPart(path: "a", end: .frame(10)), ClipPart(path: "b")]
    #expect(try plan(even, parts: parts).size == PixelSize(width: 910, height: 512))
  }

  @Test func `clips of another rate are copied in their own time`() throws {
    let plan = try plan([Self.clip("a", frames: 50), Self.clip("b", frames: 30, rate: 30)])
    #expect(plan.copiesAll && plan.duration == 3 && !plan.isConstantRate)
    #expect(plan.seconds(ofFrame: 50) == 2 && plan.seconds(ofFrame: 65) == 2.5)
  }

  @Test func `a rate that is asked for is brought about`() throws {
    let clips = [Self.clip("a", frames: 50), Self.clip("b", frames: 30, rate: 30)]
    let target = FilmTarget.sized(
      PixelSize(width: 910, height: 512), FrameRate(25), clips.map(\.video), counts: [50, 30])
    let plan = try plan(clips, target: target)
    #expect(lines(plan) == ["a c0-50", "b e0-30 as 25"])
    #expect(plan.reasons == ["b: rate 30 instead of 25"] && plan.isConstantRate)
  }

  @Test func `what is rounded at one clip's end is made up for at the next one's`() throws {
    let size = PixelSize(width: 640, height: 360)
    // 10.4 frames of the film each.
    let odd = (0..<5).map { Self.clip("\($0)", frames: 10, rate: 24, size: size) }
    let plan = try plan([Self.clip("a")] + odd)
    #expect(plan.expectedFrames == 150 + 52)
    #expect(abs(plan.duration - 6 - 50.0 / 24) <= 0.02)
  }

  @Test func `a resampled strip shows the frame nearest in time`() throws {
    let seconds = (0...4).map { Double($0) / 10 }
    let double = Strip.resampled(
      clip: 0, 5..<9, seconds: seconds, at: try #require(FrameRate(20)), count: 8)
    #expect(double.sources == [5, 5, 6, 6, 7, 7, 8, 8])
    let half = Strip.resampled(
      clip: 0, 5..<9, seconds: seconds, at: try #require(FrameRate(5)), count: 2)
    #expect(half.sources == [5, 7] && half.sources(0..<2) == 5..<8)
  }

  // MARK: Seams

  @Test func `a repeated frame is dropped for nothing where it is last in both orders`() throws {
    let drop = SeamDecision.drop(frames: 1, reason: "it is shown twice")
    // 1 + 37 runs of 4, and the last frame by itself.
    let plan = try plan([Self.clip("a"), Self.clip("b")], seams: [drop])
    #expect(lines(plan) == ["a c0-149", "b c0-150"])
  }

  @Test func `a repeated frame costs the rest of its run elsewhere`() throws {
    let drop = SeamDecision.drop(frames: 1, reason: "it is shown twice")
    let clips = (0..<3).map { Self.clip("\($0)", frames: 149) }
    let plan = try plan(clips, seams: [drop, drop])
    #expect(
      lines(plan)
        == ["0 c0-145", "0 e145-148", "1 c0-145", "1 e145-148", "2 c0-149"])
    #expect(plan.expectedFrames == 148 + 148 + 149)
  }

  @Test func `only a transition and what lies before the next start is encoded`() throws {
    let index = ClipIndex.sample(100, group: 25, run: 1)
    let clips = ["a", "b", "c"].map { Self.clip($0, frames: 100, index: index) }
    let fade = SeamDecision.transition(name: "fade", seconds: 0.4)
    let plan = try plan(clips, seams: [fade, fade])
    #expect(
      lines(plan) == [
        "a c0-90", "a b90-100", "b e10-25", "b c25-90", "b b90-100", "c e10-25", "c c25-100",
      ])
    #expect(plan.expectedFrames == 280 && plan.encodedFrames == 50)
    #expect(abs(plan.duration - 11.2) < 1e-9)
  }

  @Test func `a dip takes half its time from each side, and none from the film`() throws {
    let dip = SeamDecision.dip(.black, seconds: 0.4)
    let index = ClipIndex.sample(50, group: 25, run: 1)
    let clips = ["a", "b"].map { Self.clip($0, frames: 50, index: index) }
    let plan = try plan(clips, seams: [dip])
    #expect(lines(plan) == ["a c0-45", "a e45-50", "b e0-5", "b e5-25", "b c25-50"])
    #expect(plan.expectedFrames == 100)
  }

  @Test func `a transition longer than a clip is refused`() throws {
    let fade = SeamDecision.transition(name: "fade", seconds: 7)
    let error = #expect(throws: FootageError.self) {
      try plan([Self.clip("a"), Self.clip("b")], seams: [fade])
    }
    #expect(error?.code == .invalidRequest && error?.message.contains("6 s") == true)
    let two = SeamDecision.transition(name: "fade", seconds: 4)
    let both = #expect(throws: FootageError.self) {
      try plan([Self.clip("a"), Self.clip("b"), Self.clip("c")], seams: [two, two])
    }
    #expect(both?.path == "b")
    let endless = SeamDecision.transition(name: "fade", seconds: 1e300)
    #expect(throws: FootageError.self) {
      try plan([Self.clip("a"), Self.clip("b")], seams: [endless])
    }
  }

  @Test func `under a transition both clips have the film's rate`() throws {
    let fade = SeamDecision.transition(name: "fade", seconds: 0.4)
    let plan = try plan(
      [Self.clip("a", frames: 100), Self.clip("b", frames: 60, rate: 30)], seams: [fade])
    #expect(plan.isConstantRate && plan.expectedFrames == 100 + 50 - 10)
    #expect(plan.reasons.contains { $0.contains("rate 30 instead of 25 under a transition") })
  }

  // MARK: Codecs

  @Test func `what the container does not hold becomes H.264`() throws {
    let plan = try plan([Self.clip("a", codec: "vp8")])
    #expect(plan.codec == "h264" && plan.encodedFrames == 150)
    #expect(plan.reasons[0].hasPrefix("a: mp4 files do not hold vp8"))
    #expect(try self.plan([Self.clip("a", codec: "vp8")], container: .mkv).copiesAll)
    let error = #expect(throws: FootageError.self) {
      try self.plan([Self.clip("a", codec: "h264")], container: .webm)
    }
    #expect(error?.code == .invalidRequest && error?.path == "film.mp4")
  }

  @Test func `where the codec cannot be encoded, all becomes H.264`() throws {
    let clips = [
      Self.clip("a", codec: "mpeg4"), Self.clip("b", codec: "mpeg4"),
      Self.clip("c", size: PixelSize(width: 641, height: 361), codec: "mpeg4"),
    ]
    let plan = try plan(clips) { $0.codec == "h264" }
    #expect(plan.codec == "h264" && plan.copiedFrames == 0)
    #expect(try self.plan(Array(clips.prefix(2))).copiesAll)
  }

  @Test func `strictly, encoded HEVC does not stand among the clips' own`() throws {
    let sizes = [PixelSize(width: 910, height: 512), PixelSize(width: 640, height: 360)]
    let clips = sizes.map { Self.clip("\($0)", size: $0, codec: "av1") }
    let wide = try plan(clips)
    let strict = try plan(clips, compatibility: .strict)
    #expect(wide.copiedFrames == 150 && strict.copiedFrames == 0)
  }

  // MARK: What a plan tells

  @Test func `what is encoded from beginning to end has one header`() throws {
    let plan = try plan([Self.clip("a", codec: "vp8")])
    #expect(plan.copiedFrames == 0 && plan.headers == .same)
  }

  @Test func `a film of two rates names both`() throws {
    let mixed = try plan([Self.clip("a"), Self.clip("b", rate: 30)])
    #expect(mixed.rates == [FrameRate(25), FrameRate(30)].compactMap { $0 })
    #expect(!mixed.isConstantRate)
    #expect(try plan([Self.clip("a"), Self.clip("b")]).rates.count == 1)
  }

  @Test func `looking for repeats is told whatever came of it`() throws {
    let clips = (0..<3).map { Self.clip("\($0)") }
    let plan = try plan(
      clips, seams: [.kept(reason: "another picture"), .drop(frames: 1, reason: "shown twice")])
    #expect(plan.seams.map(\.seam) == ["dedupe", "dedupe"])
    #expect(plan.seams.map(\.droppedFrames) == [0, 1])
    #expect(plan.seams.map(\.reason) == ["another picture", "shown twice"])
  }

  @Test func `what no film takes over is told once`() throws {
    var clips = [Self.clip("a"), Self.clip("b"), Self.clip("a")]
    for place in [0, 2] { clips[place].leftOut = ["1 more sound", "2 subtitle tracks"] }
    let notes = try plan(clips).notes
    #expect(
      notes.count == 1 && notes[0].hasSuffix("left out are a: 1 more sound, 2 subtitle tracks"))
  }

  @Test func `no reason is told twice`() throws {
    let odd = ClipIndex.sample(150, obstacles: ["39 frames of it have no time"])
    let plan = try plan([Self.clip("a", codec: "mpeg4", index: odd)]) { $0.codec == "h264" }
    #expect(plan.reasons.count == 1)
    #expect(plan.reasons[0].ranges(of: "39 frames").count == 1)
    #expect(plan.reasons[0].ranges(of: "a: ").count == 1)
  }

  static let hdr = ColourFacts(
    range: "tv", matrix: "bt2020nc", primaries: "bt2020", transfer: "smpte2084")

  @Test func `light that is converted is told`() throws {
    let bright = Self.clip("b", frames: 10, colour: Self.hdr)
    #expect(try plan([Self.clip("a"), bright]).notes.contains { $0.contains("mapped") })
    let dim = Self.clip("b", frames: 10)
    let notes = try plan([Self.clip("a", colour: Self.hdr), dim]).notes
    #expect(notes.contains { $0.hasPrefix("b: its standard range") && $0.contains("203") })
  }

  @Test(
    arguments: [
      ("bt709", "bt709", nil), ("bt709", "smpte2084", .up), ("smpte2084", "bt709", .down),
      ("smpte2084", "arib-std-b67", .across), (nil, "smpte170m", nil), (nil, "smpte2084", .up),
    ] as [(String?, String?, LightConversion.Kind?)])
  func `curves are converted where range differs`(
    own: String?, film: String?, kind: LightConversion.Kind?
  ) {
    func facts(_ transfer: String?) -> ColourFacts {
      ColourFacts(range: "tv", matrix: nil, primaries: nil, transfer: transfer)
    }
    #expect(LightConversion(from: facts(own), to: facts(film))?.kind == kind)
  }

  @Test func `without what converts light, ranges are not mixed`() throws {
    let clips = [Self.clip("a"), Self.clip("b", frames: 10, colour: Self.hdr)]
    var planner = SplicePlanner(
      clips: clips, parts: clips.map { ClipPart(path: $0.path) }, ranges: [0..<150, 0..<10],
      seams: [.cut],
      target: try #require(FilmTarget.majority(clips.map(\.video), counts: [150, 10])),
      container: .mp4, destination: "film.mp4", compatibility: .wide, canEncode: { _ in true })
    planner.canConvertLight = false
    let error = #expect(throws: FootageError.self) { try planner.plan() }
    #expect(error?.code == .unsupported && error?.path == "b")
  }

  @Test func `interlaced pictures stay so where no line is scaled away`() throws {
    let size = PixelSize(width: 640, height: 360)
    func fields(_ path: String, _ frames: Int, _ size: PixelSize? = nil) -> ScannedClip {
      var clip = Self.clip(path, frames: frames, size: size, codec: "h264")
      clip.fieldOrder = .topFirst
      return clip
    }
    let plan = try plan([fields("a", 100), fields("b", 50, size)])
    #expect(plan.fieldOrder == .topFirst)
    #expect(plan.fieldsToJoin(of: fields("a", 100)) == nil)
    #expect(plan.fieldsToJoin(of: fields("b", 50, size)) == .topFirst)
    #expect(plan.notes.contains { $0.hasPrefix("b: its interlaced fields") })
    #expect(plan.notes.contains { $0.contains("stays interlaced, top first") })
  }

  // MARK: All of it

  @Test func `sound anywhere gives the whole a sound track`() throws {
    let plan = try plan([Self.clip("a"), Self.clip("b", hasSound: true)])
    #expect(plan.hasSound && plan.copiesAll)
  }

  /// Whatever the clips, the parts and the seams.
  @Test(arguments: 0..<100) func `plans keep their promises`(seed: Int) throws {
    var random = SeededGenerator(seed: UInt64(seed))
    let rates = [25, 25, 25, 24, 30]
    let clips = (0..<Int.random(in: 1...6, using: &random)).map { number in
      let count = Int.random(in: 20...80, using: &random)
      return Self.clip(
        "\(number)", frames: count, rate: rates[Int.random(in: 0..<5, using: &random)],
        size: Bool.random(using: &random) ? nil : PixelSize(width: 320, height: 240),
        index: .sample(
          count, group: Int.random(in: 5...40, using: &random),
          run: Int.random(in: 1...5, using: &random)), hasSound: Bool.random(using: &random))
    }
    let parts = clips.map { clip in
      let count = clip.index.frameCount
      let start = Int.random(in: 0..<6, using: &random)
      return ClipPart(
        path: clip.path, start: .frame(start),
        end: .frame(Int.random(in: (start + 13)...count, using: &random)))
    }
    let seams = (1..<max(1, clips.count)).map { _ -> SeamDecision in
      switch Int.random(in: 0..<4, using: &random) {
      case 0: .cut
      case 1: .drop(frames: 1, reason: "")
      case 2: .transition(name: "fade", seconds: Double.random(in: 0.01...0.2, using: &random))
      default: .dip(.black, seconds: Double.random(in: 0.01...0.3, using: &random))
      }
    }
    let plan = try plan(clips, seams: seams, parts: parts)
    #expect(plan.expectedFrames == plan.stretches.reduce(0) { $0 + $1.count })
    #expect(zip(plan.times, plan.times.dropFirst()).allSatisfy { $0 < $1 }, "times grow")
    // Every strip's places are used, each once and in order.
    for (number, strip) in plan.strips.enumerated() {
      var places: [Int] = []
      for stretch in plan.stretches {
        if case .transition(_, number, let own) = stretch.effect { places += own }
        if stretch.clip == number { places += stretch.places }
      }
      #expect(places == Array(0..<strip.count))
    }
    // No frame is shown before it is decoded.
    var first = 0
    for stretch in plan.stretches {
      if stretch.treatment == .copy {
        let packets = clips[stretch.clip].index.packets(of: stretch.frames)
        #expect(packets.count == stretch.count)
        for (place, packet) in packets.enumerated() {
          let shown = plan.times[first + Int(packet.frame) - stretch.frames.lowerBound]
          #expect(shown >= plan.times[first + place] - plan.lead)
        }
      }
      first += stretch.count
    }
    // The sound's pieces fill the film.
    let pieces = plan.sound(clips)
    if plan.hasSound {
      #expect(pieces.first?.start == 0 && abs((pieces.last?.end ?? 0) - plan.duration) < 1e-6)
      for (piece, next) in zip(pieces, pieces.dropFirst()) {
        #expect(abs(piece.end - next.start) < 1e-6)
      }
    }
  }

  @Test(arguments: [
    (["1/12800", "1/90000"], 2_880_000), (["1/12800"], 12_800), (["1/1000", "1/1000"], 1000),
    (["1001/30000", "1/24"], 30_000), (["1/10000000", "1/9999999"], 90_000), (["nonsense"], 90_000),
    (["0/0"], 90_000),
  ])
  func `the joined file's ticks fit every clip`(bases: [String], ticks: Int) {
    #expect(SplicePlan.ticksPerSecond(bases.map { .sample(timeBase: $0) }) == ticks)
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
