import Raster
import StudioTestSupport
import Testing

@testable import Footage

/// Whether clips can be joined, as `probe --join` says it.
@Suite(.needsEncoder("libx264")) struct JoinComparisonTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func compare(_ clips: SyntheticClip...) async throws -> JoinComparison {
    var paths: [String] = []
    for (number, clip) in clips.enumerated() {
      paths.append(try clip.make(at: folder / "\(number).mp4"))
    }
    let prober = Prober()
    var reports: [ProbeReport] = []
    for path in paths { reports.append(try await prober.report(on: path)) }
    return try await JoinComparison.comparing(reports)
  }

  @Test func `clips made alike can be joined, and differ in nothing`() async throws {
    let comparison = try await compare(SyntheticClip(), SyntheticClip())
    #expect(comparison.isCopyPossible && comparison.rows.isEmpty)
    #expect(comparison.parts.map(\.copiedFrames) == [25, 25])
  }

  @Test func `other codec headers are told, and are no obstacle where both can stand`() async throws
  {
    let comparison = try await compare(SyntheticClip(), SyntheticClip { $0.bFrames = 0 })
    #expect(comparison.isCopyPossible && comparison.headers != .same)
    #expect(comparison.rows.map(\.fact).contains("parameter sets"))
  }

  @Test func `a clip of another size is encoded, and it is said why`() async throws {
    let other = SyntheticClip { $0.size = PixelSize(width: 192, height: 96) }
    let comparison = try await compare(SyntheticClip(), SyntheticClip(), other)
    #expect(!comparison.isCopyPossible)
    #expect(comparison.parts.map(\.encodedFrames) == [0, 0, 25])
    #expect(comparison.parts[2].reasons.contains { $0.contains("192x96") })
    let size = try #require(comparison.rows.first { $0.fact == "size" })
    #expect(size.values == ["160x96", "160x96", "192x96"])
  }
}
