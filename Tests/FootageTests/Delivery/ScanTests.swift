import Libav
import StudioTestSupport
import Testing

@testable import Footage

@Suite(.timeLimit(.minutes(5)), .needsEncoder("libx264")) struct ScanTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func interlaced() throws -> String {
    try SyntheticClip {
      $0.options = [("flags", "+ildct+ilme"), ("x264-params", "tff=1")]
      $0.bFrames = 0
    }.make(at: folder / "a.mp4")
  }

  private func deliver(
    _ adjust: (inout DeliverySettings) -> Void
  ) async throws -> DeliveryResult {
    var settings = DeliverySettings()
    adjust(&settings)
    let name = "b." + settings.container.rawValue
    return try #require(
      try await Deliverer().deliver(
        try interlaced(), [DeliveryRequest(settings, to: folder / name)], replacing: false
      ).first)
  }

  @Test func `interlaced pictures are made progressive, one for each frame`() async throws {
    let result = try await deliver { $0.video?.speed = "veryfast" }
    #expect(result.picture == .encoded && result.filters?.hasPrefix("[in0]bwdif=") == true)
    #expect(result.frameCount == 25 && result.duration == 1)
    #expect(result.notes.contains { $0.contains("interlaced (top first)") })
    let report = try await Prober().report(on: result.destination)
    #expect(report.fieldOrder == "progressive")
  }

  @Test func `what is to lose nothing keeps its lines`() async throws {
    let result = try await deliver {
      $0.container = .mkv
      $0.audio = nil
      $0.video = VideoDelivery(
        codec: .ffv1, profile: nil, rateControl: .lossless, speed: nil, keyFrameSeconds: nil,
        colour: .source)
    }
    #expect(result.filters?.contains("bwdif") != true)
    #expect(result.notes.contains { $0.contains("kept as they are") })
    let report = try await Prober().report(on: result.destination)
    #expect(report.fieldOrder == "top first")
  }
}
