import Libav
import Outputs
import Raster
import StudioTestSupport
import Testing

@testable import Footage

/// A synthetic stream's header and samples.
struct StreamSample {
  let codec: String
  let header: [UInt8]
  let samples: [[UInt8]]
  /// Which of them are marked as key frames.
  let keys: [Bool]

  init(_ path: String) throws {
    var packets = try VideoPackets.open(path, Cancellation())
    codec = packets.stream.codec
    header = packets.stream.parameterSets
    var samples: [[UInt8]] = []
    var keys: [Bool] = []
    while let packet = try packets.next() {
      samples.append(packet.bytes)
      keys.append(packet.isKey)
    }
    self.samples = samples
    self.keys = packets.keyMarks(count: keys.count) ?? keys
  }

  var framing: NALFraming {
    NALCodec(codec).flatMap { NALConfiguration($0, header)?.framing } ?? .fourByteLengths
  }

  var pictures: [CodedPicture] {
    samples.map { CodedPicture($0, codec: codec, framing: framing) }
  }
}

@Suite(.timeLimit(.minutes(2)), .needsEncoder("libx264")) struct ParameterSetMergeTests {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private static let clip = SyntheticClip { $0.frameCount = 10 }

  private func sample(
    _ name: String, _ parameters: String = "", _ adjust: (inout SyntheticClip) -> Void = { _ in }
  ) throws -> StreamSample {
    var clip = Self.clip
    if !parameters.isEmpty { clip.options = [("x264-params", parameters)] }
    adjust(&clip)
    return try StreamSample(clip.make(at: folder / name))
  }

  private func apply(_ rewriter: inout SampleRewriter, _ sample: [UInt8]) throws -> [UInt8] {
    let result = rewriter.apply(to: sample)
    return try #require(result)
  }

  @Test func `equal headers stay as they are`() throws {
    let one = try sample("a.mp4", "stitchable=1")
    let other = try sample("b.mp4", "stitchable=1") { $0.scene = "mandelbrot" }
    let merge = ParameterSetMerge(codec: "h264", [one.header, other.header])
    #expect(merge.outcome == .same)
    #expect(merge.configuration == one.header)
    #expect(merge.rewriter(ofClip: 1) == nil)
    #expect(merge.freeIdentifier == 1)
  }

  @Test func `sets under other numbers go into one header`() throws {
    let one = try sample("a.mp4")
    let other = try sample("b.mp4", "sps-id=5") { $0.options.append(("profile", "main")) }
    let merge = ParameterSetMerge(codec: "h264", [one.header, other.header])
    #expect(merge.outcome == .merged)
    let record = try #require(AVCConfiguration(merge.configuration))
    #expect(record.sequences.count == 2 && record.pictures.count == 2)
    #expect(record.profile == 100 && record.lengthByteCount == 4)
    #expect(record.highProfile?.chroma == 0xfd)
    #expect(merge.sets(ofClip: 1).map(\.identifier) == [5, 5])
    #expect(merge.sets(ofClip: 1).map(\.parent) == [nil, 5])
    #expect(merge.freeIdentifier == 1)
    let three = ParameterSetMerge(
      codec: "h264", [one.header, try sample("c.mp4", "sps-id=1").header, other.header])
    #expect(three.freeIdentifier == 2 && three.outcome == .merged)
  }

  @Test func `other sets under the same number go in band`() throws {
    let one = try sample("a.mp4")
    let other = try sample("b.mp4") { $0.options = [("crf", "28")] }
    let merge = ParameterSetMerge(codec: "h264", [one.header, one.header, other.header])
    #expect(
      merge.outcome == .inBand(.init(clip: 2, reason: "another picture parameter set 0")))
    var rewriter = try #require(merge.rewriter(ofClip: 2))
    let first = try apply(&rewriter, other.samples[0])
    let picture = CodedPicture(first, codec: "h264")
    #expect(picture.parameterSets == merge.sets(ofClip: 2) && picture.kind == .instantaneous)
    #expect(try apply(&rewriter, other.samples[1]) == other.samples[1])
    // Sets that stand there already are not put there twice.
    var again = try #require(merge.rewriter(ofClip: 2))
    #expect(try apply(&again, first) == first)
    // And they can be taken out again.
    let strip = NALRewrite(
      .avc, from: .fourByteLengths, to: .fourByteLengths, dropping: NALKind.parameterSets)
    #expect(strip.apply(to: first) == other.samples[0])
  }

  @Test func `a transport stream's sets come into the header`() throws {
    let parameters = "stitchable=1"
    let one = try sample("a.mp4", parameters)
    let other = try sample("b.ts", parameters) { $0.container = "mpegts" }
    #expect(other.framing == .startCodes)
    let inSamples = [[], Array(Set(other.pictures.flatMap(\.parameterSets)))]
    let merge = ParameterSetMerge(
      codec: "h264", [one.header, other.header], inSamples: inSamples)
    #expect(merge.outcome == .merged)
    var rewriter = try #require(merge.rewriter(ofClip: 1))
    var rewritten: [[UInt8]] = []
    for sample in other.samples { rewritten.append(try apply(&rewriter, sample)) }
    for (sample, original) in zip(rewritten, one.samples) {
      // The same encoder made both, but for the text about itself.
      let units = NALUnits(sample, .fourByteLengths)
      let wanted = NALUnits(original, .fourByteLengths)
      #expect(units.isWhole)
      #expect(units.ranges.map(units.unit) == wanted.ranges.map(wanted.unit))
    }
  }

  @Test func `sets that change within a clip go in band, and stay where they are`() throws {
    let one = try sample("a.mp4") { $0.keyFrameInterval = 5 }
    let other = try sample("b.mp4") { $0.options = [("crf", "28")] }
    let inside = try #require(NALConfiguration(.avc, other.header)).sets
    let merge = ParameterSetMerge(
      codec: "h264", [one.header], inSamples: [inside])
    #expect(merge.outcome == .inBand(.init(clip: 0, reason: "another picture parameter set 0")))
    // From the second sample on the other sets are in force.
    var rewriter = try #require(merge.rewriter(ofClip: 0))
    let put = NALRewrite(.avc, from: .fourByteLengths, to: .fourByteLengths)
    let changed = try #require(put.apply(to: one.samples[1], preceding: inside))
    _ = rewriter.apply(to: one.samples[0])
    #expect(try apply(&rewriter, changed) == changed)
    let later = try apply(&rewriter, one.samples[5])
    #expect(Set(CodedPicture(later, codec: "h264").parameterSets) == Set(inside))
  }

  @Test func `a damaged header cannot be joined`() throws {
    let one = try sample("a.mp4")
    let merge = ParameterSetMerge(codec: "h264", [one.header, Array(one.header.prefix(9))])
    #expect(
      merge.outcome == .impossible(.init(clip: 1, reason: "damaged codec parameter sets")))
  }

  @Test(.needsEncoder("libx265")) func `HEVC records are made anew`() throws {
    let one = try sample("a.mp4") {
      $0.encoder = "libx265"
      $0.options = Self.quiet
    }
    let record = try #require(HEVCConfiguration(one.header))
    #expect(record.bytes == one.header)
    let configuration = try #require(NALConfiguration(.hevc, one.header))
    #expect(
      configuration.sets.map(\.kind) == [.videoParameters, .sequenceParameters, .pictureParameters])
    #expect(configuration.sets.map(\.parent) == [nil, 0, 0])
    let made = try #require(HEVCConfiguration(sets: configuration.sets))
    #expect(made.profile == record.profile && made.level == record.level)
    // FFmpeg's own writer fills in the same, but for hints on segmentation and rate.
    #expect(made.header[..<13] == record.header[..<13])
    #expect(made.header[16...18] == record.header[16...18] && made.header[21] == record.header[21])
    #expect(configuration.reorderDepth.map { $0 > 0 } == true)
  }

  @Test(.needsEncoder("libx265")) func `HEVC encodes of other settings go in band`() throws {
    let one = try sample("a.mp4") {
      $0.encoder = "libx265"
      $0.options = Self.quiet
    }
    let other = try sample("b.mp4") {
      $0.encoder = "libx265"
      $0.options = [("preset", "ultrafast"), ("x265-params", "log-level=error:ref=1:bframes=0")]
    }
    let merge = ParameterSetMerge(codec: "hevc", [one.header, other.header])
    guard case .inBand(let obstacle) = merge.outcome else {
      Issue.record("\(merge.outcome)")
      return
    }
    #expect(obstacle.clip == 1)
    let record = try #require(HEVCConfiguration(merge.configuration))
    #expect(record.arrays.allSatisfy { $0.typeByte & 0x80 == 0 })
    var rewriter = try #require(merge.rewriter(ofClip: 1))
    let first = try apply(&rewriter, other.samples[0])
    #expect(CodedPicture(first, codec: "hevc").parameterSets == merge.sets(ofClip: 1))
  }

  private static let quiet = [
    (name: "preset", value: "ultrafast"), ("x265-params", "log-level=error:bframes=2"),
  ]

  @Test(.needsEncoder("libvpx-vp9")) func `other codecs need equal bytes, or none`() throws {
    #expect(ParameterSetMerge(codec: "vp9", [[], [1, 1, 0], [2, 1, 31]]).outcome == .same)
    #expect(
      ParameterSetMerge(codec: "vp9", [[1, 1, 0], [1, 1, 2]]).outcome
        == .impossible(.init(clip: 1, reason: "other codec parameter sets")))
    #expect(ParameterSetMerge(codec: "mpeg4", [[1], [1]]).outcome == .same)
    #expect(
      ParameterSetMerge(codec: "mpeg4", [[1], [1], [2]]).outcome
        == .impossible(.init(clip: 2, reason: "other codec parameter sets")))
    #expect(ParameterSetMerge(codec: "prores", []).outcome == .same)
  }

  @Test(.needsEncoder("libaom-av1")) func `AV1 goes by its sequence header`() throws {
    let options = [(name: "cpu-used", value: "8"), ("usage", "realtime")]
    let one = try sample("a.mp4") {
      $0.encoder = "libaom-av1"
      $0.options = options
    }
    let other = try sample("b.mp4") {
      $0.encoder = "libaom-av1"
      $0.options = options
      $0.size = PixelSize(width: 176, height: 96)
    }
    #expect(ParameterSetMerge(codec: "av1", [one.header, one.header]).outcome == .same)
    #expect(
      ParameterSetMerge(codec: "av1", [one.header, other.header]).outcome
        == .inBand(.init(clip: 1, reason: "another AV1 sequence header")))
    #expect(one.pictures.first?.kind == .instantaneous)
    #expect(one.pictures.dropFirst().allSatisfy { $0.kind == .dependent && $0.isWhole })
    // A key frame alone, its sequence header cut off.
    let first = OpenBitstream(one.samples[0])
    let frame = try #require(first.units.first { $0.type == OpenBitstream.frame })
    let bare = [OpenBitstream.frame << 3] + Array(one.samples[0][frame.payload])
    #expect(CodedPicture(bare, codec: "av1").kind == .keyWithoutHeader)
  }
}
