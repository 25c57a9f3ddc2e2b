import Libav
import StudioTestSupport
import Testing

@testable import Footage

/// FFV1 whose slices do not have the checksums that stand beside them; its decoder conceals them, and
/// tells nobody.
@Suite(.timeLimit(.minutes(5)), .needsEncoder("ffv1")) struct WrongChecksumTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  /// A film one bit of whose fourth and eleventh pictures is another.
  private func damaged() throws -> String {
    let path = try SyntheticClip {
      $0.encoder = "ffv1"
      $0.container = "matroska"
      $0.options = [("level", "3"), ("slicecrc", "1"), ("slices", "4")]
    }.make(at: folder / "a.mkv")
    var bytes = try folder.bytes(of: "a.mkv")
    let demuxer = try Demuxer.open(path, Cancellation())
    var number = 0
    while let packet = try demuxer.next() {
      defer { number += 1 }
      guard number == 3 || number == 10 else { continue }
      let place = try #require(bytes.firstRange(of: packet.bytes))
      bytes[place.lowerBound + packet.byteCount / 2] ^= 1
    }
    return try folder.write(bytes, as: "damaged.mkv")
  }

  @Test(arguments: [Decoder.Manner.whole, .alone, .few, .watchful])
  func `the pictures are told from whole ones`(manner: Decoder.Manner) throws {
    var reader = try FrameReader.openVideo(try damaged(), Cancellation(), manner)
    var concealed: [Int] = []
    while let frame = try reader.next() {
      if frame.isConcealed { concealed.append(reader.frameCount - 1) }
    }
    #expect(reader.frameCount == 25)
    // With several threads, which picture it was cannot be said, and two may be taken for one.
    #expect(
      manner.threads == 1 ? concealed == [3, 10] : (1...2).contains(concealed.count), "\(concealed)"
    )
  }

  @Test(.needsEncoder("libx264")) func `what is made of it says so`() async throws {
    var settings = DeliverySettings()
    settings.video?.speed = "ultrafast"
    let made = try await Deliverer().deliver(
      try damaged(), [DeliveryRequest(settings, to: folder / "b.mp4")], replacing: false)[0]
    #expect(made.frameCount == 25)
    #expect(made.notes.contains { $0.contains("The source is damaged") }, "\(made.notes)")
  }

  @Test func `the health of the file says so`() async throws {
    let verdicts = try await HealthCheck().examine(try damaged()).verdicts
    #expect(verdicts.contains { $0.kind == .errors }, "\(verdicts)")
  }

  @Test func `a copy that is decoded to verify it is not kept`() async throws {
    var settings = DeliverySettings(
      container: .mkv,
      video: VideoDelivery(profile: nil, rateControl: .lossless, speed: nil, keyFrameSeconds: nil),
      audio: nil)
    settings.video?.codec = .ffv1
    settings.video?.colour = .source
    let path = try damaged()
    let copied = try await Deliverer().deliver(
      path, [DeliveryRequest(settings, to: folder / "c.mkv")], replacing: false)[0]
    #expect(copied.picture == .copied)
    let error = await #expect(throws: FootageError.self) {
      try await Deliverer(DeliveryOptions(check: .decode)).deliver(
        path, [DeliveryRequest(settings, to: folder / "d.mkv")], replacing: false)
    }
    #expect(
      error?.message.contains("its frame 3 is damaged") == true, "\(String(describing: error))")
  }
}
