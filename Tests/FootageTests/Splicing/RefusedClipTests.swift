import Foundation
import Libav
import Raster
import StudioTestSupport
import Testing

@testable import Footage

/// Clips that cannot be joined as they are: each gets a sentence that names it.
@Suite(.timeLimit(.minutes(5)), .needsEncoder("libx264")) struct RefusedClipTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func refusal(
    _ paths: [String], _ seams: [Seam] = [], sourceLocation: SourceLocation = #_sourceLocation
  ) async throws -> FootageError {
    let request = SpliceRequest(
      paths.map { ClipPart($0, exists: { _ in false }) ?? ClipPart(path: $0) }, seams: seams)
    let error = await #expect(throws: FootageError.self, sourceLocation: sourceLocation) {
      try await Splicer().join(request, to: folder / "film.mp4", replacing: true)
    }
    return try #require(error)
  }

  private func shortened(_ name: String, to share: Double, as short: String) throws -> String {
    let bytes = try folder.bytes(of: name)
    return try folder.write(Array(bytes.prefix(Int(Double(bytes.count) * share))), as: short)
  }

  // MARK: Cut off

  @Test(arguments: ["matroska", "mp4", "avi"])
  func `a file that is cut off is told by all that read it`(container: String) async throws {
    let clip = SyntheticClip {
      $0.container = container
      $0.frameCount = 50
      $0.bFrames = 0
      $0.muxerOptions = container == "mp4" ? [("movflags", "+faststart")] : []
    }
    try clip.make(at: folder / "whole.\(container)")
    #expect(
      try await Prober().report(on: folder / "whole.\(container)").notes.count {
        $0.contains("cut off")
      } == 0)
    let path = try shortened("whole.\(container)", to: 0.6, as: "short.\(container)")
    let other = try clip.with {
      $0.container = "mp4"
      $0.muxerOptions = []
    }.make(at: folder / "other.mp4")
    let error = try await refusal([other, path])
    #expect(error.code == .damaged && error.path == path && error.message.contains("cut off"))
    let notes = try await Prober().report(on: path).notes
    #expect(notes.contains { $0.hasPrefix("it is cut off: ") }, "\(notes)")
    let pieces = [other, path].map { SeamInspector.Piece(path: $0) }
    let seams = try await SeamInspector().inspect(pieces)
    #expect(seams.damage.contains { $0.contains("cut off") }, "\(seams.damage)")
  }

  @Test func `a live stream of unknown size is judged by its clusters`() async throws {
    try SyntheticClip {
      $0.container = "matroska"
      $0.muxerOptions = [("live", "1"), ("cluster_time_limit", "200")]
      $0.frameCount = 50
    }.make(at: folder / "live.mkv")
    let whole = try await Prober().report(on: folder / "live.mkv")
    #expect(!whole.notes.contains { $0.contains("cut off") }, "\(whole.notes)")
  }

  @Test func `a recording may end in the midst of its sound, and not begin without headers`()
    async throws
  {
    try SyntheticClip {
      $0.container = "mpegts"
      $0.frameCount = 50
      $0.bFrames = 0
      $0.sound = .init()
    }.make(at: folder / "whole.ts")
    let path = try shortened("whole.ts", to: 0.6, as: "short.ts")
    let result = try await Splicer().join([path], to: folder / "f.mp4", replacing: false)
    #expect(result.plan.expectedFrames > 20)
    let bytes = try folder.bytes(of: "whole.ts")
    let start = bytes.count / 188 / 2 * 188
    let headless = try folder.write(Array(bytes[start...]), as: "headless.ts")
    let error = try await refusal([headless])
    #expect(error.code == .damaged && error.path == headless, "\(error)")
  }

  // MARK: Changes of form

  @Test func `pictures that change their size are refused where they do`() async throws {
    let clip = SyntheticClip {
      $0.container = "h264"
      $0.options = [("x264-params", "repeat-headers=1")]
    }
    let first = try clip.make(at: folder / "a.h264")
    try clip.with { $0.size = PixelSize(width: 320, height: 192) }.make(at: folder / "b.h264")
    let path = try folder.write(
      try folder.bytes(of: "a.h264") + folder.bytes(of: "b.h264"), as: "both.h264")
    let error = try await refusal([path])
    #expect(error.code == .unsupported && error.message.contains("size at frame 25"), "\(error)")
    let part = ClipPart(path: path, end: .frame(25))
    _ = try await Splicer().join(SpliceRequest([part]), to: folder / "part.mp4", replacing: true)
    #expect(
      try FrameHashes(of: folder / "part.mp4").hashes == FrameHashes(of: first).hashes)
  }

  // MARK: Sound

  @Test func `sound is joined in whatever form its decoder gives it`() async throws {
    let path = try SyntheticClip {
      $0.container = "mpegts"
      $0.sound = .init()
      $0.sound?.encoding = AudioEncoding(
        encoder: "mp2", sampleRate: 48_000, channelLayout: "stereo", sampleFormat: "s16",
        bitRate: 192_000)
    }.make(at: folder / "a.ts")
    let result = try await Splicer().join([path, path], to: folder / "f.mp4", replacing: false)
    #expect(abs((result.clip.audio?.duration ?? 0) - 2) < 0.05)
    let seams = try await SeamInspector().inspect([.init(path: path), .init(path: path)])
    #expect(seams.count == 1 && seams.damage.isEmpty)
  }

  /// A clip whose sound's packets are garbage in the middle.
  private func deafened(_ name: String) throws -> String {
    try SyntheticClip {
      $0.container = "matroska"
      $0.frameCount = 50
      $0.sound = .init()
    }.make(at: folder / "whole.mkv")
    let whole = folder / "whole.mkv"
    let demuxer = try Demuxer.open(whole, Cancellation())
    let sound = try #require(demuxer.streams.first { $0.kind == .audio })
    demuxer.keepOnly([sound.index])
    var bytes = try folder.bytes(of: "whole.mkv")
    var number = 0
    while let packet = try demuxer.next() {
      number += 1
      guard (40..<45).contains(number) else { continue }
      let own = packet.bytes
      guard own.count > 32, let place = bytes.firstRange(of: own) else { continue }
      for offset in place { bytes[offset] = 0xff }
    }
    return try folder.write(bytes, as: name)
  }

  @Test func `damaged sound is told with its clip and place`() async throws {
    let path = try deafened("deaf.mkv")
    let other = try SyntheticClip { $0.sound = .init() }.make(at: folder / "other.mp4")
    let error = try await refusal([other, path])
    #expect(error.code == .damaged && error.path == path, "\(error)")
    #expect(error.message.contains("its sound is damaged at 0.9"), "\(error)")
    // In a fade the blame is the clip's too, not that of the one that goes.
    let faded = try await refusal([other, path], [.transition(name: "fade", seconds: 0.9)])
    #expect(faded.path == path, "\(faded)")
    let seams = try await SeamInspector().inspect([.init(path: path), .init(path: other)])
    #expect(seams.damage.contains { $0.contains("its sound is damaged") }, "\(seams.damage)")
  }

  @Test func `damage is a reason even if a decoder calls it something else`() async throws {
    let path = try deafened("deaf.mkv")
    guard var reader = try FrameReader.openAudio(path, Cancellation(), .few) else {
      Issue.record("there is no sound")
      return
    }
    while try reader.next() != nil {}
    #expect(reader.damagedPackets > 0)
  }

  // MARK: Requests

  @Test func `all files that are not there are named`() async throws {
    let path = try SyntheticClip().make(at: folder / "a.mp4")
    let error = try await refusal([folder / "x.mp4", path, folder / "y.mp4"])
    #expect(error.code == .missing)
    #expect(error.message.contains("x.mp4") && error.message.contains("y.mp4"), "\(error)")
    let single = try await refusal([path, folder / "y.mp4"])
    #expect(single.message == "\(folder / "y.mp4"): there is no such file.")
  }

  @Test func `an end before the start is called so`() async throws {
    let path = try SyntheticClip().make(at: folder / "a.mp4")
    let error = try await refusal(["\(path)[0.8:0.2]"])
    #expect(error.message.contains("ends before it starts"), "\(error)")
  }

  @Test func `a clip that vanishes under a fade is the one that is named`() throws {
    let first = try SyntheticClip { $0.sound = .init() }.make(at: folder / "a.mp4")
    let gone = folder / "gone.mp4"
    var track = try SoundTrack.open(AudioEncoding())
    let sources = [first, gone].map {
      SoundPiece.Source(path: $0, hasSound: true, start: 0, fade: $0 == gone ? .rising : .falling)
    }
    let error = #expect(throws: FootageError.self) {
      try track.append(SoundPiece(start: 0, end: 0.5, sources: sources), Cancellation())
    }
    #expect(error?.path == gone && error?.code == .missing, "\(String(describing: error))")
  }

  @Test func `no seam lies where a film ends`() async throws {
    let path = try SyntheticClip().make(at: folder / "a.mp4")
    for position: FramePosition in [.seconds(1), .fraction(1), .frame(25), .seconds(0)] {
      let error = await #expect(throws: FootageError.self) {
        try await SeamInspector().inspect(path, seamsAt: [position])
      }
      #expect(error?.code == .invalidRequest)
    }
    #expect(try await SeamInspector().inspect(path, seamsAt: [.seconds(0.96)]).count == 1)
  }

  @Test(.needsEncoder("mpeg2video")) func `reasons are said once`() async throws {
    let path = try SyntheticClip {
      $0.encoder = "mpeg2video"
      $0.container = "matroska"
    }.make(at: folder / "a.mkv")
    let other = try SyntheticClip().make(at: folder / "b.mp4")
    let plan = try await Splicer().plan(
      SpliceRequest([ClipPart(path: path), ClipPart(path: other)]), to: folder / "f.mp4")
    for reason in plan.reasons {
      let parts = reason.components(separatedBy: ", ")
      #expect(Set(parts).count == parts.count, "\(reason)")
      #expect(reason.components(separatedBy: path).count <= 2, "\(reason)")
    }
    let error = await #expect(throws: FootageError.self) {
      try await Splicer().plan([other], to: folder / "f.webm")
    }
    #expect(
      error?.message.components(separatedBy: "do not hold").count == 2,
      "\(String(describing: error))")
  }
}
