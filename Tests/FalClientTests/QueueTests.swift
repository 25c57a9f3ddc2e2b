import Testing
import Transfers

@testable import FalClient

@Suite(.timeLimit(.minutes(1))) struct QueueTests {
  @Test(
    arguments: [
      (#"{"status":"IN_QUEUE","queue_position":3}"#, .inQueue(position: 3)),
      (#"{"status":"IN_QUEUE","queue_position":null}"#, .inQueue(position: nil)),
      (#"{"status":"IN_PROGRESS","logs":null}"#, .inProgress(logs: [])),
      (#"{"status":"COMPLETED"}"#, .completed(.init())),
      (
        #"{"status":"COMPLETED","metrics":{"inference_time":4.5},"error":"x","error_type":"y"}"#,
        .completed(.init(inferenceSeconds: 4.5, error: "x", errorType: "y"))
      ),
      (#"{"status":"COMPLETED","metrics":null,"error":null}"#, .completed(.init())),
      (#"{"status":"PAUSED"}"#, .unknown("PAUSED")), (#"{"state":"COMPLETED"}"#, nil), ("", nil),
      ("[]", nil), (#"{"status":7}"#, nil), (#"{"status":"COMPL"#, nil),
    ] as [(String, QueueStatus?)])
  func `a status is read whatever is missing`(_ body: String, _ expected: QueueStatus?) {
    #expect(QueueStatus(parsing: Array(body.utf8)) == expected)
  }

  @Test func `all three generations of log lines are read`() {
    let body =
      #"{"status":"IN_PROGRESS","logs":[{"message":"a","timestamp":"t"},"#
      + #"{"message":"b","level":"INFO","source":"USER","timestamp":"t"},"#
      + #"{"message":"c","labels":{"level":"WARN","source":"x"}},{"text":"no message"},7]}"#
    #expect(
      QueueStatus(parsing: Array(body.utf8))?.logs == [
        LogEntry(message: "a", timestamp: "t"),
        LogEntry(message: "b", timestamp: "t", level: "INFO", source: "USER"),
        LogEntry(message: "c", level: "WARN", source: "x"),
      ])
  }

  @Test func `random bytes are never a status and never a crash`() {
    var generator = SystemRandomNumberGenerator()
    for _ in 0..<300 {
      let bytes = (0..<Int.random(in: 0..<80)).map { _ in
        UInt8.random(in: 0...255, using: &generator)
      }
      #expect(QueueStatus(parsing: bytes) == nil)
      _ = Refusal(HTTPResponse(status: 500, body: bytes))
    }
    // Deeper than any decoder goes.
    let deep = Array(String(repeating: "[", count: 100_000).utf8)
    #expect(QueueStatus(parsing: deep) == nil)
  }

  @Test func `a status call bridges passing failures`() async throws {
    let clock = StillClock()
    let transport = RecordedTransport(
      .broken(.aborted), .json(500, ""), .json(429, "", ["Retry-After": "4"]), .json(200, "{"),
      .json(202, #"{"status":"IN_QUEUE","queue_position":0}"#))
    let status = try await client(transport, clock).status(of: ticket(), logs: true)
    #expect(status == .inQueue(position: 0))
    #expect(clock.pauses == [.seconds(1), .seconds(2), .seconds(4), .seconds(8)])
    #expect(transport.requests.last?.url.hasSuffix("/requests/r1/status?logs=1") == true)
    #expect(transport.requests.last?.freshConnection == false)
  }

  @Test(arguments: [(401, FalError.Code.keyRefused), (404, .notFound)])
  func `a refused key and an unknown job stop at once`(_ status: Int, _ code: FalError.Code)
    async throws
  {
    let transport = RecordedTransport(.json(status, ""))
    let error = await #expect(throws: FalError.self) {
      try await client(transport).awaitResult(of: ticket(), timeout: .seconds(600))
    }
    #expect(error?.code == code)
    #expect(error?.requestID == "r1")
    #expect(transport.requests.count == 1)
  }

  @Test func `a queue that cannot be reached is asked for at its backup`() async throws {
    let transport = RecordedTransport(
      .broken(.resolve, nothingSent: true), .json(200, #"{"status":"COMPLETED"}"#))
    _ = try await client(transport).status(of: ticket())
    #expect(
      transport.requests.last?.url
        == "https://queue.falrun.com/fal-ai/minimax/requests/r1/status?logs=0")
  }

  @Test func `the key is not sent to an address a stored ticket names`() async throws {
    let transport = RecordedTransport(.json(200, #"{"status":"COMPLETED"}"#))
    let forged = Ticket(
      requestID: "r1", endpoint: try EndpointID(hailuo),
      statusURL: "https://evil.com/requests/r1/status",
      responseURL: "https://evil.com/requests/r1", cancelURL: "https://evil.com/requests/r1/cancel")
    let fal = try client(transport)
    _ = try await fal.status(of: forged)
    _ = try await fal.result(of: forged)
    _ = try await fal.cancel(forged)
    #expect(transport.requests.allSatisfy { $0.url.hasPrefix("https://queue.fal.run/") })
  }

  @Test func `updates follow a job to its end`() async throws {
    let transport = RecordedTransport(
      .json(202, #"{"status":"IN_QUEUE","queue_position":1}"#), .json(202, #"{"status":"ODD"}"#),
      .json(202, #"{"status":"IN_PROGRESS"}"#), .json(200, #"{"status":"COMPLETED"}"#))
    var seen: [QueueStatus] = []
    for try await status in try client(transport).updates(of: ticket()) { seen.append(status) }
    #expect(
      seen == [.inQueue(position: 1), .unknown("ODD"), .inProgress(logs: []), .completed(.init())])
    #expect(transport.requests.count == 4)
  }

  @Test func `waiting ends at the timeout and keeps the id`() async throws {
    let transport = RecordedTransport(.json(202, #"{"status":"IN_PROGRESS"}"#))
    let clock = StillClock()
    let error = await #expect(throws: FalError.self) {
      try await client(transport, clock).awaitResult(of: ticket(), timeout: .seconds(60))
    }
    #expect(error?.code == .timedOut)
    #expect(error?.requestID == "r1")
    #expect(clock.now.offset == .seconds(60))
    #expect(transport.requests.allSatisfy { $0.method == .get })
  }

  @Test func `a network that stays away is waited for until the timeout`() async throws {
    let transport = RecordedTransport(.broken(.aborted))
    let error = await #expect(throws: FalError.self) {
      try await client(transport).awaitResult(of: ticket(), timeout: .seconds(300))
    }
    #expect(error?.code == .timedOut)
    #expect(transport.requests.count > 10)
  }

  @Test func `cancelling the task ends the waiting`() async throws {
    let fal = FalClient(
      credential: Credential(key: secret), transport: RecordedTransport(.silence),
      clock: StillClock())
    let ticket = try ticket()
    let task = Task { try await fal.awaitResult(of: ticket) }
    task.cancel()
    await #expect(throws: CancellationError.self) { try await task.value }
  }

  @Test(arguments: [
    (
      RecordedTransport.Reply.json(202, #"{"status":"CANCELLATION_REQUESTED"}"#),
      CancelOutcome.requested
    ),
    (.json(200, #"{"status":"OK"}"#), .requested), (.json(200, #"{"success":true}"#), .requested),
    (.json(400, #"{"status":"ALREADY_COMPLETED"}"#), .alreadyCompleted),
    (.json(404, #"{"status":"NOT_FOUND"}"#), .unknownJob),
  ])
  func `a wish to cancel has three answers`(
    _ reply: RecordedTransport.Reply, _ outcome: CancelOutcome
  )
    async throws
  {
    let transport = RecordedTransport(.broken(.aborted), reply)
    #expect(try await client(transport).cancel(ticket()) == outcome)
    let request = try #require(transport.requests.last)
    #expect(request.method == .put)
    #expect(request.body == .none)
    #expect(request.url == "https://queue.fal.run/fal-ai/minimax/requests/r1/cancel")
  }
}
