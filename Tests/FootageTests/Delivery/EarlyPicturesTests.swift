import Libav
import StudioTestSupport
import Testing

@testable import Footage

/// Films that start below zero.
@Suite(.timeLimit(.minutes(5)), .needsEncoder("libx264")) struct EarlyPicturesTests {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  @Test(arguments: [0, 2]) func `a film that starts below zero starts at zero, with its sound`(
    bFrames: Int
  ) async throws {
    let path = try SyntheticClip {
      $0.container = "matroska"
      $0.muxerOptions = [("avoid_negative_ts", "disabled")]
      $0.bFrames = bFrames
      $0.times = (-13..<37).map { $0 }
      $0.sound = .init(frequency: 500, seconds: 1.5, start: -0.5)
    }.make(at: folder / "a.mkv")
    var settings = DeliverySettings()
    settings.video?.speed = "veryfast"
    let result = try await Deliverer().deliver(
      path, [DeliveryRequest(settings, to: folder / "b.mp4")], replacing: false
    )[0]
    #expect(result.frameCount == 50 && result.duration == 2)
    #expect(result.clip?.video?.start == 0)
    let seconds = try FrameHashes(of: folder / "b.mp4").seconds
    for (index, second) in seconds.enumerated() { #expect(abs(second - Double(index) / 25) < 1e-6) }
    let sound = try #require(try DecodedSound(of: folder / "b.mp4"))
    #expect(abs(sound.seconds - 2) < 0.04)
    // It begins 20 ms after the first picture, and lasts for one and a half seconds.
    #expect(sound.strength(of: 500, from: 0.05, to: 1.45) > 0.3)
    #expect(sound.loudness(from: 1.56, to: 1.95) < 0.01)
    #expect(sound.loudness(from: 1.46, to: 1.51) > 0.2)
  }

  @Test(arguments: ["libx264", "mpeg4"])
  func `an AVI file, which tells no time of reordered pictures, starts at zero`(
    encoder: String
  ) async throws {
    let path = try SyntheticClip {
      $0.container = "avi"
      $0.encoder = encoder
      $0.options = encoder == "mpeg4" ? [("b", "500k")] : []
    }.make(at: folder / "a.avi")
    var settings = DeliverySettings()
    settings.video?.speed = "veryfast"
    let result = try await Deliverer().deliver(
      path, [DeliveryRequest(settings, to: folder / "b.mp4")], replacing: false
    )[0]
    #expect(result.frameCount == 25 && result.duration == 1)
    let seconds = try FrameHashes(of: folder / "b.mp4").seconds
    for (index, second) in seconds.enumerated() { #expect(abs(second - Double(index) / 25) < 1e-6) }
  }

  private static func index(_ times: [Int64?]) -> FrameIndex {
    FrameIndex(
      timeBase: Rational(1, 1000),
      entries: times.map {
        FrameIndex.Entry(
          presentation: $0 ?? FrameIndex.Entry.none, decoding: $0 ?? FrameIndex.Entry.none,
          duration: 40, byteCount: 1, isKey: true, isHidden: false)
      })
  }

  @Test(
    arguments: [
      ([nil, nil, 20, 60], 2), ([0, 40], nil), ([nil, nil], nil), ([nil, 20, nil, 60], nil),
      ([20, nil], nil),
    ] as [([Int64?], Int?)])
  func `only pictures at the beginning are given times`(times: [Int64?], count: Int?) {
    let early = EarlyPictures(Self.index(times), rate: .television)
    #expect(early?.count == count)
    #expect(early?.seconds == count.map { Double($0) / 25 })
  }
}
