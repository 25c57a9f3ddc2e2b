import Libav
import Raster
import StudioTestSupport
import Testing

@testable import Footage

/// What a film of high dynamic range says of its light, in what is made of it.
@Suite(.timeLimit(.minutes(5)), .needsEncoder("libx265")) struct KeptLightTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func light(of path: String) throws -> LightMetadata? {
    var reader = try FrameReader.openVideo(path, Cancellation(), .alone)
    guard let frame = try reader.next() else { return nil }
    return frame.light ?? reader.stream.light
  }

  private func source() throws -> String {
    try SyntheticClip.highRange.make(at: folder / "hdr.mp4")
  }

  @Test(
    arguments: [
      (.h265, .mp4, "yuv420p10le"), (.h265, .mkv, "yuv420p10le"), (.h264, .mp4, "yuv420p10le"),
      (.h264, .mkv, "yuv420p10le"), (.ffv1, .mkv, "yuv420p10le"),
    ] as [(VideoDelivery.Codec, DeliveryContainer, String)])
  func `a result that keeps the range says what its source says`(
    codec: VideoDelivery.Codec, container: DeliveryContainer, format: String
  ) async throws {
    let path = try source()
    let stated = try #require(try light(of: path))
    var settings = DeliverySettings(container: container, audio: nil)
    settings.video?.codec = codec
    settings.video?.colour = .source
    settings.video?.pixelFormat = format
    settings.video?.profile = nil
    settings.video?.speed = codec == .ffv1 ? nil : "ultrafast"
    if codec == .ffv1 { settings.video?.rateControl = .lossless }
    let result = folder / "out.\(container.rawValue)"
    _ = try await Deliverer().deliver(
      path, [DeliveryRequest(settings, to: result)], replacing: false)
    #expect(try light(of: result) == stated)
  }

  @Test func `a result that was brought down says nothing of it`() async throws {
    guard HighRange.isAvailable else { return }
    let result = folder / "out.mp4"
    _ = try await Deliverer().deliver(
      try source(), [DeliveryRequest(DeliverySettings(audio: nil), to: result)], replacing: false)
    #expect(try light(of: result) == nil)
  }
}
