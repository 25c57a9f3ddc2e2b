import Libav
import Outputs
import StudioTestSupport
import Testing

@testable import Footage

@Suite(.timeLimit(.minutes(2)), .needsEncoder("libx264")) struct CodedPictureTests {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func sample(
    _ name: String = "a.mp4", _ adjust: (inout SyntheticClip) -> Void
  ) throws -> StreamSample {
    var clip = SyntheticClip { $0.frameCount = 24 }
    adjust(&clip)
    return try StreamSample(clip.make(at: folder / name))
  }

  @Test func `an H.264 clip starts clean, and the rest depends on it`() throws {
    let clip = try sample { $0.options = [("x264-params", "sps-id=3")] }
    #expect(clip.pictures.allSatisfy { $0.isWhole && $0.pictureSets == [3] })
    #expect(clip.pictures.map(\.kind) == [.instantaneous] + Array(repeating: .dependent, count: 23))
  }

  @Test func `a key frame of an open group is no clean start`() throws {
    let clip = try sample {
      $0.keyFrameInterval = 8
      $0.options = [("x264-params", "open-gop=1:scenecut=0:min-keyint=8")]
    }
    let kinds = clip.pictures.map(\.kind)
    #expect(kinds.first == .instantaneous)
    #expect(kinds.contains(.recoveryPoint) && !kinds.dropFirst().contains(.instantaneous))
  }

  @Test func `a picture that is refreshed in strips is no place to start from`() throws {
    let clip = try sample {
      $0.keyFrameInterval = 8
      $0.bFrames = 0
      $0.options = [("x264-params", "intra-refresh=1:scenecut=0")]
    }
    let kinds = clip.pictures.map(\.kind)
    #expect(kinds.first == .instantaneous)
    #expect(kinds.contains(.gradualRecovery) && !kinds.contains(.recoveryPoint))
  }

  @Test(.needsEncoder("libx265")) func `HEVC's leading pictures are known`() throws {
    let options = "log-level=error:open-gop=1:keyint=8:min-keyint=8:scenecut=0:bframes=2"
    let clip = try sample {
      $0.encoder = "libx265"
      $0.keyFrameInterval = 8
      $0.options = [("preset", "veryfast"), ("x265-params", options)]
    }
    let kinds = clip.pictures.map(\.kind)
    #expect(kinds.first == .instantaneous || kinds.first == .recoveryPoint)
    #expect(kinds.dropFirst().contains(.recoveryPoint) && kinds.contains(.leadingSkipped))
    #expect(clip.pictures.allSatisfy { $0.isWhole && $0.pictureSets == [0] })
  }

  @Test(.needsEncoder("libvpx-vp9"), .needsEncoder("libvpx")) func `VP8 and VP9 key frames`() throws
  {
    for encoder in ["libvpx-vp9", "libvpx"] {
      let clip = try sample("\(encoder).webm") {
        $0.encoder = encoder
        $0.container = "webm"
        $0.keyFrameInterval = 12
      }
      let kinds = clip.pictures.map(\.kind)
      #expect(kinds.first == .instantaneous && kinds.contains(.dependent))
      #expect(kinds.filter { $0 == .instantaneous }.count >= 2)
    }
  }

  @Test func `a VP9 header tells profile and depth`() throws {
    // 8 bits, key frame, shown; profile 2 with ten bits; an inter frame; none at all.
    #expect(VP9Header([0x82, 0x49, 0x83, 0x42, 0x00])?.bitDepth == 8)
    let deep = try #require(VP9Header([0x92, 0x49, 0x83, 0x42, 0x00]))
    #expect(deep.profile == 2 && deep.bitDepth == 10 && deep.isKeyFrame)
    #expect(VP9Header([0x92, 0x49, 0x83, 0x42, 0x80])?.bitDepth == 12)
    #expect(VP9Header([0x86])?.isKeyFrame == false)
    #expect(VP9Header([0x00]) == nil && VP9Header([]) == nil)
  }

  static let sets: [(name: String, value: String, bFrames: Int, depth: Int, arithmetic: Bool)] = [
    ("bframes=0", "high", 0, 0, true), ("b-pyramid=0", "main", 2, 1, true),
    ("b-pyramid=2:bframes=3", "high", 3, 2, true), ("cabac=0", "baseline", 0, 0, false),
  ]

  @Test(arguments: sets) func `an H.264 set is read to its end`(
    options: String, profile: String, bFrames: Int, depth: Int, arithmetic: Bool
  ) throws {
    let clip = try sample {
      $0.bFrames = bFrames
      $0.options = [("x264-params", options), ("profile", profile), ("preset", "medium")]
    }
    let configuration = try #require(NALConfiguration(.avc, clip.header))
    let sequence = try #require(configuration.sets.first.flatMap { AVCSequence($0.bytes) })
    #expect(sequence.reorderDepth == depth && configuration.reorderDepth == depth)
    #expect(sequence.chroma == 1 && sequence.lumaDepth == 8 && sequence.isProgressive)
    #expect(sequence.profile == ["high": 100, "main": 77, "baseline": 66][profile])
    let picture = try #require(
      configuration.set(.pictureParameters, 0).flatMap { AVCPicture($0.bytes) })
    #expect(picture.isArithmetic == arithmetic)
  }

  @Test func `four colours, ten bits and odd matrices are read`() throws {
    for (format, chroma, depth) in [("yuv444p", 3, 8), ("yuv420p10le", 1, 10), ("yuv422p", 2, 8)] {
      let clip = try sample {
        $0.pixelFormat = PixelFormat(name: format) ?? .yuv420p
        $0.options = [("x264-params", "cqm=jvt:interlaced=1")]
      }
      let set = try #require(NALConfiguration(.avc, clip.header)?.sets.first)
      let sequence = try #require(AVCSequence(set.bytes))
      #expect(sequence.chroma == chroma && sequence.lumaDepth == depth)
      #expect(!sequence.isProgressive && sequence.reorderDepth != nil)
      let record = try #require(AVCConfiguration(clip.header))
      #expect(record.bytes == clip.header)
      let made = try #require(
        AVCConfiguration(sets: NALConfiguration(.avc, clip.header)?.sets ?? []))
      #expect(made.bytes == clip.header)
    }
  }

  /// Every cut and many changes of a real header and its first samples: nothing traps, and what is
  /// read is written the same.
  @Test(arguments: ["libx264", "libx265", "libaom-av1", "libvpx-vp9"])
  func `damage never traps`(encoder: String) throws {
    guard Encoder.exists(encoder) else { return }
    let clip = try sample {
      $0.encoder = encoder
      $0.frameCount = 3
      switch encoder {
      case "libx265": $0.options = [("preset", "ultrafast"), ("x265-params", "log-level=error")]
      case "libaom-av1": $0.options = [("cpu-used", "8"), ("usage", "realtime")]
      default: break
      }
    }
    var random = SeededGenerator(seed: 4)
    func look(_ header: [UInt8], _ sample: [UInt8]) {
      if let record = AVCConfiguration(header) { #expect(record.bytes == header) }
      if let record = HEVCConfiguration(header) { #expect(record.bytes == header) }
      let merge = ParameterSetMerge(codec: clip.codec, [clip.header, header])
      for framing in NALUnitsTests.framings {
        _ = CodedPicture(sample, codec: clip.codec, framing: framing)
      }
      var rewriter = merge.rewriter(ofClip: 1)
      _ = rewriter?.apply(to: sample)
    }
    let samples = clip.samples.map { Array($0.prefix(700)) }
    for count in 0...clip.header.count { look(Array(clip.header.prefix(count)), []) }
    for sample in samples {
      for count in 0..<min(200, sample.count) { look(clip.header, Array(sample.prefix(count))) }
    }
    for round in 0..<1500 {
      var header = clip.header
      var sample = samples[round % samples.count]
      for _ in 0...Int.random(in: 0..<4, using: &random) {
        if !header.isEmpty {
          header[Int.random(in: 0..<header.count, using: &random)] =
            [0, 1, 0xff, UInt8.random(in: 0...255, using: &random)].randomElement(using: &random)
            ?? 0
        }
        sample[Int.random(in: 0..<min(64, sample.count), using: &random)] =
          [0, 1, 0xff, UInt8.random(in: 0...255, using: &random)].randomElement(using: &random) ?? 0
      }
      look(header, sample)
    }
  }
}
