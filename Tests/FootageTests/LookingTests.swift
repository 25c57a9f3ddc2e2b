import Foundation
import Libav
import Outputs
import Raster
import StudioTestSupport
import Testing

@testable import Footage

/// Clips as they are, through everything that looks at them.
@Suite(.timeLimit(.minutes(10)), .needsEncoder("libx264")) struct LookingTests {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  @Test func `a report tells structure, ends and what is odd`() async throws {
    let path = try SyntheticClip {
      $0.keyFrameInterval = 10
      $0.sound = .init(seconds: 2)
      $0.colour = .unspecified
    }.make(at: folder / "a.mp4")
    let report = try await Prober().report(on: path)
    let groups = try #require(report.groups)
    #expect(groups.count == 3 && groups.longest == 10 && groups.shortest == 5)
    #expect(groups.instantaneousCount == 3 && groups.openCount == 0 && groups.onlyFlaggedCount == 0)
    #expect(groups.longestReorderedRun == 2 && report.bitDepth == 8)
    #expect(report.ends.picture == 1 && abs((report.ends.sound ?? 0) - 2) < 0.1)
    #expect(report.notes.contains { $0.hasPrefix("the sound ends") })
    #expect(report.notes.contains { $0.hasPrefix("colours are not tagged") })
    #expect(report.edits.contains { $0.contains("B-frames") })
    #expect(report.streams.map(\.kind) == ["video", "audio"])
    let data = try JSONEncoder().encode(report)
    let object = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
    #expect(object["path"] as? String == path && object["groups"] != nil)
  }

  @Test func `times count from where players count, not from a picture that comes late`()
    async throws
  {
    let late = SyntheticClip {
      $0.frameCount = 50
      $0.times = (25..<75).map { $0 }
      $0.sound = .init(seconds: 3)
    }
    for container in ["mp4", "mov", "matroska"] {
      let path = try late.with { $0.container = container }.make(at: folder / "late.\(container)")
      let clip = try IndexedClip.open(path, Cancellation())
      #expect(abs(clip.index.lateness - 1) < 0.03 && abs(clip.end - 3) < 0.03, "\(container)")
      let (late, number) = (clip.index.lateness, clip.number(of:))
      #expect(try number(.seconds(late + 1.01)) == 25 && number(.seconds(0.5)) == 0)
      #expect(try clip.number(of: .middle) == 25 && clip.number(of: .fraction(0.5)) == 25)
      let found = try FrameSampler.sample(clip, [25], fitting: nil, .few, Cancellation())
      #expect(abs(found[0].seconds - 2) < 0.03)
      let sprites = try await SpriteSheets().make(path)
      #expect(sprites.cues.first?.start == 0 && abs((sprites.cues.last?.end ?? 0) - 3) < 0.03)
      let tiles = try await Filmstrip().make(path).tiles
      #expect(tiles.first?.frame == 0 && abs((tiles.last?.seconds ?? 0) - 3) < 0.3)
    }
    // A file that starts late as a whole starts at zero.
    let whole = try SyntheticClip { $0.times = (25..<50).map { $0 } }.make(at: folder / "w.mp4")
    #expect(try IndexedClip.open(whole, Cancellation()).index.lateness == 0)
  }

  @Test func `frames that nobody refers to are known, and never missed`() async throws {
    let path = try SyntheticClip {
      $0.bFrames = 3
      $0.options = [("x264-params", "b-pyramid=none:b-adapt=0")]
    }.make(at: folder / "a.mp4")
    let all = try DecodedPictures(of: path)
    let clip = try IndexedClip.open(path, Cancellation())
    for numbers in [[1, 2, 3], [5], [22, 23, 24], [0, 12, 13]] {
      let found = try FrameSampler.sample(clip, numbers, fitting: nil, .few, Cancellation())
      #expect(found.map(\.index) == numbers)
      for frame in found { #expect(frame.bitmap == all.bitmaps[frame.index]) }
    }
  }

  @Test(arguments: [("matroska", 5), ("mpegts", 5), ("mp4", 5)])
  func `far frames are sought and are the right ones`(container: String, interval: Int) throws {
    let path = try SyntheticClip {
      $0.container = container
      $0.frameCount = 120
      $0.keyFrameInterval = interval
    }.make(at: folder / "a.\(container)")
    let all = try DecodedPictures(of: path)
    let clip = try IndexedClip.open(path, Cancellation())
    let numbers = [3, 57, 58, 119]
    let found = try FrameSampler.sample(clip, numbers, fitting: nil, .few, Cancellation())
    #expect(found.map(\.index) == numbers)
    for frame in found { #expect(frame.bitmap == all.bitmaps[frame.index]) }
  }

  @Test func `the best picture is not black, flat or blurred`() async throws {
    let path = try SyntheticClip {
      $0.scene = "testsrc2"
      $0.frameCount = 30
    }.make(at: folder / "a.mp4")
    let best = try await FrameSampler().picture(at: .best, of: path)
    #expect((0..<30).contains(best.index))
    let size = PixelSize(width: 64, height: 48)
    func score(_ sample: (Int, Int) -> UInt8) -> Double {
      let plane = GreyPlane(
        size: size, samples: (0..<size.pixelCount).map { sample($0 % 64, $0 / 64) })
      return PictureScore(plane, colours: Bitmap(size: size, filledWith: Color(grey: 90)))
        .total(at: 0.5)
    }
    let sharp = score { x, y in UInt8((x * 37 + y * 91) % 200 + 20) }
    let blurred = score { x, y in UInt8(40 + x * 2 + y) }
    #expect(sharp > blurred && blurred > score { _, _ in 120 })
    #expect(blurred > score { x, _ in UInt8(x / 16) })
  }

  @Test func `health names what is wrong with real pictures`() async throws {
    let good = try SyntheticClip { $0.frameCount = 40 }.make(at: folder / "good.mp4")
    #expect(try await HealthCheck().examine(good).verdicts == [])
    let black = try SyntheticClip {
      $0.scene = "color=c=black"
      $0.frameCount = 40
    }.make(at: folder / "black.mp4")
    #expect(try await HealthCheck().examine(black).verdicts.map(\.kind) == [.black])
    let wish = HealthCheck.Expectation(
      startPicture: Bitmap(size: PixelSize(width: 160, height: 96), filledWith: .white), seconds: 6,
      framesPerSecond: 24)
    let kinds = try await HealthCheck(wish).examine(good).verdicts.map(\.kind)
    #expect(Set(kinds) == [.startPicture, .length, .rate])
    let first = try await FrameSampler().picture(at: .first, of: good)
    let right = HealthCheck.Expectation(
      startPicture: first.bitmap, seconds: 1.6, framesPerSecond: 25)
    #expect(try await HealthCheck(right).examine(good).verdicts == [])
  }

  @Test func `sprites, previews, strips and seams are made of a clip`() async throws {
    let path = try SyntheticClip { $0.sound = .init() }.make(at: folder / "a.mp4")
    let sprites = try await SpriteSheets().make(path)
    #expect(sprites.cues.count == 9 || sprites.cues.count == 10)
    for (cue, next) in zip(sprites.cues, sprites.cues.dropFirst()) {
      #expect(cue.end == next.start)
    }
    let clip = try IndexedClip.open(path, Cancellation())
    for cue in sprites.cues { #expect(cue.start == clip.index.seconds(ofFrame: cue.frame)) }
    let strip = try await Filmstrip().make(path)
    #expect(strip.bitmap.width == 1600 && strip.notes.isEmpty)
    let (sheet, seams) = try await SeamSheet(ContactSheet.Options(columns: 4, width: 800)).make([
      .init(path: path), .init(path: path),
    ])
    #expect(sheet.tiles.map(\.frame) == [24, 0] && seams.count == 1)
  }

  @Test(arguments: Preview.Format.allCases)
  func `a preview is whole, and small enough when it must be`(format: Preview.Format) async throws {
    let path = try SyntheticClip().make(at: folder / "source.mp4")
    let target = folder / "a.\(format.rawValue)"
    var options = Preview.Options()
    options.rate = 10
    let free = try await Preview(options).write(path, as: format, to: target, replacing: false)
    #expect(free.frameCount == 10 && free.sacrifices.isEmpty)
    #expect(free.byteCount == (try WholeFile.size(of: target)))
    options.mostBytes = free.byteCount * 2 / 3
    let tight = try await Preview(options).write(path, as: format, to: target, replacing: true)
    #expect(tight.byteCount <= free.byteCount * 2 / 3 && !tight.sacrifices.isEmpty)
    options.mostBytes = 20
    await #expect(throws: FootageError.self) {
      try await Preview(options).write(path, as: format, to: target, replacing: true)
    }
    #expect(try WholeFile.size(of: target) == tight.byteCount)
  }

  @Test func `approximate sheets show key frames, each once`() async throws {
    let path = try SyntheticClip {
      $0.frameCount = 60
      $0.keyFrameInterval = 20
    }.make(at: folder / "a.mp4")
    var options = ContactSheet.Options(columns: 3, picturesPerClip: 9)
    options.isApproximate = true
    let sheet = try await ContactSheet(options).make([.init(path: path)])
    #expect(sheet.tiles.map(\.frame) == [0, 20, 40])
    #expect(sheet.notes.contains { $0.contains("3 pictures instead of 9") })
  }

  @Test func `pictures that look the same are said to`() async throws {
    let path = try SyntheticClip {
      $0.scene = "smptebars"
      $0.frameCount = 10
    }.make(at: folder / "a.mp4")
    let sheet = try await ContactSheet(.init(columns: 3, picturesPerClip: 3)).make([
      .init(path: path)
    ])
    #expect(sheet.tiles.map(\.duplicateOf) == [nil, 0, 0])
    #expect(sheet.notes.contains { $0.contains("look the same") })
  }
}
