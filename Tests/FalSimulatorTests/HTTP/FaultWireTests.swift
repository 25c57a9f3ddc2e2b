import FalClient
import Testing

@testable import FalSimulator

@Suite(.timeLimit(.minutes(1)))
struct FaultWireTests {
  typealias Scene = SimulatorScene

  static func options(_ faults: SimulatorFaults) -> SimulatorOptions {
    SimulatorOptions(pace: .instant, faults: faults)
  }

  func attemptSubmit(_ scene: Scene) async throws -> Reply? {
    try await scene.http.attempt("POST", Scene.endpoint, body: Scene.goodInput.bytes)
  }

  @Test func `a lost answer leaves a job behind, a lost submission does not`() async throws {
    try await Scene.run(Self.options([.submitAnswerLost])) { scene async throws in
      #expect(try await attemptSubmit(scene) == nil)
      #expect(scene.simulator.record.submissions.count == 1)
      #expect(scene.lines.all.last == "POST \(Scene.endpoint) closed")
      #expect(try await attemptSubmit(scene)?.status == 200)
    }
    try await Scene.run(Self.options([.submitLost])) { scene async throws in
      #expect(try await attemptSubmit(scene) == nil)
      #expect(scene.simulator.record.submissions.isEmpty)
    }
    try await Scene.run(Self.options([.submitMisreported])) { scene async throws in
      #expect(try await attemptSubmit(scene)?.status == 500)
      #expect(scene.simulator.record.submissions.count == 1)
    }
  }

  @Test func `a locked account refuses every submission and creates nothing`() async throws {
    try await Scene.run(Self.options([.exhaustedBalance])) { scene async throws in
      for _ in 0..<3 {
        let reply = try await scene.submit()
        #expect(reply.status == 403)
        #expect(reply.json?["detail"]?.text?.hasPrefix("User is locked.") == true)
        #expect(reply["x-hailuo-simulated"] == "1")
      }
      #expect(scene.simulator.record.submissions.isEmpty)
    }
  }

  @Test func `a burst of errors ends and the status is told again`() async throws {
    try await Scene.run(Self.options([.burst(of: 2, at: .status)])) { scene async throws in
      let id = try await scene.submitted()
      #expect(try await scene.status(id).status == 500)
      #expect(try await scene.status(id).status == 500)
      try await scene.waits(for: "COMPLETED", id)
    }
  }

  @Test func `too many requests says when to come back`() async throws {
    try await Scene.run(
      Self.options([.tooManyRequests(at: .result, retryAfterSeconds: 7)])
    ) { scene async throws in
      let id = try await scene.submitted()
      let reply = try await scene.result(id)
      #expect(reply.status == 429)
      #expect(reply["retry-after"] == "7")
      #expect(try await scene.result(id).status == 200)
    }
  }

  @Test(arguments: [0, 1, 5000, 70_000])
  func `a download is cut where it was asked for, and can be resumed`(count: Int) async throws {
    try await Scene.run(Self.options([.downloadCut(afterBytes: count)])) { scene async throws in
      let clip = try await scene.finishedClip()
      let cut = try await scene.http.send("GET", clip, sendsKey: false)
      #expect(cut.status == 200)
      #expect(cut["content-length"] == "100000")
      #expect(!cut.isWhole)
      #expect(cut.body == Array(Scene.clip.prefix(count)))
      let rest = try await scene.http.send(
        "GET", clip, ["Range": "bytes=\(count)-", "If-Range": cut["etag"] ?? ""], sendsKey: false)
      #expect(rest.status == 206)
      #expect(cut.body + rest.body == Scene.clip)
    }
  }

  @Test func `a late cut in a large file loses nothing that was sent before`() async throws {
    let count = 10 << 20
    try await Scene.run(Self.options([.downloadCut(afterBytes: count)])) { scene async throws in
      // More than the system buffers for one connection.
      let bytes = (0..<(12 << 20)).map { UInt8(truncatingIfNeeded: $0 >> 8) }
      let file = scene.http.target(try await scene.uploaded(bytes))
      let cut = try await scene.http.send("GET", file, sendsKey: false)
      #expect(!cut.isWhole)
      #expect(cut.body.count == count)
      #expect(cut.body.elementsEqual(bytes.prefix(count)))
    }
  }

  @Test func `a filter's refusal comes with the result`() async throws {
    try await Scene.run(Self.options([.contentPolicyViolation])) { scene async throws in
      let id = try await scene.submitted()
      let status = try await scene.waits(for: "COMPLETED", id)
      #expect(status.json?["error_type"] == "content_policy_violation")
      let result = try await scene.result(id)
      #expect(result.status == 422)
      #expect(result["x-fal-retryable"] == "false")
      #expect(result.text.contains("content_policy_violation"))
    }
  }

  @Test func `a fault can be added while the simulator runs`() async throws {
    try await Scene.run { scene async throws in
      #expect(try await scene.submit().status == 200)
      scene.simulator.provoke([
        SimulatorFault(.submit, .misreport(.badGateway), skipping: 1)
      ])
      #expect(try await scene.submit().status == 200)
      let reply = try await scene.submit()
      #expect(reply.status == 502)
      #expect(reply["content-type"] == "text/html")
      #expect(scene.simulator.record.submissions.count == 3)
    }
  }

  @Test func `a late answer is the honest one`() async throws {
    try await Scene.run(
      Self.options([SimulatorFault(.submit, .delay(.milliseconds(50)))])
    ) { scene async throws in
      let began = ContinuousClock.now
      #expect(try await scene.submit().status == 200)
      #expect(began.duration(to: .now) >= .milliseconds(50))
    }
  }
}
