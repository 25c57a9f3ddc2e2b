import Libav
import Raster
import StudioTestSupport
import Testing

@testable import Footage

@Suite(.timeLimit(.minutes(5)), .needsEncoder("libx264")) struct MovieTablesTests {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  static let clips: [@Sendable (inout SyntheticClip) -> Void] = [
    { _ in }, { $0.bFrames = 0 }, { $0.keyFrameInterval = 5 }, { $0.sound = .init(seconds: 2) },
    { $0.times = (12..<30).map { $0 } }, { $0.times = (-5..<20).map { $0 } },
    { $0.muxerOptions = [("movflags", "+faststart")] },
    { $0.muxerOptions = [("movflags", "+frag_keyframe+empty_moov")] },
    { $0.container = "mov" }, { $0.frameCount = 1 },
    {
      $0.timeBase = Rational(1, 1000)
      $0.times = [0, 40, 80, 500, 540, 1000]
    },
    { $0.muxerOptions = [("movflags", "+negative_cts_offsets")] },
    { $0.muxerOptions = [("use_editlist", "0")] },
  ]

  /// The tables are the quick way to what libavformat's packets tell, and never another answer.
  @Test(arguments: clips.indices) func `tables say what packets say`(number: Int) throws {
    let path = try SyntheticClip(Self.clips[number]).make(at: folder / "a.mp4")
    let demuxer = try Demuxer.open(path, Cancellation())
    let stream = try #require(demuxer.streams.first { $0.kind == .video })
    let tables = try ClipReading.Picture.fromTables(MovieTables.read(path), of: stream, at: path)
    var end: Int64?
    let packets = try ClipReading.Picture.fromPackets(of: stream, demuxer, soundEnd: &end)
    guard let tables else {
      // What is not plain is left to the packets; ordinary files are plain.
      #expect([5, 7, 11, 12].contains(number), "clip \(number) is not read by its tables")
      return
    }
    #expect(tables.index.entries.count == packets.index.entries.count)
    for (mine, theirs) in zip(tables.index.entries, packets.index.entries) {
      #expect(mine.presentation == theirs.presentation && mine.decoding == theirs.decoding)
      #expect(mine.byteCount == theirs.byteCount && mine.isKey == theirs.isKey)
    }
    #expect(tables.starts == packets.starts)
  }

  @Test func `tables that lie are not believed`() throws {
    let path = try SyntheticClip { $0.muxerOptions = [("movflags", "+faststart")] }
      .make(at: folder / "a.mp4")
    let bytes = try folder.bytes(of: "a.mp4")
    var random = SeededGenerator(seed: 9)
    for round in 0..<300 {
      var changed = bytes
      for _ in 0...Int.random(in: 0...3, using: &random) {
        changed[Int.random(in: 0..<min(2000, changed.count), using: &random)] =
          UInt8.random(in: 0...255, using: &random)
      }
      let cut = round % 3 == 0 ? Int.random(in: 0...changed.count, using: &random) : changed.count
      let broken = try folder.write(Array(changed[..<cut]), as: "broken.mp4")
      guard let tables = try MovieTables.read(broken) else { continue }
      for track in tables.tracks.compactMap({ $0 }) {
        #expect(track.offsets.count == track.entries.count)
        for (offset, entry) in zip(track.offsets, track.entries) {
          #expect(offset >= 0 && offset + Int(entry.byteCount) <= cut)
        }
      }
    }
    #expect(try MovieTables.read(path) != nil)
  }
}
