import FalSimulator
import Foundation
import Outputs
import Studio
import StudioTestSupport
import Testing

@testable import StudioCommands

/// The receiver as a command: what it is posted completes the jobs of the ledger.
@Suite(.timeLimit(.minutes(1)))
struct WebhookCommandTests {
  private func server(_ stage: Stage, hasKey: Bool = true) -> Server {
    var program = stage.program
    if !hasKey { program.environment["FAL_KEY"] = nil }
    // A free port is taken; only the path of the public address matters here.
    return Server(
      program, ["webhook", "--listen", "127.0.0.1:0", "--public-url", "http://127.0.0.1/hook"])
  }

  private func lines(_ server: Server) throws -> [[String: Any]] {
    try server.answers.text.split(separator: "\n").map {
      try #require(JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Any])
    }
  }

  private func arguments(_ stage: Stage, hook port: Int) -> [String] {
    [
      "generate", "--image", stage.folder / "picture.png", "--prompt", "Waves", "-o",
      stage.folder / "clip.mp4", "--webhook", "http://127.0.0.1:\(port)/hook",
    ]
  }

  private func ledger(_ stage: Stage) throws -> Ledger {
    try Ledger(path: StudioHome(environment: stage.program.environment).ledgerPath)
  }

  /// A job whose command was interrupted, so that only the receiver is left to fetch its clip.
  private func abandon(_ stage: Stage, hook port: Int, _ gate: Gate) async throws {
    try stage.picture("picture.png")
    let running = Task { [arguments = arguments(stage, hook: port)] in
      await stage.program.run(arguments)
    }
    try await until { stage.submissionCount == 1 }
    while try await ledger(stage).jobs(in: [.submitted, .running]).isEmpty {
      try await Task.sleep(for: .milliseconds(10))
    }
    running.cancel()
    #expect(await running.value.status == 130)
    gate.open()
  }

  @Test(arguments: [true, false])
  func `the clip of a command that ended long ago is fetched and stored`(hasKey: Bool) async throws
  {
    let gate = Gate()
    let faults: SimulatorFaults = [SimulatorFault(.webhook, .webhook(.duplicate))]
    try await Stage.run(
      SimulatorOptions(pace: .instant, faults: faults), render: gate.render
    ) { stage in
      let server = server(stage, hasKey: hasKey)
      try await abandon(stage, hook: try await server.port(), gate)
      try await until { !server.answers.all.isEmpty }
      let line = try lines(server)[0]
      #expect(line["outcome"] as? String == "stored", "\(line)")
      #expect(line["file"] as? String == stage.folder / "clip.mp4")
      #expect(line["job"] as? Int == 1)
      #expect(await server.end() == 0)
      #expect(try lines(server).count == 1, "a second letter is no second job")
      let job = try await ledger(stage).job(1)
      #expect(job.state == .stored)
      #expect(job.clip?.sha256 == (try FileDigest.sha256(ofFile: stage.folder / "clip.mp4")))

      // The same command finds it there.
      let again = await stage.program.run(arguments(stage, hook: 9))
      #expect(again.status == 0 && again.answer.contains("there already"), "\(again.notice)")
      #expect(stage.submissionCount == 1)
    }
  }

  @Test func `a job that failed is written down as failed, with the reason`() async throws {
    let gate = Gate()
    try await Stage.run(
      SimulatorOptions(pace: .instant, faults: [.contentPolicyViolation]), render: gate.render
    ) { stage in
      let pace = SimulatorFault(.webhook, .delay(.milliseconds(300)))
      stage.simulator.provoke([pace])
      let server = server(stage)
      try stage.picture("picture.png")
      let run = await stage.program.run(arguments(stage, hook: try await server.port()))
      #expect(run.status == 1)
      try await until { !server.answers.all.isEmpty }
      // Whoever was quicker, the command or the letter, has written it down.
      #expect(["failed", "known"].contains(try lines(server)[0]["outcome"] as? String))
      #expect(try await ledger(stage).job(1).state == .failed)
      await server.end()
    }
  }

  @Test(arguments: [WebhookFlaw.alteredByte, .oldTimestamp, .unknownKey, .missingHeader])
  func `a letter that is not proven changes nothing`(flaw: WebhookFlaw) async throws {
    let gate = Gate()
    let faults: SimulatorFaults = [SimulatorFault(.webhook, .webhook(flaw), times: .max)]
    let options = SimulatorOptions(
      pace: .instant, faults: faults, webhooks: SimulatorWebhooks(retryDelays: []))
    try await Stage.run(options, render: gate.render) { stage in
      let server = server(stage)
      try await abandon(stage, hook: try await server.port(), gate)
      try await until { server.notices.text.contains("refused") }
      await server.end()
      #expect(server.answers.all.isEmpty)
      #expect([.submitted, .running].contains(try await ledger(stage).job(1).state))
    }
  }
}
