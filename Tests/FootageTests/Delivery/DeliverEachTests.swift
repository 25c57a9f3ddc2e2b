import Libav
import StudioTestSupport
import Testing

@testable import Footage

/// Several results of one source, of which some cannot be made.
@Suite(.timeLimit(.minutes(5)), .needsEncoder("libx264")) struct DeliverEachTests {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func settings(_ adjust: (inout DeliverySettings) -> Void = { _ in }) -> DeliverySettings {
    var settings = DeliverySettings()
    settings.video?.speed = "veryfast"
    adjust(&settings)
    return settings
  }

  private func deliver(
    _ bad: DeliverySettings, as name: String = "bad.mp4", replacing: Bool = false
  ) async throws -> [Result<DeliveryResult, any Error>] {
    let path = folder / "a.mp4"
    try SyntheticClip { $0.sound = .init() }.make(at: path)
    return try await Deliverer(DeliveryOptions(alwaysEncodes: true)).deliverEach(
      path,
      [DeliveryRequest(bad, to: folder / name), DeliveryRequest(settings(), to: folder / "b.mp4")],
      replacing: replacing)
  }

  static let failures: [(String, @Sendable (inout DeliverySettings) -> Void)] = [
    ("a contradiction", { $0.container = .webm }),
    (
      "an encoder that does not open",
      {
        $0.video?.profile = "baseline"
        $0.video?.pixelFormat = "yuv422p"
      }
    ),
    ("a size that cannot be", { $0.maxBytes = 1000 }),
  ]

  @Test(arguments: failures) func `a result that cannot be made leaves the other be`(
    failure: (name: String, adjust: @Sendable (inout DeliverySettings) -> Void)
  ) async throws {
    let made = try await deliver(settings(failure.adjust))
    #expect(throws: FootageError.self, "\(failure.name)") { try made[0].get() }
    #expect(try made[1].get().frameCount == 25)
    #expect(try folder.names == ["a.mp4", "b.mp4"])
  }

  @Test func `settings that an encoder refuses together are told as such`() async throws {
    let made = try await deliver(
      settings {
        $0.video?.profile = "baseline"
        $0.video?.pixelFormat = "yuv422p"
      })
    let error = #expect(throws: FootageError.self) { try made[0].get() }
    #expect(error?.code == .invalidRequest)
    #expect(error?.message.contains("have to fit each other") == true)
  }

  @Test func `a place that is taken keeps only its own result from being made`() async throws {
    try folder.write("mine", as: "bad.mp4")
    let made = try await deliver(settings())
    #expect(throws: (any Error).self) { try made[0].get() }
    #expect(try made[1].get().frameCount == 25)
    #expect(try folder.bytes(of: "bad.mp4") == Array("mine".utf8))
  }

  @Test func `results that belong together appear together or not at all`() async throws {
    let path = try SyntheticClip().make(at: folder / "a.mp4")
    await #expect(throws: FootageError.self) {
      try await Deliverer(DeliveryOptions(alwaysEncodes: true)).deliver(
        path,
        [
          DeliveryRequest(settings(), to: folder / "b.mp4"),
          DeliveryRequest(settings { $0.maxBytes = 1000 }, to: folder / "c.mp4"),
        ], replacing: false)
    }
    #expect(try folder.names == ["a.mp4"])
  }
}
