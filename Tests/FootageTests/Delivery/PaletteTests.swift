import Libav
import Outputs
import Raster
import StudioTestSupport
import Testing

@testable import Footage

@Suite(.timeLimit(.minutes(5)), .needsEncoder("libx264")) struct PaletteTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  @Test func `colours of a long GIF are found in a pass of their own, and are the same`()
    async throws
  {
    let path = try SyntheticClip { $0.frameCount = 40 }.make(at: folder / "c.mp4")
    var settings = DeliverySettings(container: .gif)
    settings.audio = nil
    settings.video = VideoDelivery(
      codec: .gif, profile: nil, pixelFormat: "pal8", rateControl: .fixed, speed: nil,
      keyFrameSeconds: nil)
    var options = DeliveryOptions()
    let requests = { (name: String) in [DeliveryRequest(settings, to: folder / name)] }
    _ = try await Deliverer(options).deliver(path, requests("held.gif"), replacing: false)
    options.mostHeldBytes = 1000
    let result = try await Deliverer(options).deliver(
      path, requests("found.gif"), replacing: false)
    #expect(result.first?.filters?.contains("palettegen") == false)
    #expect(try folder.bytes(of: "held.gif") == folder.bytes(of: "found.gif"))
    options.edits.watermark = try folder.write(
      try PNG.encode(Bitmap(size: PixelSize(width: 40, height: 20), filledWith: .black)),
      as: "mark.png")
    _ = try await Deliverer(options).deliver(path, requests("marked.gif"), replacing: false)
  }
}
