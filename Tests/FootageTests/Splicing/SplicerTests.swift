import Foundation
import Libav
import Outputs
import Raster
import StudioTestSupport
import Synchronization
import Testing

@testable import Footage

@Suite(.timeLimit(.minutes(5)), .needsEncoder("libx264")) struct SplicerTests {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  /// Headers that do not depend on the content, as one service's clips have.
  private static let alike = SyntheticClip { $0.options = [("x264-params", "stitchable=1")] }

  @discardableResult
  private func join(
    _ paths: [String], to name: String = "film.mp4", replacing: Bool = false
  ) async throws -> Splicer.Result {
    try await Splicer().join(paths, to: folder / name, replacing: replacing)
  }

  /// That a join shows every source frame, unchanged, in order, without gap or overlap.
  private func expectCopied(
    _ paths: [String], to name: String = "film.mp4",
    sourceLocation: SourceLocation = #_sourceLocation
  ) async throws {
    let result = try await join(paths, to: name)
    #expect(result.plan.copiesAll, "\(result.plan.reasons)", sourceLocation: sourceLocation)
    let sources = try paths.map { try FrameHashes(of: $0) }
    let film = try FrameHashes(of: folder / name)
    #expect(film.hashes == sources.flatMap(\.hashes), sourceLocation: sourceLocation)
    var offset = 0.0
    var index = 0
    for (source, path) in zip(sources, paths) {
      let clip = try await Prober().clip(at: path)
      let video = try #require(clip.video)
      for second in source.seconds {
        let wanted = offset + second - (source.seconds.first ?? 0)
        #expect(abs(film.seconds[index] - wanted) < 0.0016, sourceLocation: sourceLocation)
        index += 1
      }
      offset += video.duration
    }
    #expect(
      abs((result.clip.video?.duration ?? 0) - offset) < 0.0016, sourceLocation: sourceLocation)
    #expect(result.clip.video?.start == 0, sourceLocation: sourceLocation)
    let demuxer = try Demuxer.open(folder / name, Cancellation())
    var before = Int64.min
    while let packet = try demuxer.next() {
      // Matroska states no times of decoding; the reader does not guess all of them.
      guard let decoding = packet.decoding else { continue }
      let shown = packet.presentation ?? .min
      #expect(decoding > before && shown >= decoding, sourceLocation: sourceLocation)
      before = decoding
    }
  }

  @Test(arguments: [0, 1, 2, 3]) func `alike clips are copied`(bFrames: Int) async throws {
    let clip = Self.alike.with { $0.bFrames = bFrames }
    try await expectCopied([
      clip.make(at: folder / "a.mp4"),
      clip.with { $0.scene = "mandelbrot" }.make(at: folder / "b.mp4"),
      clip.with { $0.frameCount = 7 }.make(at: folder / "c.mp4"),
    ])
  }

  static let timeBases: [(Int32, Int32)] = [
    (12_800, 90_000), (90_000, 12_800), (600, 24_000), (90_000, 30_000),
  ]

  @Test(arguments: timeBases)
  func `ticks may differ`(first: Int32, second: Int32) async throws {
    let clip = Self.alike.with {
      $0.options = [("x264-params", "stitchable=1:force-cfr=1")]
    }
    try await expectCopied([
      clip.with { $0.timeBase = Rational(1, first) }.make(at: folder / "a.mp4"),
      clip.with { $0.timeBase = Rational(1, second) }.make(at: folder / "b.mp4"),
    ])
  }

  @Test(arguments: ["mp4", "mkv", "mov"])
  func `containers may differ`(ending: String) async throws {
    try await expectCopied(
      [
        Self.alike.make(at: folder / "a.mp4"),
        Self.alike.with { $0.container = "matroska" }.make(at: folder / "b.mkv"),
        Self.alike.with { $0.container = "mov" }.make(at: folder / "c.mov"),
      ], to: "film.\(ending)")
  }

  @Test func `a Matroska file with B-frames may lead`() async throws {
    let clip = Self.alike.with { $0.container = "matroska" }
    try await expectCopied([clip.make(at: folder / "a.mkv"), clip.make(at: folder / "b.mkv")])
  }

  @Test(.needsEncoder("libvpx-vp9"), arguments: ["mp4", "mkv", "webm"])
  func `WebM clips are copied`(ending: String) async throws {
    let clip = SyntheticClip {
      $0.encoder = "libvpx-vp9"
      $0.container = "webm"
      $0.rate = Rational(12, 1)
      $0.frameCount = 13
    }
    try await expectCopied(
      [
        clip.make(at: folder / "a.webm"),
        clip.with { $0.scene = "mandelbrot" }.make(at: folder / "b.webm"),
        clip.make(at: folder / "c.webm"),
      ], to: "film.\(ending)")
  }

  @Test(.needsEncoder("libvpx-vp9")) func `an even rate in coarse ticks becomes exact`()
    async throws
  {
    let clip = SyntheticClip {
      $0.encoder = "libvpx-vp9"
      $0.container = "webm"
      $0.rate = Rational(12, 1)
      $0.frameCount = 13
    }
    let path = try clip.make(at: folder / "a.webm")
    let video = try #require(try await join([path, path, path]).clip.video)
    #expect(video.isConstantRate && video.frameRate == FrameRate(12))
    #expect(video.duration == 39.0 / 12)
    let seconds = try FrameHashes(of: folder / "film.mp4").seconds
    for (index, second) in seconds.enumerated() { #expect(abs(second - Double(index) / 12) < 1e-6) }
  }

  @Test func `delays before decoding may differ`() async throws {
    // The same headers; one clip uses B-frames and so is decoded further ahead of being shown.
    let clip = Self.alike.with { $0.keyFrameInterval = 1 }
    let late = clip.with { $0.times = (10..<30).map { $0 } }
    try await expectCopied([
      clip.make(at: folder / "a.mp4"), late.make(at: folder / "b.mp4"),
      clip.make(at: folder / "c.mp4"),
    ])
  }

  @Test func `rates may vary`() async throws {
    let clip = Self.alike.with {
      $0.timeBase = Rational(1, 1000)
      $0.bFrames = 0
    }
    try await expectCopied([
      clip.with { $0.times = [0, 40, 80, 200, 240, 280] }.make(at: folder / "a.mp4"),
      clip.with { $0.times = [0, 10, 90, 95, 300] }.make(at: folder / "b.mp4"),
    ])
  }

  @Test func `one clip alone is a film`() async throws {
    try await expectCopied([Self.alike.make(at: folder / "a.mp4")])
  }

  @Test func `the same clip may come twice`() async throws {
    let path = try Self.alike.make(at: folder / "a.mp4")
    try await expectCopied([path, path, path])
  }

  @Test func `turn and pixel shape are kept by a copy`() async throws {
    let clip = Self.alike.with {
      $0.rotation = 90
      $0.sampleAspect = Rational(4, 3)
    }
    let result = try await join([clip.make(at: folder / "a.mp4"), clip.make(at: folder / "b.mp4")])
    #expect(result.plan.copiesAll)
    #expect(result.clip.video?.rotation == 90)
    #expect(result.clip.video?.sampleAspect == "4:3")
    #expect(result.clip.isFastStart == true)
  }

  // MARK: Encoding

  static let misfits: [(String, @Sendable (inout SyntheticClip) -> Void)] = [
    ("size", { $0.size = PixelSize(width: 200, height: 200) }),
    ("rate", { $0.rate = Rational(30, 1) }),
    ("slow rate", { $0.rate = Rational(12, 1) }),
    ("pixel shape", { $0.sampleAspect = Rational(4, 3) }),
    ("turn", { $0.rotation = 90 }),
    ("parameter sets", { $0.options = [("crf", "28")] }),
    ("colours", { $0.colour = .bt601 }),
    ("depth", { $0.pixelFormat = PixelFormat(name: "yuv444p") ?? .yuv420p }),
    ("hidden frames", { $0.times = (-5..<20).map { $0 } }),
    (
      "varying rate",
      {
        $0.timeBase = Rational(1, 1000)
        $0.times = [0, 40, 80, 200, 240, 500]
      }
    ),
  ]

  @Test(arguments: misfits.indices)
  func `clips that differ are encoded`(number: Int) async throws {
    let (name, adjust) = Self.misfits[number]
    let clip = SyntheticClip()
    let first = try clip.make(at: folder / "a.mp4")
    let second = try clip.with(adjust).make(at: folder / "b.mp4")
    let plan = try await Splicer().plan([first, second, first], to: folder / "film.mp4")
    // Neither time alone nor headers that can stand side by side are a reason to encode.
    guard !plan.copiesAll else {
      return #expect(["varying rate", "rate", "slow rate", "parameter sets"].contains(name))
    }
    #expect(plan.copiedFrames >= 50)
    let result = try await join([first, second, first])
    let video = try #require(result.clip.video)
    #expect(video.size == PixelSize(width: 160, height: 96), "\(name)")
    #expect(video.frameCount == plan.expectedFrames, "\(name)")
    #expect(video.isConstantRate && video.frameRate == FrameRate(25), "\(name)")
    #expect(abs(video.duration - plan.duration) <= 0.02001, "\(name)")
    #expect(video.sampleAspect == "1:1" && video.rotation == 0)
    #expect(
      video.colour
        == ColourFacts(range: "tv", matrix: "bt709", primaries: "bt709", transfer: "bt709"))
    #expect(result.clip.isFastStart == true)
    let (film, source) = (
      try DecodedPictures(of: folder / "film.mp4"), try DecodedPictures(of: first)
    )
    try expect(film.bitmaps[0], looksLike: source.bitmaps[0], atLeast: 33, "first frame")
    try expect(
      film.bitmaps[24], looksLike: source.bitmaps[24], atLeast: 33, "frame before the seam")
    try expect(
      film.bitmaps[film.count - 1], looksLike: source.bitmaps[24], atLeast: 33, "last frame")
  }

  @Test func `a turned clip stands upright between bars`() async throws {
    let first = try SyntheticClip { $0.frameCount = 2 }.make(at: folder / "a.mp4")
    let second = try SyntheticClip {
      $0.frameCount = 2
      $0.rotation = 270
      $0.isMirrored = true
    }.make(at: folder / "b.mp4")
    try await join([first, second])
    let shown = try DecodedPictures(of: folder / "film.mp4").bitmaps[2]
    let upright = try await FrameSampler().picture(at: .first, of: second).bitmap
    #expect(upright.size == PixelSize(width: 96, height: 160))
    let spot = PixelRect(x: 52, y: 0, width: 56, height: 96)
    let wanted = try Resampler.resize(
      upright, crop: PixelRect(upright.size), to: PixelSize(width: 58, height: 96))
    try expect(
      shown.cropped(to: spot),
      looksLike: wanted.cropped(to: PixelRect(x: 1, y: 0, width: 56, height: 96)),
      atLeast: 17, "turned picture")
    #expect(shown[10, 48] == .black && shown[150, 48] == .black)
  }

  @Test func `a rounding error of a pixel gives no bars`() async throws {
    let first = try SyntheticClip { $0.size = PixelSize(width: 214, height: 120) }
      .make(at: folder / "a.mp4")
    let second = try SyntheticClip {
      $0.size = PixelSize(width: 160, height: 90)
      $0.scene = "color=c=white"
    }.make(at: folder / "b.mp4")
    try await join([first, second])
    let last = try #require(try DecodedPictures(of: folder / "film.mp4").bitmaps.last)
    for (x, y) in [(0, 0), (213, 0), (0, 119), (213, 119), (0, 60), (213, 60)] {
      #expect(last[x, y].green > 240, "\(x), \(y): \(last[x, y])")
    }
  }

  @Test func `many clips do not drift`() async throws {
    // 10.4 frames of the film each.
    let clips = try (0..<10).map { number in
      try SyntheticClip {
        $0.rate = Rational(24, 1)
        $0.frameCount = 10
        $0.sound = .init(frequency: 500 + 100 * number)
        $0.options = [("crf", "\(20 + number)")]
      }.make(at: folder / "\(number).mp4")
    }
    let lead = try SyntheticClip().make(at: folder / "lead.mp4")
    let result = try await Splicer().join(
      SpliceRequest(
        ([lead] + clips).map { ClipPart(path: $0) },
        shape: .size(PixelSize(width: 160, height: 96), FrameRate(25))),
      to: folder / "film.mp4", replacing: false)
    #expect(result.plan.copiedFrames == 25)
    let total = 1 + 10 * 10.0 / 24
    #expect(result.clip.video?.frameCount == Int((total * 25).rounded()))
    let sound = try #require(try DecodedSound(of: folder / "film.mp4"))
    #expect(abs(sound.seconds - total) < 0.04)
    for number in 0..<10 {
      let start = 1 + Double(number) * 10 / 24
      let strength = sound.strength(
        of: 500 + 100 * Double(number), from: start + 0.03, to: start + 0.38)
      #expect(strength > 0.2, "clip \(number)")
    }
  }

  // MARK: Sound

  static let soundCases: [(Bool, String)] = [
    (true, "mp4"), (false, "mp4"), (true, "mkv"), (false, "mkv"),
  ]

  @Test(arguments: soundCases)
  func `each clip's sound stays with its pictures`(copies: Bool, ending: String) async throws {
    let clip = Self.alike
    let low = try clip.with { $0.sound = .init(frequency: 400) }.make(at: folder / "low.mp4")
    let silent = try clip.make(at: folder / "silent.mp4")
    let high = try clip.with {
      // Half the pictures' length, and late.
      $0.sound = .init(frequency: 1600, seconds: 0.4, start: 0.3)
      if !copies { $0.size = PixelSize(width: 128, height: 96) }
    }.make(at: folder / "high.mp4")
    let long = try clip.with { $0.sound = .init(frequency: 800, seconds: 3) }
      .make(at: folder / "long.mp4")
    let result = try await join([low, silent, high, long, low], to: "film.\(ending)")
    #expect(result.plan.copiesAll == copies)
    #expect(result.plan.hasSound && result.clip.audio?.codec == "aac")
    let sound = try #require(try DecodedSound(of: folder / "film.\(ending)"))
    #expect(abs(sound.seconds - 5) < 0.04)
    let tone = sound.strength(of: 400, from: 0.05, to: 0.95)
    #expect(tone > 0.3)
    #expect(sound.loudness(from: 1.04, to: 1.96) < 0.01)
    #expect(sound.loudness(from: 2.02, to: 2.26) < 0.01)
    #expect(sound.strength(of: 1600, from: 2.33, to: 2.67) > tone * 0.7)
    #expect(sound.loudness(from: 2.75, to: 2.96) < 0.02)
    #expect(sound.strength(of: 800, from: 3.04, to: 3.96) > tone * 0.7)
    #expect(sound.strength(of: 800, from: 4.04, to: 4.96) < 0.02)
    #expect(sound.strength(of: 400, from: 4.04, to: 4.96) > tone * 0.9)
    let video = try #require(result.clip.video)
    // Matroska has no edit list to hide the encoder's first 1024 samples; all starts after them.
    #expect(video.start == (ending == "mkv" ? 0.023 : 0) && abs(video.duration - 5) < 0.0016)
  }

  @Test func `sound that starts before the pictures is cut`() async throws {
    // The pictures start at 0.4 s of the file's clock, the sound at 0.
    let clip = Self.alike.with {
      $0.times = (10..<35).map { $0 }
      $0.sound = .init(frequency: 500, seconds: 0.9)
    }
    try await join([clip.make(at: folder / "a.mp4"), clip.make(at: folder / "b.mp4")])
    let sound = try #require(try DecodedSound(of: folder / "film.mp4"))
    #expect(sound.strength(of: 500, from: 0.05, to: 0.45) > 0.3)
    #expect(sound.loudness(from: 0.55, to: 0.97) < 0.02)
    #expect(sound.strength(of: 500, from: 1.05, to: 1.45) > 0.3)
    #expect(abs(sound.seconds - 2) < 0.04)
  }

  // MARK: Files

  @Test func `a simulated shot makes a simulated film`() async throws {
    let real = try Self.alike.make(at: folder / "a.mp4")
    let mark = [SimulationMark.tag: SimulationMark.text]
    let simulated = try Self.alike.with { $0.tags = mark }.make(at: folder / "b.mp4")
    for name in ["film.mp4", "film.mkv"] {
      #expect(try await join([real, simulated], to: name).clip.isSimulated, "\(name)")
    }
    #expect(try await !join([real, real], to: "real.mp4").clip.isSimulated)
  }

  @Test func `recovery points of copied clips are no key frames of the film`() async throws {
    let clip = Self.alike.with {
      $0.keyFrameInterval = 8
      $0.bFrames = 0
      $0.options = [("x264-params", "stitchable=1:intra-refresh=1:scenecut=0")]
    }
    let path = try clip.make(at: folder / "a.mp4")
    try await expectCopied([path, path], to: "film.mkv")
    // Reading Matroska, FFmpeg's parser takes recovery points for key frames whatever the file says.
    for name in ["film.mp4", "film.mov"] {
      try await expectCopied([path, path], to: name)
      let sample = try StreamSample(folder / name)
      #expect(sample.keys == sample.pictures.map { $0.kind == .instantaneous }, "\(name)")
      #expect(sample.keys.filter { $0 }.count == 2, "\(name)")
    }
  }

  @Test func `a film keeps the first clip's tags, and the mark of any`() async throws {
    let tags = ["title": "Am Meer", "comment": "Made of a photograph.", "artist": "Ada"]
    let first = try Self.alike.with { $0.tags = tags }.make(at: folder / "a.mp4")
    let mark = [SimulationMark.tag: SimulationMark.text, "title": "Another"]
    let second = try Self.alike.with { $0.tags = mark }.make(at: folder / "b.mp4")
    for name in ["film.mp4", "film.mkv", "film.mov"] {
      let made = try await join([first, second], to: name).clip
      #expect(made.tags["title"] == "Am Meer" && made.tags["artist"] == "Ada", "\(name)")
      #expect(made.isSimulated, "\(name)")
      #expect(made.tags["comment"]?.hasSuffix("Made of a photograph.") == true, "\(name)")
    }
    let real = try await join([first, first], to: "real.mp4").clip
    #expect(real.tags["comment"] == "Made of a photograph." && !real.isSimulated)
  }

  @Test func `an encoding that came out too unlike its source is told`() async throws {
    let made = try await join([Self.alike.make(at: folder / "a.mp4")])
    #expect(made.warnings.isEmpty)
    func result(_ similarity: Double) -> Splicer.Result {
      Splicer.Result(plan: made.plan, clip: made.clip, similarity: similarity)
    }
    #expect(result(0.991).warnings.isEmpty)
    #expect(result(0.9712).warnings.first?.contains("0.9712") == true)
  }

  @Test func `a film has a title`() async throws {
    let path = try Self.alike.make(at: folder / "a.mp4")
    let result = try await Splicer().join(
      [path], to: folder / "film.mp4", replacing: false, title: "Am Meer")
    #expect(result.clip.tags["title"] == "Am Meer")
  }

  @Test func `an existing film is refused before any work`() async throws {
    let path = try Self.alike.make(at: folder / "a.mp4")
    try folder.write("mine", as: "film.mp4")
    let error = await #expect(throws: OutputError.self) {
      try await join([path, folder / "no.mp4"])
    }
    #expect(error?.code == .exists)
    #expect(try folder.bytes(of: "film.mp4") == Array("mine".utf8))
    try await join([path], replacing: true)
    #expect(try await Prober().clip(at: folder / "film.mp4").video?.frameCount == 25)
  }

  @Test func `a film never replaces one of its clips`() async throws {
    let path = try Self.alike.make(at: folder / "a.mp4")
    let before = try folder.bytes(of: "a.mp4")
    #expect(symlink("a.mp4", folder / "link.mp4") == 0)
    for name in ["a.mp4", "link.mp4", "../\(folder.path.split(separator: "/").last ?? "")/a.mp4"] {
      let error = await #expect(throws: FootageError.self) {
        try await join([path], to: name, replacing: true)
      }
      #expect(error?.code == .invalidRequest, "\(name)")
    }
    #expect(try folder.bytes(of: "a.mp4") == before)
  }

  @Test func `a missing folder and an unknown ending are refused`() async throws {
    let path = try Self.alike.make(at: folder / "a.mp4")
    let missing = await #expect(throws: OutputError.self) {
      try await join([path], to: "no/film.mp4")
    }
    #expect(missing?.code == .unwritable)
    let unknown = await #expect(throws: FootageError.self) {
      try await join([path], to: "film.xyz")
    }
    #expect(unknown?.code == .invalidRequest && unknown?.message.contains(".mp4") == true)
  }

  @Test func `an encode that the container cannot hold is refused at once`() async throws {
    let path = try Self.alike.make(at: folder / "a.mp4")
    let error = await #expect(throws: FootageError.self) { try await join([path], to: "film.webm") }
    #expect(error?.code == .invalidRequest && error?.path == folder / "film.webm")
    #expect(error?.message.contains("film.webm") == true)
    #expect(try folder.names == ["a.mp4"])
  }

  @Test(arguments: [true, false])
  func `a cancelled join leaves nothing behind`(copies: Bool) async throws {
    let path = try Self.alike.make(at: folder / "a.mp4")
    let other = try Self.alike.with {
      if !copies { $0.size = PixelSize(width: 320, height: 192) }
    }.make(at: folder / "b.mp4")
    let (begun, signal) = AsyncStream<Void>.makeStream()
    let destination = folder / "film.mp4"
    let isCancelled = DispatchSemaphore(value: 0)
    let task = Task {
      try await Splicer().join(
        [path] + Array(repeating: other, count: 200), to: destination, replacing: false,
        progress: {
          guard $0.completed > 0.1 else { return }
          signal.yield()
          _ = isCancelled.wait(timeout: .now() + 20)
          isCancelled.signal()
        })
    }
    for await _ in begun { break }
    task.cancel()
    isCancelled.signal()
    await #expect(throws: CancellationError.self) { try await task.value }
    #expect(try folder.names == ["a.mp4", "b.mp4"])
  }

  @Test func `a broken clip is named and leaves nothing behind`() async throws {
    let path = try Self.alike.make(at: folder / "a.mp4")
    try folder.write("no clip", as: "b.mp4")
    let error = await #expect(throws: FootageError.self) {
      try await join([path, folder / "b.mp4"])
    }
    #expect(error?.code == .damaged && error?.path == folder / "b.mp4")
    #expect(try folder.names == ["a.mp4", "b.mp4"])
  }

  @Test func `progress grows to the end`() async throws {
    let path = try Self.alike.make(at: folder / "a.mp4")
    let seen = Mutex<[Footage.Progress]>([])
    _ = try await Splicer().join(
      [path, path], to: folder / "film.mp4", replacing: false,
      progress: { report in seen.withLock { $0.append(report) } })
    let reports = seen.withLock { $0 }
    let phases = Dictionary(grouping: reports, by: \.phase)
    #expect(Set(phases.keys) == ["copying", "checking"])
    for phase in phases.values {
      #expect(phase.map(\.completed) == phase.map(\.completed).sorted())
      #expect(phase.last?.completed == 2 && phase.last?.total == 2)
    }
  }
}
