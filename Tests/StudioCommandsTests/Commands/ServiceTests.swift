import FalSimulator
import Foundation
import Outputs
import Studio
import StudioTestSupport
import Testing

@testable import StudioCommands

/// Services that are not there, refuse, or fail.
struct ServiceTests {
  private func generate(_ stage: Stage, _ more: String...) async -> CommandRun {
    await stage.program.run(
      [
        "generate", "--image", stage.folder / "picture.png", "--prompt", "Waves", "-o",
        stage.folder / "clip.mp4",
      ] + more)
  }

  /// Everything but what the test and the ledger have put there.
  private func leftovers(_ stage: Stage) throws -> [String] {
    try stage.folder.names.filter { !["home", "picture.png"].contains($0) }
  }

  @Test(.timeLimit(.minutes(1)), arguments: ["generate", "film"])
  func `without a key it says how to get one and how to do without`(command: String) async throws {
    try await Stage.run { stage in
      try stage.picture("picture.png")
      try stage.folder.write(
        "shots:\n  - picture: picture.png\n    prompt: Waves\n", as: "board.yaml")
      var program = stage.program
      program.environment["FAL_KEY"] = nil
      let run =
        command == "film"
        ? await program(
          "film", stage.folder / "board.yaml", "--output-dir", stage.folder / "out")
        : await program(
          "generate", "--image", stage.folder / "picture.png", "--prompt", "Waves", "-o",
          stage.folder / "clip.mp4")
      #expect(run.status == 77)
      #expect(run.notice.contains("FAL_KEY") && run.notice.contains("--simulate"))
      #expect(try stage.folder.names.filter { $0 == "out" || $0.hasPrefix("clip") } == [])
      #expect(stage.simulator.record.requestCounts.isEmpty)
    }
  }

  @Test(.timeLimit(.minutes(1)))
  func `a server that is not there is unavailable`() async throws {
    try await Stage.run { stage in
      try stage.picture("picture.png")
      await stage.simulator.shutdown()
      let run = await generate(stage)
      #expect(run.status == 69)
      #expect(run.notice.contains("127.0.0.1"), "\(run.notice)")
      #expect(try leftovers(stage) == [])
    }
  }

  @Test(.timeLimit(.minutes(1)))
  func `a refused key is a matter of permission`() async throws {
    try await Stage.run(SimulatorOptions(pace: .instant, requiredKey: "another:key")) { stage in
      try stage.picture("picture.png")
      let run = await generate(stage)
      #expect(run.status == 77)
      #expect(run.notice.contains("FAL_KEY") && !run.notice.contains("secret"))
      #expect(try leftovers(stage) == [])
    }
  }

  @Test(.timeLimit(.minutes(1)))
  func `a refused prompt says what to change`() async throws {
    try await Stage.run(
      SimulatorOptions(pace: .instant, faults: [.contentPolicyViolation])
    ) { stage in
      try stage.picture("picture.png")
      let run = await generate(stage)
      #expect(run.status == 1)
      #expect(run.notice.contains("change the prompt or the picture"), "\(run.notice)")
      #expect(try leftovers(stage) == [])
    }
  }

  @Test(.timeLimit(.minutes(1)))
  func `a lost answer is for a person to look at`() async throws {
    try await Stage.run(SimulatorOptions(pace: .instant, faults: [.submitAnswerLost])) { stage in
      try stage.picture("picture.png")
      let run = await generate(stage)
      #expect(run.status == 80)
      #expect(stage.submissionCount == 1)
      #expect(run.notice.contains("unknown whether"))
      #expect(try leftovers(stage) == [])
    }
  }

  @Test(.timeLimit(.minutes(1)))
  func `a plain http address elsewhere is refused before the key is sent`() async throws {
    try await Stage.run { stage in
      try stage.picture("picture.png")
      var program = stage.program
      program.environment["HAILUO_STUDIO_QUEUE_URL"] = "http://example.com"
      let run = await program(
        "generate", "--image", stage.folder / "picture.png", "--prompt", "Waves", "-o",
        stage.folder / "clip.mp4")
      #expect(run.status == 78)
      #expect(run.notice.contains("HAILUO_STUDIO_QUEUE_URL") && run.notice.contains("https://"))
    }
  }

  @Test(.timeLimit(.minutes(1)))
  func `a taken port is told`() async throws {
    try await Stage.run { stage in
      let run = await stage.program("simulate", "--port", "\(stage.simulator.port)")
      #expect(run.status == 69)
      #expect(run.notice.contains("port \(stage.simulator.port)") && run.notice.contains("taken"))
    }
  }

  @Test(.timeLimit(.minutes(1)))
  func `a clip comes with its record, and is not replaced unasked`() async throws {
    try await Stage.run { stage in
      try stage.picture("picture.png")
      let first = await generate(stage)
      #expect(first.status == 0, "\(first.notice)")
      #expect(try leftovers(stage) == ["clip.json", "clip.mp4"])
      let sidecar = try TakeSidecar.read(stage.folder / "clip.json")
      #expect(sidecar.simulated)
      #expect(sidecar.clip.sha256 == (try FileDigest.sha256(ofFile: stage.folder / "clip.mp4")))
      #expect(sidecar.requestID == stage.simulator.record.submissions.first?.requestID)
      #expect(stage.simulator.record.keyLeaks.isEmpty)

      // Asking again for what is there costs nothing.
      for run in [await generate(stage), await generate(stage, "--force")] {
        #expect(run.status == 0, "\(run.notice)")
        #expect(run.answer.contains("there already"))
      }
      #expect(stage.submissionCount == 1)

      let refused = await generate(stage, "--new-take")
      #expect(refused.status == 1)
      #expect(refused.notice.contains("--force"))
      #expect(stage.submissionCount == 1)
      let another = await generate(stage, "--new-take", "--force")
      #expect(another.status == 0, "\(another.notice)")
      #expect(stage.submissionCount == 2)
      #expect(try TakeSidecar.read(stage.folder / "clip.json").take == 2)
    }
  }

  @Test(.timeLimit(.minutes(1)))
  func `simulating needs no key and no server`() async throws {
    try await Stage.run { stage in
      try stage.picture("picture.png")
      var program = stage.program
      program.environment = ["HAILUO_STUDIO_HOME": stage.folder / "home"]
      let run = await program(
        "generate", "--image", stage.folder / "picture.png", "--prompt", "Waves", "--simulate",
        "-o", stage.folder / "clip.mp4")
      #expect(run.status == 0, "\(run.notice)")
      #expect(run.answer.contains("simulated"))
      #expect(stage.submissionCount == 0)
    }
  }
}
