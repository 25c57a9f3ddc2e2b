import FalSimulator
import Foundation
import Hailuo
import Outputs
import StudioTestSupport
import Testing
import Transfers

@testable import FalClient
@testable import Studio

/// Proven webhooks complete their jobs in the ledger, once, whoever waits for them.
@Suite(.timeLimit(.minutes(1)))
struct WebhookCompletionTests {
  typealias Scene = TakeMakerTests.Scene

  /// Long enough for a test to have its say before the service is done.
  private static let slow = SimulatorOptions(
    pace: SimulatorPace(queueDelay: .milliseconds(300), runDelay: .zero))

  private func event(_ id: String, _ members: String) throws -> WebhookEvent {
    let body = #"{"request_id":"\#(id)",\#(members)}"#
    return try WebhookEvent(
      Array(body.utf8), provenBy: WebhookProof(requestID: id, userID: "u", signed: .now))
  }

  /// A job that the service has and nobody waits for, with its order.
  private func abandoned(_ scene: Scene) async throws -> (Job, TakeOrder) {
    let order = try await scene.order()
    let maker = try scene.maker()
    let making = Task { try await maker.make(order) }
    while try await maker.ledger.jobs(in: [.submitted, .running]).isEmpty {
      try await Task.sleep(for: .milliseconds(5))
    }
    making.cancel()
    _ = await making.result
    return (try await maker.ledger.job(1), order)
  }

  private func result(of job: Job, _ maker: TakeMaker) async throws -> String {
    let ticket = try maker.ticket(of: job)
    for try await _ in maker.client.updates(of: ticket, schedule: maker.schedule) {}
    return String(decoding: try await maker.client.result(of: ticket).body, as: UTF8.self)
  }

  @Test(arguments: [true, false])
  func `a job nobody waits for is fetched, decoded and stored, once`(hasKey: Bool) async throws {
    try await Scene.run(Self.slow) { scene in
      let (job, order) = try await abandoned(scene)
      let maker = try scene.maker()
      let id = try #require(job.requestID)
      let payload = try await result(of: job, maker)
      let event = try event(id, #""status":"OK","payload":\#(payload)"#)
      let (stored, outcome) = try await maker.complete(event, hasKey: hasKey)
      guard case .stored(let take) = outcome else {
        Issue.record("not stored: \(outcome)")
        return
      }
      #expect(take.path == order.clipPath)
      #expect(stored?.state == .stored)
      // Only the queue tells what was billed.
      #expect(stored?.billedMicrodollars == (hasKey ? 102_000 : nil))
      #expect(try TakeSidecar.read(order.sidecarPath).requestID == id)
      let downloads = scene.simulator.record.count("GET", under: "/files")
      guard case (_, .known) = try await maker.complete(event, hasKey: hasKey) else {
        Issue.record("not known")
        return
      }
      #expect(scene.simulator.record.count("GET", under: "/files") == downloads)
      #expect(try await maker.make(order).origin == .reused)
      #expect(scene.submissions == 1)
    }
  }

  @Test func `a payload that could not be sent is fetched through the queue`() async throws {
    try await Scene.run(Self.slow) { scene in
      let (job, order) = try await abandoned(scene)
      let maker = try scene.maker()
      let event = try event(
        try #require(job.requestID),
        #""status":"OK","payload":null,"payload_error":"not serializable""#)
      guard case (_, .mustBeFetched) = try await maker.complete(event, hasKey: false) else {
        Issue.record("fetched without a key")
        return
      }
      #expect(try await maker.ledger.job(job.id).state.isAwaited)
      guard case (_, .stored) = try await maker.complete(event, hasKey: true) else {
        Issue.record("not stored")
        return
      }
      #expect(WholeFile.exists(order.clipPath))
    }
  }

  @Test(arguments: [
    (
      #""error":"Invalid status code: 422","payload":{"detail":[{"loc":["body","prompt"],"msg":"no","type":"content_policy_violation"}]}"#,
      JobState.failed, "change the prompt"
    ),
    (#""error":"Invalid status code: 500","payload":null"#, .failed, "Invalid status code: 500"),
    (
      #""error":"x","payload":{"detail":"gone","error_type":"client_cancelled"}"#, .cancelled,
      "cancelled"
    ),
  ])
  func `an error fails the job, with fal's reason, and nothing is paid for again`(
    members: String, state: JobState, reason: String
  ) async throws {
    try await Scene.run(Self.slow) { scene in
      let (job, _) = try await abandoned(scene)
      let maker = try scene.maker()
      let event = try event(try #require(job.requestID), #""status":"ERROR",\#(members)"#)
      guard case (let ended?, .failed(let told)) = try await maker.complete(event, hasKey: true)
      else {
        Issue.record("not failed")
        return
      }
      #expect(ended.state == state)
      #expect(told.contains(reason), "\(told)")
      #expect(ended.error == told)
      guard case (_, .known) = try await maker.complete(event, hasKey: true) else {
        Issue.record("not known the second time")
        return
      }
      #expect(scene.submissions == 1)
    }
  }

  @Test func `a webhook of a request that is not ours is told apart`() async throws {
    try await Scene.run { scene in
      let event = try event("somebody-elses", #""status":"OK","payload":{}"#)
      guard case (nil, .unknownJob) = try await scene.maker().complete(event, hasKey: true) else {
        Issue.record("taken for ours")
        return
      }
    }
  }

  @Test func `whoever waits for the job hears of its end through the ledger`() async throws {
    // The service's own news come so late that they cannot be what is heard.
    let pace = SimulatorPace(queueDelay: .seconds(30), runDelay: .zero)
    try await Scene.run(SimulatorOptions(pace: pace)) { scene in
      let waiting = try scene.maker()
      let order = try await scene.order()
      let making = Task { try await waiting.make(order) }
      while try await waiting.ledger.jobs(in: [.submitted]).isEmpty {
        try await Task.sleep(for: .milliseconds(5))
      }
      let job = try await waiting.ledger.job(1)
      let receiver = try scene.maker()
      let event = try event(
        try #require(job.requestID),
        #""status":"ERROR","error":"Invalid status code: 500","payload":{"detail":"overloaded"}"#)
      guard case (_, .failed) = try await receiver.complete(event, hasKey: true) else {
        Issue.record("not written down")
        return
      }
      let error = await #expect(throws: FalError.self) { try await making.value }
      #expect(error?.code == .jobFailed)
      #expect(error?.message.contains("overloaded") == true)
    }
  }

  @Test func `a clip that another process waits for is left to it`() async throws {
    try await Scene.run(Self.slow) { scene in
      let waiting = try scene.maker()
      let order = try await scene.order()
      let making = Task { try await waiting.make(order) }
      while try await waiting.ledger.jobs(in: [.submitted, .running]).isEmpty {
        try await Task.sleep(for: .milliseconds(5))
      }
      let job = try await waiting.ledger.job(1)
      let payload = #"{"video":{"url":"\#(scene.simulator.baseURL)/files/none.mp4"}}"#
      let event = try event(try #require(job.requestID), #""status":"OK","payload":\#(payload)"#)
      let (_, outcome) = try await scene.maker().complete(event, hasKey: true)
      guard case .told = outcome else {
        Issue.record("not left to it: \(outcome)")
        return
      }
      _ = try? await making.value
      #expect(scene.submissions == 1)
      #expect(try await waiting.ledger.jobs().count == 1)
    }
  }
}
