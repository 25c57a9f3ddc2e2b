import FalClient
import Footage
import Foundation
import Outputs
import StudioTestSupport
import Testing

@testable import Studio

@Suite(.timeLimit(.minutes(1)), .needsEncoder("libx264")) struct TakeOriginsTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func clip(_ name: String, tags: [String: String] = [:]) throws -> String {
    try SyntheticClip {
      $0.frameCount = 3
      $0.tags = tags
    }.make(at: folder / name)
  }

  private func record(_ clip: String, simulated: Bool = false, digest: String? = nil) throws {
    var identity = TakeKeyTests.identity
    identity.simulated = simulated
    let sidecar = TakeSidecar(
      identity: identity,
      picture: .init(sha256: identity.pictureSHA256, width: 910, height: 512),
      model: "MiniMax Hailuo-02 Fast", requestID: "r", price: TakePrice(microdollars: 1),
      timings: .init(
        submittedAt: Date(timeIntervalSince1970: 0),
        completedAt: Date(timeIntervalSince1970: 1_700_000_000), downloadedAt: .now),
      clip: .init(
        file: "a.mp4", bytes: try WholeFile.size(of: clip),
        sha256: try digest ?? FileDigest.sha256(ofFile: clip)),
      probe: .null, toolVersion: "1")
    try AtomicOutput.write(try sidecar.json(), to: Delivery.sidecarPath(for: clip), replacing: true)
  }

  private var origins: TakeOrigins {
    TakeOrigins(environment: ["HAILUO_STUDIO_HOME": folder / "home"])
  }

  @Test func `a take is known by the record beside it`() async throws {
    let path = try clip("a.mp4")
    #expect(try await origins.label(of: path) == nil)
    #expect(!WholeFile.exists(folder / "home/ledger.sqlite"))
    try record(path)
    let label = try await origins.label(of: path)
    #expect(
      label
        == OriginLabel(
          .generated, prompt: "[Pan left] rain",
          system: "MiniMax Hailuo-02 Fast (fal-ai/minimax/hailuo-02-fast/image-to-video)",
          created: "2023-11-14T22:13:20Z"))
    let plain = try clip("b.mp4", tags: ["title": "of a camera"])
    #expect(try await origins.label(ofAll: [path, plain])?.source == .compositeWithGenerated)
  }

  @Test func `a record of another clip says nothing`() async throws {
    let path = try clip("a.mp4")
    try record(path, digest: String(repeating: "0", count: 64))
    #expect(try await origins.label(of: path) == nil)
    try AtomicOutput.write(
      Array("{".utf8), to: Delivery.sidecarPath(for: path), replacing: true)
    #expect(try await origins.label(of: path) == nil)
  }

  @Test func `what a clip says itself comes first`() async throws {
    let path = try clip("a.mp4", tags: ["comment": SimulationMark.text])
    try record(path)
    let label = try await origins.label(of: path)
    #expect(label?.source == .simulated && label?.prompt == "[Pan left] rain")
    let other = try clip("b.mp4")
    try record(other, simulated: true)
    #expect(
      try await origins.label(of: other) == OriginLabel(.simulated, prompt: "[Pan left] rain"))
  }
}
