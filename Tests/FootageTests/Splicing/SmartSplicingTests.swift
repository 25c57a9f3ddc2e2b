import Foundation
import Libav
import Raster
import StudioTestSupport
import Testing

@testable import Footage

/// Joins of which only a part is encoded; each copied frame is held against its clip's by its hash.
@Suite(.timeLimit(.minutes(5)), .needsEncoder("libx264")) struct SmartSplicingTests {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  @discardableResult
  private func join(
    _ request: SpliceRequest, to name: String = "film.mp4",
    sourceLocation: SourceLocation = #_sourceLocation
  ) async throws -> Splicer.Result {
    let result = try await Splicer().join(request, to: folder / name, replacing: true)
    let plan = result.plan
    let film = try FrameHashes(of: folder / name)
    #expect(film.count == plan.expectedFrames, sourceLocation: sourceLocation)
    var known: [String: FrameHashes] = [:]
    var first = 0
    for stretch in plan.stretches {
      let path = plan.parts[stretch.clip].path
      let source = try known[path] ?? FrameHashes(of: path)
      known[path] = source
      let made = Array(film.hashes[first..<first + stretch.count])
      if stretch.treatment == .copy {
        #expect(made == Array(source.hashes[stretch.frames]), sourceLocation: sourceLocation)
      }
      first += stretch.count
    }
    if plan.isConstantRate {
      for (number, second) in film.seconds.enumerated() {
        let wanted = Double(number) / plan.frameRate.framesPerSecond
        #expect(abs(second - wanted) < 0.0011, sourceLocation: sourceLocation)
      }
    }
    if let similarity = result.similarity {
      #expect(similarity >= 0.99, sourceLocation: sourceLocation)
    }
    return result
  }

  private func parts(_ paths: String...) -> [ClipPart] { paths.map { ClipPart(path: $0) } }

  @Test func `a fade beside H.264 without loss is without loss`() async throws {
    let clip = SyntheticClip { $0.options = [("crf", "0"), ("qp", "0"), ("preset", "medium")] }
    let path = try clip.make(at: folder / "a.mp4")
    let fade = Seam.transition(name: "fade", seconds: 0.2)
    let result = try await join(SpliceRequest(parts(path, path), seams: [fade]))
    #expect(result.plan.copiedFrames > 0 && result.similarity == 1)
  }

  @Test(arguments: [false, true]) func `H.264 with and without loss do not stand together`(
    isFirst: Bool
  ) async throws {
    let lossless = try SyntheticClip {
      $0.options = [("crf", "0"), ("qp", "0")]
      $0.frameCount = 10
    }.make(at: folder / "a.mp4")
    let usual = try SyntheticClip().make(at: folder / "b.mp4")
    let result = try await join(
      SpliceRequest(isFirst ? parts(lossless, usual) : parts(usual, lossless)))
    #expect(result.plan.copiedFrames == 25 && result.plan.encodedFrames == 10)
    #expect(result.plan.reasons[0].contains("without loss"))
  }

  @Test func `Matroska claims no rate for a film of two`() async throws {
    let slow = try SyntheticClip { $0.rate = Rational(1, 1) }.with { $0.frameCount = 3 }
      .make(at: folder / "a.mp4")
    let quick = try SyntheticClip().make(at: folder / "b.mp4")
    let result = try await Splicer().join(
      SpliceRequest(parts(slow, quick)), to: folder / "film.mkv", replacing: false)
    let video = try #require(result.clip.video)
    #expect(!video.isConstantRate && abs(video.duration - 4) < 0.05)
    #expect((video.frameRate?.framesPerSecond ?? 0) > 5)
  }

  @Test func `a fade loses no frame of clips that vary`() async throws {
    let times: [Int64] = [0, 1, 4, 5, 6, 10, 12, 13, 20, 21, 22, 25, 30]
    let path = try SyntheticClip {
      $0.times = times
      $0.timeBase = Rational(1, 25)
    }.make(at: folder / "a.mp4")
    let fade = Seam.transition(name: "fade", seconds: 0.08)
    let result = try await join(SpliceRequest(parts(path, path), seams: [fade]))
    #expect(result.plan.frameRate == FrameRate(25) && result.plan.isConstantRate)
    let shown = Set(result.plan.strips[0].sources ?? [])
    #expect(shown.count == times.count)
  }

  @Test func `encoded parts of an interlaced film are interlaced`() async throws {
    let path = try SyntheticClip {
      $0.options = [("flags", "+ildct+ilme"), ("x264-params", "tff=1")]
      $0.interlacing = true
    }.make(at: folder / "a.mp4")
    let fade = Seam.transition(name: "fade", seconds: 0.2)
    let result = try await join(SpliceRequest(parts(path, path), seams: [fade]))
    #expect(result.plan.fieldOrder == .topFirst && result.plan.copiedFrames > 0)
    #expect(try fields(of: folder / "film.mp4") == [true])
    let small = ShapeWish.size(PixelSize(width: 80, height: 48), nil)
    let whole = try await join(SpliceRequest(parts(path, path), shape: small), to: "small.mp4")
    #expect(whole.plan.notes.contains { $0.contains("made whole frames") })
    #expect(try fields(of: folder / "small.mp4") == [false])
  }

  /// Whether frames are interlaced, each answer once.
  private func fields(of path: String) throws -> Set<Bool> {
    var reader = try FrameReader.openVideo(path, Cancellation())
    var found: Set<Bool> = []
    while let frame = try reader.next() { found.insert(frame.isInterlaced) }
    return found
  }

  @Test(.needsEncoder("libx265")) func `HDR says of its light what its neighbours say`()
    async throws
  {
    let path = try SyntheticClip.highRange.make(at: folder / "a.mp4")
    let fade = Seam.transition(name: "fade", seconds: 0.2)
    let result = try await join(SpliceRequest(parts(path, path), seams: [fade]))
    #expect(result.plan.encodedFrames > 0)
    var reader = try FrameReader.openVideo(folder / "film.mp4", Cancellation())
    while let frame = try reader.next() {
      let stated = frame.light
      let light = try #require(stated)
      #expect(light.content == [1000, 400] && light.display?.brightest == 10_000_000)
      #expect(light.display?.green == [13_250, 34_500] && light.display?.darkest == 1)
    }
  }

  @Test(.needsEncoder("libx265")) func `white of standard range is 203 candela in an HDR film`()
    async throws
  {
    let path = try SyntheticClip.highRange.make(at: folder / "a.mp4")
    let white = try SyntheticClip {
      $0.scene = "color=c=white"
      $0.frameCount = 5
    }.make(at: folder / "b.mp4")
    let result = try await Splicer().join(
      SpliceRequest(parts(path, white)), to: folder / "film.mp4", replacing: false)
    #expect(result.plan.codec == "hevc" && result.plan.notes.count == 1)
    var reader = try FrameReader.openVideo(folder / "film.mp4", Cancellation())
    var last: [UInt8] = []
    while let frame = try reader.next() { last = try frame.samples() }
    // 203 candela is 58.07 % of PQ's range: SMPTE ST 2084.
    #expect(abs(Int(last[0]) + 256 * Int(last[1]) - 573) <= 3)
    let dip = try await Splicer().join(
      SpliceRequest(parts(path, path), seams: [.dip(.white, seconds: 0.4)]),
      to: folder / "dip.mp4", replacing: false)
    #expect(dip.plan.encodedFrames > 0)
    var dipped = try FrameReader.openVideo(folder / "dip.mp4", Cancellation())
    var number = 0
    while let frame = try dipped.next() {
      number += 1
      guard number == 25 || number == 26 else { continue }
      let samples = try frame.samples()
      #expect(Int(samples[0]) + 256 * Int(samples[1]) < 640)
    }
  }

  @Test func `headers that do not clash stand side by side`() async throws {
    let first = try SyntheticClip().make(at: folder / "a.mp4")
    let second = try SyntheticClip {
      $0.options = [("x264-params", "sps-id=5:ref=1")]
      $0.bFrames = 0
    }.make(at: folder / "b.mp4")
    let result = try await join(SpliceRequest(parts(first, second, first), compatibility: .strict))
    #expect(result.plan.copiesAll && result.plan.headers == .merged)
    #expect(result.clip.video?.codecTag == "avc1")
  }

  @Test func `headers that clash stand in the stream, or strictly are encoded`() async throws {
    // Without CABAC another quality alone changes the header, and nothing tells that it was wrong.
    let clip = SyntheticClip { $0.options = [("x264-params", "cabac=0"), ("crf", "20")] }
    let first = try clip.make(at: folder / "a.mp4")
    let second = try clip.with { $0.options = [("x264-params", "cabac=0"), ("crf", "28")] }
      .make(at: folder / "b.mp4")
    let wide = try await join(SpliceRequest(parts(first, second, first)))
    #expect(wide.plan.copiesAll && wide.plan.headers == .inBand)
    #expect(wide.clip.video?.codecTag == "avc3")
    let strict = try await join(
      SpliceRequest(parts(first, second, first), compatibility: .strict))
    #expect(strict.plan.copiedFrames == 50 && strict.plan.headers != .inBand)
    #expect(strict.clip.video?.codecTag == "avc1")
  }

  static let ends = [24, 23, 20, 13, 2, 1]

  @Test(arguments: ends) func `a clip may end anywhere`(end: Int) async throws {
    let path = try SyntheticClip { $0.bFrames = 3 }.make(at: folder / "a.mp4")
    let result = try await join(
      SpliceRequest([ClipPart(path: path, end: .frame(end)), ClipPart(path: path)]))
    #expect(result.plan.expectedFrames == end + 25 && result.plan.encodedFrames <= 3)
  }

  @Test func `a clip may begin anywhere`() async throws {
    let path = try SyntheticClip {
      $0.frameCount = 40
      $0.keyFrameInterval = 10
      $0.options = [("x264-params", "scenecut=0:min-keyint=10")]
    }.make(at: folder / "a.mp4")
    let result = try await join(
      SpliceRequest([
        ClipPart(path: path, start: .frame(7)),
        ClipPart(path: path, start: .seconds(0.8), end: .seconds(1.4)),
      ]))
    #expect(result.plan.expectedFrames == 33 + 15)
    #expect(result.plan.encodedFrames >= 3 && result.plan.encodedFrames <= 7)
  }

  @Test(arguments: ["mp4", "mkv"])
  func `what is encoded deep in a clip is what stands there`(container: String) async throws {
    let path = try SyntheticClip {
      $0.container = container == "mkv" ? "matroska" : container
      $0.frameCount = 60
      $0.keyFrameInterval = 10
      $0.options = [("x264-params", "scenecut=0:min-keyint=10")]
    }.make(at: folder / "a.\(container)")
    let part = ClipPart(path: path, start: .frame(33), end: .frame(58))
    let result = try await join(SpliceRequest([part, part]))
    let film = try DecodedPictures(of: folder / "film.mp4").bitmaps
    let source = try DecodedPictures(of: path).bitmaps
    #expect(result.plan.encodedFrames >= 14)
    for (place, picture) in film.enumerated() {
      let frame = 33 + place % 25
      let nearest = (28..<60).max {
        picture.psnr(against: source[$0]) < picture.psnr(against: source[$1])
      }
      #expect(nearest == frame)
    }
  }

  @Test func `the same join comes out the same every time`() async throws {
    let first = try SyntheticClip { $0.frameCount = 40 }.make(at: folder / "a.mp4")
    let request = SpliceRequest(
      parts(first, first, first), seams: [.transition(name: "fade", seconds: 0.4)])
    var films: Set<[UInt8]> = []
    for _ in 0..<4 {
      _ = try await Splicer().join(
        request, to: folder / "film.mp4", replacing: true)
      films.insert(try folder.bytes(of: "film.mp4"))
    }
    #expect(films.count == 1)
  }

  @Test func `hidden frames are not shown`() async throws {
    let clip = SyntheticClip {
      $0.frameCount = 30
      $0.keyFrameInterval = 10
      $0.options = [("x264-params", "scenecut=0:min-keyint=10")]
    }
    let hiding = try clip.with { $0.times = (-5..<25).map { $0 } }.make(at: folder / "a.mp4")
    let whole = try clip.make(at: folder / "b.mp4")
    let result = try await join(SpliceRequest(parts(hiding, whole)))
    #expect(result.plan.expectedFrames == 55 && result.plan.encodedFrames == 5)
  }

  @Test(arguments: ["mpegts", "matroska", "mov"])
  func `clips of other containers are copied`(container: String) async throws {
    let first = try SyntheticClip().make(at: folder / "a.mp4")
    let second = try SyntheticClip { $0.container = container }.make(at: folder / "b.x")
    let result = try await join(SpliceRequest(parts(second, first, second)))
    #expect(result.plan.copiesAll, "\(result.plan.reasons)")
    #expect(result.clip.video?.codecTag == "avc1")
  }

  // MARK: Seams

  private func moving(_ adjust: (inout SyntheticClip) -> Void = { _ in }) -> SyntheticClip {
    SyntheticClip {
      $0.frameCount = 50
      $0.keyFrameInterval = 25
      $0.options = [("x264-params", "scenecut=0")]
      adjust(&$0)
    }
  }

  @Test(arguments: ["fade", "wipeleft", "circleopen"])
  func `only a transition is encoded`(name: String) async throws {
    let clip = moving { $0.sound = .init() }
    let first = try clip.make(at: folder / "a.mp4")
    let second = try clip.with { $0.scene = "mandelbrot" }.make(at: folder / "b.mp4")
    let result = try await join(
      SpliceRequest(
        parts(first, second, first), seams: [.transition(name: name, seconds: 0.4)]))
    #expect(result.plan.expectedFrames == 130 && result.plan.isConstantRate)
    #expect(result.plan.encodedFrames <= 2 * (10 + 15 + 3))
    // The blend begins with the clip that ends.
    let film = try DecodedPictures(of: folder / "film.mp4")
    let source = try DecodedPictures(of: first)
    try expect(film.bitmaps[40], looksLike: source.bitmaps[40], atLeast: 30, "first blended frame")
    let sound = try #require(try DecodedSound(of: folder / "film.mp4"))
    #expect(abs(sound.seconds - 5.2) < 0.04)
  }

  @Test func `a dip sinks into its colour and rises from it`() async throws {
    let first = try moving().make(at: folder / "a.mp4")
    let second = try moving { $0.scene = "mandelbrot" }.make(at: folder / "b.mp4")
    let result = try await join(
      SpliceRequest(parts(first, second), seams: [.dip(.white, seconds: 0.8)]))
    #expect(result.plan.expectedFrames == 100 && result.plan.encodedFrames <= 10 + 25 + 3)
    let film = try DecodedPictures(of: folder / "film.mp4")
    let middle = film.bitmaps[50]
    #expect(middle[80, 48].green > 235 && middle[10, 10].green > 235)
    #expect(film.bitmaps[38][5, 5] != middle[5, 5])
  }

  @Test func `nothing is left out where no frame is repeated`() async throws {
    let clip = SyntheticClip { $0.frameCount = 25 }
    let first = try clip.make(at: folder / "a.mp4")
    let other = try clip.with { $0.scene = "mandelbrot" }.make(at: folder / "c.mp4")
    let result = try await join(SpliceRequest(parts(first, other), seams: [.dedupe]))
    #expect(result.plan.expectedFrames == 50 && result.plan.copiesAll)
  }

  // MARK: Shapes

  @Test(arguments: SpliceRequest.Fit.allCases)
  func `a misfit alone is brought to the others' shape`(fit: SpliceRequest.Fit) async throws {
    let path = try SyntheticClip().make(at: folder / "a.mp4")
    let tall = try SyntheticClip {
      $0.size = PixelSize(width: 96, height: 160)
      $0.scene = "color=c=white"
      $0.frameCount = 5
    }.make(at: folder / "b.mp4")
    let result = try await join(SpliceRequest(parts(path, tall, path), fit: fit))
    #expect(result.plan.copiedFrames == 50 && result.plan.encodedFrames == 5)
    let shown = try DecodedPictures(of: folder / "film.mp4").bitmaps[27]
    #expect(shown.size == PixelSize(width: 160, height: 96) && shown[80, 48].green > 235)
    #expect((shown[4, 48].green > 200) == (fit != .contain))
  }

  @Test func `a turned film stays turned, and a misfit stands upright in it`() async throws {
    let clip = SyntheticClip {
      $0.rotation = 90
      $0.sampleAspect = Rational(4, 3)
    }
    let path = try clip.make(at: folder / "a.mp4")
    let upright = try SyntheticClip {
      $0.frameCount = 3
      $0.size = PixelSize(width: 96, height: 212)
    }.make(at: folder / "b.mp4")
    let result = try await join(SpliceRequest(parts(path, upright, path)))
    #expect(result.plan.copiedFrames == 50)
    #expect(result.clip.video?.rotation == 90 && result.clip.video?.sampleAspect == "4:3")
    let film = try await FrameSampler().picture(at: .frame(26), of: folder / "film.mp4").bitmap
    let source = try await FrameSampler().picture(at: .frame(1), of: upright).bitmap
    let scaled = try Resampler.resize(source, crop: PixelRect(source.size), to: film.size)
    try expect(film, looksLike: scaled, atLeast: 22, "the upright clip")
  }

  static let codecs: [(String, String, String)] = [
    ("libx265", "yuv420p", "film.mp4"), ("libx264", "yuv444p", "film.mp4"),
    ("libx264", "yuv420p10le", "film.mkv"), ("libvpx-vp9", "yuv420p", "film.webm"),
    ("libaom-av1", "yuv420p", "film.mp4"),
  ]

  @Test(arguments: codecs)
  func `parts of other codecs are encoded for them`(
    encoder: String, format: String, name: String
  ) async throws {
    guard Encoder.exists(encoder) else { return }
    let clip = SyntheticClip {
      $0.encoder = encoder
      $0.pixelFormat = PixelFormat(name: format) ?? .yuv420p
      $0.container = "matroska"
      $0.frameCount = 12
      $0.keyFrameInterval = 250
      $0.options = encoder == "libx265" ? [("x265-params", "log-level=error")] : []
    }
    let first = try clip.make(at: folder / "a.mkv")
    let second = try clip.with { $0.scene = "mandelbrot" }.make(at: folder / "b.mkv")
    let result = try await join(
      SpliceRequest(parts(first, second), seams: [.transition(name: "fade", seconds: 0.2)]),
      to: name)
    #expect(result.plan.expectedFrames == 19)
    #expect(result.plan.copiedFrames > 0, "\(result.plan.reasons)")
    #expect(result.clip.video?.pixelFormat == format)
  }

  // MARK: Bad input

  @Test func `a clip that is cut off is named`() async throws {
    let path = try SyntheticClip().make(at: folder / "a.mp4")
    try SyntheticClip {
      $0.muxerOptions = [("movflags", "+faststart")]
    }.make(at: folder / "whole.mp4")
    let bytes = try folder.bytes(of: "whole.mp4")
    try Data(bytes.prefix(bytes.count * 2 / 3)).write(to: URL(filePath: folder / "short.mp4"))
    let error = await #expect(throws: FootageError.self) {
      try await Splicer().join(
        [path, folder / "short.mp4"], to: folder / "f.mp4", replacing: false)
    }
    #expect(error?.code == .damaged && error?.path == folder / "short.mp4")
    #expect(try folder.names == ["a.mp4", "short.mp4", "whole.mp4"])
  }
}
