import Foundation
import Libav
import Raster
import StudioTestSupport
import Testing

@Suite(.timeLimit(.minutes(5)), .needsEncoder("libx264")) struct CodecTests {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  @Test func `every frame that goes in comes out, in order`() throws {
    let path = try SyntheticClip().make(at: folder / "a.mp4")
    let frames = try FrameHashes(of: path)
    #expect(frames.count == 25)
    #expect(Set(frames.hashes).count == 25)
    #expect(frames.seconds == (0..<25).map { Double($0) / 25 })
  }

  @Test(arguments: [("libvpx-vp9", "webm"), ("libvpx", "matroska"), ("mpeg4", "avi")])
  func `other codecs go the same way`(encoder: String, container: String) throws {
    guard Encoder.exists(encoder) else { return }
    let clip = SyntheticClip {
      $0.encoder = encoder
      $0.container = container
      $0.frameCount = 8
      $0.bFrames = 0
    }
    #expect(try FrameHashes(of: clip.make(at: folder / "a")).count == 8)
  }

  /// SVT-AV1 1.4.1 waits for ever otherwise.
  @Test(.needsEncoder("libsvtav1"), .timeLimit(.minutes(1)), arguments: [0, 1, 3, 30])
  func `an encoder that is given up lets go`(frames: Int) throws {
    let encoder = try Encoder.open(
      VideoEncoding(
        encoder: "libsvtav1", size: PixelSize(width: 160, height: 96), pixelFormat: .yuv420p,
        timeBase: Rational(1, 25), frameRate: Rational(25, 1),
        options: [("preset", "10"), ("svtav1-params", "lp=2")]))
    let graph = try FilterGraph.open("testsrc2=s=160x96:r=25,format=yuv420p[out]")
    for number in 0..<frames {
      guard let frame = try graph.take() else { break }
      frame.presentation = Int64(number)
      frame.forgetPictureType()
      try encoder.push(frame)
    }
    #expect(encoder.timeBase == Rational(1, 25))
  }

  @Test func `an unknown encoder is named`() {
    let error = #expect(throws: LibavError.self) {
      try SyntheticClip { $0.encoder = "libnothing" }.make(at: folder / "a.mp4")
    }
    #expect(error?.code == .unsupported)
    #expect(error?.description.contains("libnothing") == true)
    #expect(!Encoder.exists("libnothing"))
  }

  @Test func `an unknown option is named, not passed over`() {
    let error = #expect(throws: LibavError.self) {
      try SyntheticClip { $0.options = [("no_such_option", "1")] }.make(at: folder / "a.mp4")
    }
    #expect(error?.code == .unsupported)
    #expect(error?.reason.contains("no_such_option") == true)
    #expect(throws: LibavError.self) {
      try SyntheticClip { $0.muxerOptions = [("no_such_option", "1")] }.make(at: folder / "a.mp4")
    }
  }

  @Test func `a filter that does not exist is named`() {
    let error = #expect(throws: LibavError.self) { _ = try FilterGraph.open("nosuchfilter[out]") }
    #expect(error?.description.contains("nosuchfilter") == true)
  }

  @Test func `a filter graph says when it wants no more`() throws {
    let size = PixelSize(width: 16, height: 16)
    let graph = try FilterGraph.open(
      "[in0]trim=end_frame=2[out]",
      inputs: [
        .video(
          size: size, format: .rgba, timeBase: Rational(1, 25), frameRate: Rational(25, 1),
          sampleAspect: Rational(1, 1), colour: .unspecified)
      ])
    var count = 0
    for number in 0..<10 {
      let frame = try Frame.rgba(Bitmap(size: size, filledWith: .white))
      frame.presentation = Int64(number)
      try graph.push(frame)
      while try graph.take() != nil { count += 1 }
    }
    try graph.finish()
    while try graph.take() != nil { count += 1 }
    #expect(count == 2)
  }

  /// Bytes of the coded pictures are turned over, those of the index are not.
  private func corrupted(_ clip: SyntheticClip) throws -> String {
    let path = try clip.make(at: folder / "whole.mp4")
    var places: [Int] = []
    let whole = try folder.bytes(of: "whole.mp4")
    let demuxer = try Demuxer.open(path, Cancellation())
    while let packet = try demuxer.next() {
      let bytes = packet.bytes
      guard !packet.isKey, bytes.count > 60 else { continue }
      let start = whole.indices.first { whole[$0...].starts(with: bytes) }
      if let start { places += (20..<50).map { start + $0 } }
    }
    #expect(!places.isEmpty)
    var other = whole
    for place in places { other[place] ^= 0x5A }
    return try folder.write(other, as: "corrupted.mp4")
  }

  @Test func `damage is passed over or refused, as asked`() throws {
    let path = try corrupted(SyntheticClip { $0.options = [("crf", "10")] })
    let strict = #expect(throws: LibavError.self) { _ = try FrameHashes(of: path) }
    #expect(strict?.code == .damaged)
    #expect(strict?.description.contains("corrupted.mp4") == true)
    var reader = try FrameReader.openVideo(path, Cancellation())
    var count = 0
    while try reader.next() != nil { count += 1 }
    #expect(count > 0 && count <= 25)
  }

  @Test func `a file without picture or sound says so`() throws {
    let path = try SyntheticClip { $0.frameCount = 2 }.make(at: folder / "a.mp4")
    #expect(try FrameReader.openAudio(path, Cancellation()) == nil)
  }

  @Test func `reading again after a seek starts at the key frame`() throws {
    let path = try SyntheticClip { $0.keyFrameInterval = 10 }.make(at: folder / "a.mp4")
    var reader = try FrameReader.openVideo(path, Cancellation())
    while try reader.next() != nil {}
    try reader.seek(to: 14 * 512)
    let frame = try required(try reader.next())
    #expect(frame.presentation == 5120 as Int64)
  }

  @Test func `an error does not quote what went wrong before it`() throws {
    let text = try folder.write("Not a video at all.\n", as: "text.mp4")
    _ = try? Demuxer.open(text, Cancellation())
    let path = try corrupted(SyntheticClip { $0.options = [("crf", "10")] })
    var reader = try FrameReader.openVideo(path, Cancellation(), .few)
    while try reader.next() != nil {}
    let error = #expect(throws: LibavError.self) {
      _ = try Muxer.create(folder / "no/such/folder.mp4", format: "mp4", Cancellation())
    }
    #expect(error?.reason == "No such file or directory")
  }
}

