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

  @Test func `a job whose answer was lost is settled by its own webhook, and by no other`()
    async throws
  {
    let options = SimulatorOptions(pace: .instant, faults: [.submitAnswerLost])
    try await Scene.run(options) { scene in
      var wishing = try scene.maker()
      // Nobody listens there: what the service would post is made here.
      wishing.wishes.webhookURL = "http://127.0.0.1:9/hook?of=us"
      let maker = wishing
      let order = try await scene.order()
      let error = await #expect(throws: FalError.self) { try await maker.make(order) }
      #expect(error?.code == .ambiguous)
      #expect(try await maker.ledger.job(1).state == .ambiguous)
      let sent = try #require(scene.simulator.record.submissions.first)
      let query = try #require(sent.webhook?.split(separator: "?").last.map(String.init))
      #expect(query.hasPrefix("of=us&hailuo-studio-job=1-"))

      let failure = #""status":"ERROR","error":"Invalid status code: 500","payload":null"#
      for wrong in [
        nil, "", "hailuo-studio-job=1-0123456789abcdef", String(query.dropLast()), "of=us",
      ] {
        var other = try event("somebody-elses", failure)
        other.query = wrong
        guard case (nil, .unknownJob) = try await maker.complete(other, hasKey: true) else {
          Issue.record("taken for ours: \(wrong ?? "no query")")
          return
        }
      }
      #expect(try await maker.ledger.job(1).state == .ambiguous)

      var own = try event(sent.requestID, #""status":"OK","payload":null"#)
      own.query = query
      let (job, outcome) = try await maker.complete(own, hasKey: true)
      guard case .stored = outcome else {
        Issue.record("not stored: \(outcome)")
        return
      }
      #expect(job?.state == .stored)
      #expect(job?.requestID == sent.requestID)
      #expect(try await maker.make(order).origin == .reused)
      #expect(scene.submissions == 1)
    }
  }
}

struct WebhookMarkTests {
  @Test(arguments: [
    ("https://e.com/hook", "https://e.com/hook?hailuo-studio-job=7-00ff00ff00ff00ff"),
    ("https://e.com/hook?a=b", "https://e.com/hook?a=b&hailuo-studio-job=7-00ff00ff00ff00ff"),
    ("https://e.com/h#x", "https://e.com/h?hailuo-studio-job=7-00ff00ff00ff00ff#x"),
  ])
  func `a mark stands in the query of an address`(address: String, marked: String) throws {
    let mark = try #require(WebhookMark(query: "x=y&hailuo-studio-job=7-00ff00ff00ff00ff&z"))
    #expect(mark.job == 7)
    #expect(mark.added(to: address) == marked)
  }

  @Test(arguments: [
    nil, "", "hailuo-studio-job", "hailuo-studio-job=", "hailuo-studio-job=7",
    "hailuo-studio-job=7-", "hailuo-studio-job=7-00ff", "hailuo-studio-job=x-00ff00ff00ff00ff",
    "hailuo-studio-job=7-00ff00ff00ff00ff-1", "ahailuo-studio-job=7-00ff00ff00ff00ff",
  ])
  func `anything else is no mark`(query: String?) {
    #expect(WebhookMark(query: query) == nil)
  }
}
