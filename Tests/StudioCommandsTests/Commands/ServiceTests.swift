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

      // One more take stands beside it, by its number.
      let another = await generate(stage, "--new-take")
      #expect(another.status == 0, "\(another.notice)")
      #expect(stage.submissionCount == 2)
      #expect(
        try leftovers(stage) == ["clip.2.json", "clip.2.mp4", "clip.json", "clip.mp4"])
      #expect(try TakeSidecar.read(stage.folder / "clip.2.json").take == 2)
    }
  }

  @Test(.timeLimit(.minutes(1)))
  func `a take that has to make room is kept, and the ledger knows where`() async throws {
    try await Stage.run { stage in
      try stage.picture("picture.png")
      #expect(await generate(stage).status == 0)
      let first = try TakeSidecar.read(stage.folder / "clip.json")
      let digest = try FileDigest.sha256(ofFile: stage.folder / "clip.mp4")
      let another = await generate(stage, "--new-take", "--force")
      #expect(another.status == 0, "\(another.notice)")
      #expect(another.notice.contains("earlier/"), "\(another.notice)")
      #expect(try TakeSidecar.read(stage.folder / "clip.json").take == 2)
      let kept = stage.folder / "earlier/\(first.takeKey.short).mp4"
      #expect(try FileDigest.sha256(ofFile: kept) == digest)
      let record = try TakeSidecar.read(stage.folder / "earlier/\(first.takeKey.short).json")
      #expect(record.requestID == first.requestID)
      let ledger = try Ledger(path: StudioHome(environment: stage.program.environment).ledgerPath)
      #expect(try await ledger.job(1).clip?.path == kept)

      // Asked for once more it is taken from there, and nothing is paid.
      let back = await generate(stage, "--force")
      #expect(back.status == 0, "\(back.notice)")
      #expect(stage.submissionCount == 2)
      #expect(try TakeSidecar.read(stage.folder / "clip.json").take == 1)
      #expect(try await ledger.jobs().allSatisfy { WholeFile.exists($0.clip?.path ?? "") })
    }
  }

  @Test(.timeLimit(.minutes(1)))
  func `a dry run against a simulator on this computer says that nothing will be paid`()
    async throws
  {
    try await Stage.run { stage in
      try stage.picture("picture.png")
      let run = await generate(stage, "--dry-run", "--json")
      #expect(run.status == 0, "\(run.notice)")
      #expect(try run.json()["simulated"] as? Bool == true)
      #expect(try run.json()["estimated_usd"] as? String == "0.102")
      #expect(stage.submissionCount == 0)
    }
  }

  @Test(.timeLimit(.minutes(1)), arguments: ["auto", "poll", "stream"])
  func `the news of a job come in as was asked for`(method: String) async throws {
    let pace = SimulatorPace(queueDelay: .milliseconds(200), runDelay: .milliseconds(100))
    try await Stage.run(SimulatorOptions(pace: pace)) { stage in
      try stage.picture("picture.png")
      let run = await generate(stage, "--updates", method)
      #expect(run.status == 0, "\(run.notice)")
      let asked = stage.simulator.record.requestCounts.keys
      #expect(asked.contains { $0.hasSuffix("/status") } == (method == "poll"), "\(asked)")
      #expect(asked.contains { $0.hasSuffix("/stream") } == (method != "poll"), "\(asked)")
    }
  }

  @Test(.timeLimit(.minutes(1)))
  func `where streams are broken the news are asked for`() async throws {
    let faults: SimulatorFaults = [
      SimulatorFault(.stream, .refuse(.badGateway), times: .max)
    ]
    try await Stage.run(SimulatorOptions(pace: .instant, faults: faults)) { stage in
      try stage.picture("picture.png")
      let run = await generate(stage)
      #expect(run.status == 0, "\(run.notice)")
      #expect(stage.simulator.record.requestCounts.keys.contains { $0.hasSuffix("/status") })
    }
  }

  @Test(.timeLimit(.minutes(1)))
  func `wishes go along with the request and the pictures`() async throws {
    try await Stage.run { stage in
      try stage.picture("picture.png")
      let run = await generate(
        stage, "--priority", "low", "--start-timeout", "90", "--runner-hint", "sea",
        "--file-lifetime", "7d", "--webhook", "http://127.0.0.1:9/hook")
      #expect(run.status == 0, "\(run.notice)")
      let request = try #require(stage.simulator.record.submissions.first)
      #expect(request.headers["x-fal-queue-priority"] == "low")
      #expect(request.headers["x-fal-request-timeout"] == "90.0")
      #expect(request.headers["x-fal-runner-hint"] == "sea")
      // The address names the job, so that its letter settles it when the answer was lost.
      let webhook = try #require(request.webhook)
      #expect(webhook.hasPrefix("http://127.0.0.1:9/hook?hailuo-studio-job=1-"))
      let lifecycle = #"{"expiration_duration_seconds":604800}"#
      #expect(request.headers["x-fal-object-lifecycle-preference"] == lifecycle)
      let upload = try #require(stage.simulator.record.uploads.first)
      #expect(upload.headers["x-fal-object-lifecycle-preference"] == lifecycle)
      #expect(upload.headers["x-fal-object-lifecycle"] == lifecycle)
    }
  }

  @Test(
    .timeLimit(.minutes(1)),
    arguments: [
      (["--start-timeout", "1"], "--start-timeout"), (["--priority", "high"], "priority"),
      (["--file-lifetime", "1s"], "file-lifetime"), (["--updates", "push"], "updates"),
      (["--resolution", "768P"], "ask for 512P"), (["--model", "hailuo-02"], "no card"),
      (["--end-image", "@picture.png"], "takes no last picture"),
      (
        ["--model", "hailuo-02-standard", "--resolution", "512p", "--end-image", "@picture.png"],
        "not possible at 512P"
      ),
      (["--model", "hailuo-2.3-fast-pro", "--duration", "10"], "no clip of 10 s"),
    ])
  func `a wish that cannot be met is wrong usage, and nothing is sent`(
    _ wish: [String], _ words: String
  ) async throws {
    try await Stage.run { stage in
      try stage.picture("picture.png")
      let wish = BadInputTests.resolved(wish, in: stage.folder)
      let run = await stage.program.run(
        [
          "generate", "--image", stage.folder / "picture.png", "--prompt", "Waves", "-o",
          stage.folder / "clip.mp4",
        ] + wish)
      #expect(run.status == 64, "\(run.notice)")
      #expect(run.notice.contains(words), "\(run.notice)")
      #expect(stage.simulator.record.requestCounts.isEmpty)
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
