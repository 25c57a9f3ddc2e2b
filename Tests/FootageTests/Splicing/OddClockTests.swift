import Foundation
import Libav
import StudioTestSupport
import Testing

@testable import Footage

/// Files whose own times are of little use: several clocks, no times at all, or only some.
@Suite(.timeLimit(.minutes(5)), .needsEncoder("libx264")) struct OddClockTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private static let stream = SyntheticClip {
    $0.container = "mpegts"
    $0.sound = .init()
  }

  /// Puts files one behind the other, as `cat` does.
  private func chained(_ names: [String], as name: String) throws -> String {
    try folder.write(names.flatMap { try folder.bytes(of: $0) }, as: name)
  }

  private func expectAllFrames(
    _ path: String, of sources: [String], sourceLocation: SourceLocation = #_sourceLocation
  ) async throws {
    let result = try await Splicer().join([path], to: folder / "film.mp4", replacing: true)
    #expect(result.plan.copiesAll, "\(result.plan.reasons)", sourceLocation: sourceLocation)
    let wanted = try sources.flatMap { try FrameHashes(of: $0).hashes }
    let film = try FrameHashes(of: folder / "film.mp4")
    #expect(film.hashes == wanted, sourceLocation: sourceLocation)
    let steps = zip(film.seconds.dropFirst(), film.seconds).map { $0 - $1 }
    #expect(steps.allSatisfy { abs($0 - 0.04) < 0.002 }, sourceLocation: sourceLocation)
  }

  @Test(arguments: [0, 2]) func `a transport stream whose clock starts anew keeps all frames`(
    bFrames: Int
  ) async throws {
    let clip = Self.stream.with { $0.bFrames = bFrames }
    let first = try clip.make(at: folder / "a.ts")
    let second = try clip.with { $0.scene = "mandelbrot" }.make(at: folder / "b.ts")
    let path = try chained(["a.ts", "b.ts", "a.ts"], as: "chained.ts")
    try await expectAllFrames(path, of: [first, second, first])
    let clock = try await Prober().report(on: path)
    #expect(clock.clip.video?.frameCount == 75)
    #expect(abs((clock.clip.video?.duration ?? 0) - 3) < 0.001)
    #expect(abs((clock.clip.duration ?? 0) - 3) < 0.1)
    #expect(clock.notes.contains { $0.contains("starts anew 2 times") }, "\(clock.notes)")
    let sound = try await Prober().clip(at: folder / "film.mp4").audio
    #expect(abs((sound?.duration ?? 0) - 3) < 0.05)
  }

  @Test func `a clock that jumps ahead is gone on from too`() async throws {
    let first = try Self.stream.make(at: folder / "a.ts")
    let late = try Self.stream.with {
      $0.scene = "mandelbrot"
      $0.muxerOptions = [("output_ts_offset", "1000")]
    }.make(at: folder / "late.ts")
    let path = try chained(["a.ts", "late.ts"], as: "chained.ts")
    try await expectAllFrames(path, of: [first, late])
    let back = try chained(["late.ts", "a.ts"], as: "back.ts")
    try await expectAllFrames(back, of: [late, first])
  }

  @Test func `the pictures behind a new clock are found by their numbers`() async throws {
    let first = try Self.stream.make(at: folder / "a.ts")
    let second = try Self.stream.with { $0.scene = "mandelbrot" }.make(at: folder / "b.ts")
    let path = try chained(["a.ts", "b.ts"], as: "chained.ts")
    let found = try await FrameSampler().pictures(at: [.frame(30), .frame(3)], of: path)
    let own = try await FrameSampler().pictures(at: [.frame(5)], of: second)
    let early = try await FrameSampler().pictures(at: [.frame(3)], of: first)
    #expect(found.map(\.bitmap) == [own[0].bitmap, early[0].bitmap])
  }

  @Test(arguments: ["h264", "hevc"]) func `a stream without a container has the times of its rate`(
    codec: String
  ) async throws {
    let encoder = codec == "h264" ? "libx264" : "libx265"
    guard Encoder.exists(encoder) else { return }
    let clip = SyntheticClip {
      $0.container = codec
      $0.encoder = encoder
      $0.keyFrameInterval = 12
      $0.options =
        codec == "hevc"
        ? [("x265-params", "log-level=error:repeat-headers=1")]
        : [("x264-params", "repeat-headers=1")]
    }
    let raw = try clip.make(at: folder / "raw.\(codec)")
    let boxed = try clip.with { $0.container = "mp4" }.make(at: folder / "boxed.mp4")
    try await expectAllFrames(raw, of: [raw])
    let result = try await Splicer().join([raw, boxed], to: folder / "two.mp4", replacing: true)
    #expect(result.plan.expectedFrames == 50)
    let report = try await Prober().report(on: raw)
    #expect(abs((report.clip.video?.duration ?? 0) - 1) < 0.001)
    #expect(report.notes.contains { $0.contains("it has no times") }, "\(report.notes)")
  }

  @Test func `a part of a stream without a container can be taken`() async throws {
    let raw = try SyntheticClip {
      $0.container = "h264"
      $0.keyFrameInterval = 5
      $0.options = [("x264-params", "repeat-headers=1")]
    }.make(at: folder / "raw.h264")
    let part = ClipPart(path: raw, start: .frame(10), end: .frame(20))
    _ = try await Splicer().join(SpliceRequest([part]), to: folder / "f.mp4", replacing: false)
    let film = try FrameHashes(of: folder / "f.mp4")
    #expect(film.hashes == Array(try FrameHashes(of: raw).hashes[10..<20]))
  }

  @Test(.needsEncoder("mpeg2video")) func `a program stream keeps all frames`() async throws {
    let clip = SyntheticClip {
      $0.container = "vob"
      $0.encoder = "mpeg2video"
      $0.frameCount = 50
      $0.keyFrameInterval = 12
      $0.options = [("bf", "2")]
    }
    let path = try clip.make(at: folder / "a.mpg")
    try await expectAllFrames(path, of: [path])
    #expect(try FrameHashes(of: path).hashes.count == 50)
    let twice = try chained(["a.mpg", "a.mpg"], as: "twice.mpg")
    try await expectAllFrames(twice, of: [path, path])
  }

  @Test(.needsEncoder("mpeg2video"), arguments: ["mpeg1video", "mpeg2video"])
  func `MPEG video is copied out of containers that do not repeat its header`(
    encoder: String
  ) async throws {
    let path = try SyntheticClip {
      $0.container = "matroska"
      $0.encoder = encoder
    }.make(at: folder / "a.mkv")
    try await expectAllFrames(path, of: [path])
  }
}
