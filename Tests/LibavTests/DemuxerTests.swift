import Libav
import Raster
import StudioTestSupport
import Testing

@Suite(.timeLimit(.minutes(5)), .needsEncoder("libx264")) struct DemuxerTests {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func problem(with path: String) -> LibavError? {
    #expect(throws: LibavError.self) {
      let demuxer = try Demuxer.open(path, Cancellation())
      while try demuxer.next() != nil {}
    }
  }

  @Test func `packets come with their times, in file order`() throws {
    let path = try SyntheticClip { $0.frameCount = 10 }.make(at: folder / "a.mp4")
    let demuxer = try Demuxer.open(path, Cancellation())
    let stream = try #require(demuxer.streams.first)
    #expect(stream.codec == "h264")
    #expect(stream.codecTag == "avc1")
    #expect(stream.profile == "High")
    #expect(stream.size == PixelSize(width: 160, height: 96))
    #expect(stream.pixelFormat == .yuv420p)
    #expect(stream.colour == .bt709)
    #expect(stream.averageRate == Rational(25, 1))
    #expect(stream.timeBase == Rational(1, 12_800))
    #expect(stream.frameCount == 10)
    #expect(stream.reorderDepth == 2)
    #expect(!stream.parameterSets.isEmpty)
    #expect(demuxer.durationSeconds == 0.4)
    var shown: [Int64] = []
    var decoded: [Int64] = []
    var keys = 0
    while let packet = try demuxer.next() {
      shown.append(packet.presentation ?? .min)
      decoded.append(packet.decoding ?? .min)
      #expect(packet.duration == 512)
      #expect(packet.byteCount == packet.bytes.count && packet.byteCount > 0)
      if packet.isKey { keys += 1 }
    }
    #expect(shown.sorted() == (0..<10).map { $0 * 512 })
    #expect(shown != shown.sorted(), "there should be B-frames")
    #expect(decoded == decoded.sorted() && decoded.first == -1024)
    #expect(keys == 1)
  }

  @Test func `a missing file is named`() {
    let error = problem(with: folder / "none.mp4")
    #expect(error?.code == .missing)
    #expect(error?.description.contains(folder / "none.mp4") == true)
  }

  @Test(arguments: ["", "Not a video at all.\n", String(repeating: "text ", count: 10_000)])
  func `text is no media`(text: String) throws {
    let error = problem(with: try folder.write(text, as: "a.mp4"))
    #expect(error?.code == .damaged)
    #expect(error?.description.contains("a.mp4") == true)
  }

  @Test func `a folder is no media`() {
    #expect(problem(with: folder.path) != nil)
  }

  /// Formats that name other files could be used to read what the user did not name.
  @Test(arguments: [
    ("list.ffconcat", "ffconcat version 1.0\nfile 'real.mp4'\n"),
    ("list.txt", "ffconcat version 1.0\nfile 'real.mp4'\n"),
    ("list.m3u8", "#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXTINF:1,\nreal.mp4\n#EXT-X-ENDLIST\n"),
    ("list.mp4", "#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXTINF:1,\nreal.mp4\n#EXT-X-ENDLIST\n"),
    (
      "list.sdp",
      "v=0\no=- 0 0 IN IP4 127.0.0.1\ns=x\nc=IN IP4 127.0.0.1\nt=0 0\nm=video 5004 RTP/AVP 96\n"
    ),
    (
      "list.mpd",
      "<?xml version=\"1.0\"?><MPD xmlns=\"urn:mpeg:dash:schema:mpd:2011\" type=\"static\">"
        + "<Period><AdaptationSet><Representation id=\"0\" mimeType=\"video/mp4\" bandwidth=\"1\">"
        + "<BaseURL>real.mp4</BaseURL></Representation></AdaptationSet></Period></MPD>"
    ),
  ])
  func `a list of other files is refused`(name: String, text: String) throws {
    try SyntheticClip().make(at: folder / "real.mp4")
    let error = problem(with: try folder.write(text, as: name))
    #expect(error?.code == .unsupported || error?.code == .damaged, "\(error as Any)")
  }

  @Test(arguments: ["concat:a.mp4|b.mp4", "http://127.0.0.1:9/a.mp4", "pipe:0", "data:,x", "-"])
  func `a protocol is only a file's name`(name: String) {
    #expect(problem(with: name)?.code == .missing)
  }

  @Test func `odd names are files like others`() throws {
    let name = "a:b — 最終版 %d é.mp4"
    try SyntheticClip { $0.frameCount = 2 }.make(at: folder / name)
    #expect(try Demuxer.open(folder / name, Cancellation()).streams.count == 1)
  }

  @Test func `a file that is cut short is damaged, or ends early`() throws {
    let path = try SyntheticClip { $0.muxerOptions = [("movflags", "+faststart")] }
      .make(at: folder / "whole.mp4")
    let bytes = try folder.bytes(of: "whole.mp4")
    let whole = try countPackets(path)
    #expect(whole == 25)
    for part in stride(from: 1, to: bytes.count, by: 97) {
      let cut = try folder.write(Array(bytes[..<part]), as: "cut.mp4")
      do {
        #expect(try countPackets(cut) <= whole)
      } catch let error as LibavError {
        #expect(error.code == .damaged, "\(part) bytes: \(error)")
      }
    }
  }

  @Test(arguments: ["mp4", "matroska", "mpegts", "avi"])
  func `bytes that flip do no harm`(container: String) throws {
    try SyntheticClip { $0.container = container }.make(at: folder / "whole")
    let bytes = try folder.bytes(of: "whole")
    var random = SeededGenerator(seed: 7)
    for _ in 0..<60 {
      var other = bytes
      for _ in 0..<20 {
        other[Int.random(in: 0..<other.count, using: &random)] ^= .random(
          in: 1...255, using: &random)
      }
      let path = try folder.write(other, as: "flipped")
      do {
        _ = try countPackets(path)
      } catch is LibavError {}
    }
  }

  private func countPackets(_ path: String) throws -> Int {
    let demuxer = try Demuxer.open(path, Cancellation())
    var count = 0
    while try demuxer.next() != nil { count += 1 }
    return count
  }

  @Test func `only wanted streams are read`() throws {
    let path = try SyntheticClip { $0.sound = .init() }.make(at: folder / "a.mp4")
    let demuxer = try Demuxer.open(path, Cancellation())
    #expect(demuxer.streams.map(\.kind) == [.video, .audio])
    demuxer.keepOnly([1])
    while let packet = try demuxer.next() { #expect(packet.streamIndex == 1) }
  }

  @Test func `seeking goes to the key frame before`() throws {
    let path = try SyntheticClip {
      $0.keyFrameInterval = 5
      $0.bFrames = 0
    }.make(at: folder / "a.mp4")
    let demuxer = try Demuxer.open(path, Cancellation())
    try demuxer.seek(to: 13 * 512, stream: 0)
    let packet = try required(try demuxer.next())
    #expect(packet.isKey && packet.presentation == 10 * 512)
  }

  @Test func `tags come along`() throws {
    let path = try SyntheticClip { $0.tags = ["title": "Ein Zug — 汽车", "comment": "c"] }
      .make(at: folder / "a.mp4")
    let tags = try Demuxer.open(path, Cancellation()).metadata
    #expect(tags["title"] == "Ein Zug — 汽车")
    #expect(tags["comment"] == "c")
  }

  @Test func `a raised flag stops opening and reading`() throws {
    let path = try SyntheticClip().make(at: folder / "a.mp4")
    let before = Cancellation()
    before.raise()
    let early = #expect(throws: LibavError.self) { _ = try Demuxer.open(path, before).next() }
    #expect(early?.code == .cancelled)
    let during = Cancellation()
    let demuxer = try Demuxer.open(path, during)
    #expect(try demuxer.next() != nil)
    during.raise()
    var late: LibavError.Code?
    do throws(LibavError) { _ = try demuxer.next() } catch { late = error.code }
    #expect(late == .cancelled)
  }

  @Test(arguments: [0, 90, 180, 270], [false, true])
  func `turns are read as they were written`(rotation: Int, isMirrored: Bool) throws {
    let path = try SyntheticClip {
      $0.frameCount = 1
      $0.rotation = rotation
      $0.isMirrored = isMirrored
    }.make(at: folder / "a.mp4")
    let stream = try #require(try Demuxer.open(path, Cancellation()).streams.first)
    #expect(stream.rotation == rotation)
    #expect(stream.isMirrored == isMirrored)
  }
}