@Suite(.timeLimit(.minutes(5)), .needsEncoder("libx264")) struct MuxerTests {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  @Test func `the index comes first when asked for, whatever the path looks like`() throws {
    // A scheme that FFmpeg does not know, were it read as an address.
    let path = folder / "take:1.mp4"
    try SyntheticClip { $0.muxerOptions = [("movflags", "+faststart")] }.make(at: path)
    let text = String(decoding: try folder.bytes(of: "take:1.mp4"), as: Unicode.ASCII.self)
    let index = try #require(text.range(of: "moov")?.lowerBound)
    let media = try #require(text.range(of: "mdat")?.lowerBound)
    #expect(index < media)
  }

  @Test func `an unknown format is named`() {
    let error = #expect(throws: LibavError.self) {
      _ = try Muxer.create(folder / "a", format: "nothing", Cancellation())
    }
    #expect(error?.description.contains("nothing") == true)
  }

  @Test func `a raised flag stops writing`() throws {
    let path = try SyntheticClip().make(at: folder / "a.mp4")
    let demuxer = try Demuxer.open(path, Cancellation())
    let cancellation = Cancellation()
    let muxer = try Muxer.create(folder / "b.mp4", format: "mp4", cancellation)
    let stream = try muxer.addStream(copying: 0, of: demuxer)
    let file = try muxer.begin()
    cancellation.raise()
    let packet = try required(try demuxer.next())
    var code: LibavError.Code?
    do throws(LibavError) { try file.write(packet, to: stream) } catch { code = error.code }
    #expect(code == .cancelled)
  }

  @Test func `a full disk is told apart`() throws {
    let error = #expect(throws: LibavError.self) {
      try SyntheticClip { $0.container = "matroska" }.make(at: "/dev/full")
    }
    #expect(error?.code == .full)
  }

  @Test(arguments: [
    ("h264", "mp4", true), ("vp9", "mp4", true), ("h264", "webm", false), ("vp9", "webm", true),
    ("h264", "matroska", true), ("vp8", "mp4", false), ("nothing", "mp4", false),
    ("h264", "nothing", false), ("gif", "mp4", false),
  ])
  func `what a container holds is known`(codec: String, format: String, expected: Bool) {
    #expect(Muxer.canHold(codec, in: format) == expected)
  }

  @Test func `copied streams keep their tag, shape and turn`() throws {
    let path = try SyntheticClip {
      $0.rotation = 90
      $0.sampleAspect = Rational(4, 3)
    }.make(at: folder / "a.mp4")
    let demuxer = try Demuxer.open(path, Cancellation())
    let muxer = try Muxer.create(folder / "b.mp4", format: "mp4", Cancellation())
    let stream = try muxer.addStream(copying: 0, of: demuxer)
    let file = try muxer.begin()
    let base = try #require(demuxer.streams.first).timeBase
    while let packet = try demuxer.next() {
      packet.rescale(from: base, to: file.timeBase(of: stream))
      try file.write(packet, to: stream)
    }
    #expect(file.byteCount > 0)
    try file.finish()
    let copy = try #require(try Demuxer.open(folder / "b.mp4", Cancellation()).streams.first)
    #expect(copy.codecTag == demuxer.streams.first?.codecTag)
    #expect(copy.rotation == 90)
    #expect(copy.sampleAspect == Rational(4, 3))
    #expect(try FrameHashes(of: folder / "b.mp4").hashes == FrameHashes(of: path).hashes)
  }

  @Test func `the queue gives packets back in order and lets them go`() throws {
    let path = try SyntheticClip().make(at: folder / "a.mp4")
    let demuxer = try Demuxer.open(path, Cancellation())
    var queue = PacketQueue()
    while let packet = try demuxer.next() { queue.append(packet) }
    #expect(queue.count == 25)
    var sizes: [Int] = []
    var goesOn = true
    while goesOn {
      goesOn = try queue.takeFirst(where: { ($0.decoding ?? 0) < 5 * 512 }) { packet in
        sizes.append(packet.byteCount)
      }
    }
    #expect(sizes.count == 7)
    #expect(queue.count == 18)
  }
}
