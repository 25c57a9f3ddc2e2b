import Foundation
import Outputs
import StudioTestSupport
import Testing

@testable import Footage

/// Files of several kinds with bytes changed, through everything that looks at them.
///
/// Set HAILUO_STUDIO_MUTANTS for more of them, as with the address sanitizer, which takes its time.
@Suite(.timeLimit(.minutes(60)), .needsEncoder("libx264")) struct BrokenFileTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  @Test func `broken files get an answer from everything that looks`() async throws {
    let count = ProcessInfo.processInfo.environment["HAILUO_STUDIO_MUTANTS"].flatMap(Int.init) ?? 60
    let containers = ["mp4", "matroska", "mpegts", "avi"]
    var random = SeededGenerator(seed: 11)
    for container in containers {
      try SyntheticClip {
        $0.container = container
        $0.frameCount = 10
        $0.sound = container == "mp4" ? .init() : nil
      }.make(at: folder / "whole.\(container)")
    }
    for number in 0..<count {
      let container = containers[number % containers.count]
      var bytes = try folder.bytes(of: "whole.\(container)")
      for _ in 0..<[1, 3, 30][number % 3] {
        // Headers decide most, and lie at both ends.
        let place =
          number % 2 == 0
          ? Int.random(in: 0..<bytes.count, using: &random)
          : bytes.count - 1 - Int.random(in: 0..<min(2000, bytes.count), using: &random)
        bytes[place] = UInt8.random(in: 0...255, using: &random)
      }
      if number % 7 == 0 { bytes.removeLast(Int.random(in: 0..<bytes.count, using: &random)) }
      let path = try folder.write(bytes, as: "broken.\(container)")
      await answer { _ = try await Prober().report(on: path) }
      switch number % 5 {
      case 0: await answer { _ = try await HealthCheck().examine(path) }
      case 1: await answer { _ = try await FrameSampler().pictures(at: [.last, .best], of: path) }
      case 2:
        await answer {
          _ = try await ContactSheet(.init(columns: 3, width: 400)).make([.init(path: path)])
        }
      case 3: await answer { _ = try await SpriteSheets().make(path) }
      default: await answer { _ = try await Filmstrip().make(path) }
      }
    }
  }

  private func answer(_ body: () async throws -> Void) async {
    do {
      try await body()
    } catch let error as FootageError {
      #expect(error.message.count > 10)
    } catch {
      Issue.record("\(error) is no sentence about a clip")
    }
  }
}
