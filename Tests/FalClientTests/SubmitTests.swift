import Testing
import Transfers

@testable import FalClient

@Suite(.timeLimit(.minutes(1))) struct SubmitTests {
  private func submit(_ transport: RecordedTransport, _ clock: StillClock = StillClock())
    async throws
    -> Ticket
  {
    try await client(transport, clock).submit(EndpointID(hailuo), input: Array(#"{"a":1}"#.utf8))
  }

  private func failure(_ transport: RecordedTransport) async -> FalError? {
    await #expect(throws: FalError.self) { try await submit(transport) }
  }

  @Test func `a job is submitted once over a connection of its own`() async throws {
    let transport = RecordedTransport(.json(200, accepted))
    let ticket = try await submit(transport)
    #expect(ticket.requestID == "r1")
    #expect(ticket.statusURL == "https://queue.fal.run/fal-ai/minimax/requests/r1/status")
    #expect(ticket.cancelURL == "https://queue.fal.run/fal-ai/minimax/requests/r1/cancel")
    let request = try #require(transport.requests.first)
    #expect(transport.requests.count == 1)
    #expect(request.url == "https://queue.fal.run/" + hailuo)
    #expect(request.method == .post)
    #expect(request.freshConnection)
    #expect(request.headers["Authorization"] == "Key " + secret)
    #expect(request.headers["Content-Type"] == "application/json")
    #expect(request.body == .bytes(Array(#"{"a":1}"#.utf8)))
    #expect(request.headers["X-Fal-Store-IO"] == nil)
  }

  @Test func `hostile addresses in the answer are replaced`() async throws {
    let body =
      #"{"request_id":"r1","status_url":"https://evil.com/requests/r1/status","#
      + #""response_url":"http://queue.fal.run/x/requests/r1","cancel_url":7}"#
    let ticket = try await submit(RecordedTransport(.json(200, body)))
    #expect(ticket == (try FalClientTests.ticket()))
  }

  @Test func `wishes become headers`() async throws {
    let transport = RecordedTransport(.json(200, accepted))
    var options = SubmitOptions()
    options.startTimeout = .milliseconds(90_500)
    options.isLowPriority = true
    options.outputLifetime = FileLifetime(.seconds(3600))
    _ = try await client(transport).submit(
      EndpointID(hailuo), input: Array("{}".utf8), options: options)
    let headers = try #require(transport.requests.first?.headers)
    #expect(headers["X-Fal-Request-Timeout"] == "90.5")
    #expect(headers["X-Fal-Queue-Priority"] == "low")
    #expect(
      headers["X-Fal-Object-Lifecycle-Preference"] == #"{"expiration_duration_seconds":3600}"#)
  }

  @Test(arguments: ["", "[]", "7", "{", "null"])
  func `an input that is no object is never sent`(_ input: String) async throws {
    let transport = RecordedTransport(.json(200, accepted))
    let error = await #expect(throws: FalError.self) {
      try await client(transport).submit(EndpointID(hailuo), input: Array(input.utf8))
    }
    #expect(error?.code == .invalidInput)
    #expect(transport.requests.isEmpty)
  }

  // MARK: The table of protocol guide 9.2, row by row

  @Test(arguments: [TransferError.Code.resolve, .connect])
  func `what was provably not sent is sent again, at the backup first`(_ code: TransferError.Code)
    async throws
  {
    let transport = RecordedTransport(
      .broken(code, nothingSent: true), .broken(code, nothingSent: true), .json(200, accepted))
    _ = try await submit(transport)
    #expect(
      transport.requests.map { String($0.url.prefix(25)) } == [
        "https://queue.fal.run/fal", "https://queue.falrun.com/", "https://queue.fal.run/fal",
      ])
  }

  @Test func `a TLS failure is tried again at the same host only`() async throws {
    let transport = RecordedTransport(.broken(.tls, nothingSent: true), .json(200, accepted))
    _ = try await submit(transport)
    #expect(transport.requests.allSatisfy { $0.url.hasPrefix("https://queue.fal.run/") })
  }

  @Test(arguments: [TransferError.Code.certificate, .badURL, .unavailable])
  func `a failure that will not pass stops at once`(_ code: TransferError.Code) async {
    let transport = RecordedTransport(.broken(code, nothingSent: true))
    let error = await failure(transport)
    #expect(error?.code == .notSent)
    #expect(error?.isRetryable == false)
    #expect(transport.requests.count == 1)
  }

  @Test func `a network that stays away ends as not sent`() async {
    let transport = RecordedTransport(.broken(.resolve, nothingSent: true))
    let error = await failure(transport)
    #expect(error?.code == .notSent)
    #expect(error?.isRetryable == true)
    #expect(transport.requests.count == 6)
  }

  @Test(arguments: [
    RecordedTransport.Reply.broken(.timeout), .broken(.aborted), .broken(.tooLarge),
    .broken(.badAnswer), .broken(.connect), .json(500, ""), .json(502, "<html>nginx</html>"),
    .json(503, ""), .json(503, "", ["X-Fal-Retryable": "false"]), .json(504, ""),
    .json(408, ""), .json(409, ""), .json(302, "", ["Location": "https://queue.fal.run/"]),
    .json(200, ""), .json(200, "{"), .json(200, #"{"request_id":7}"#),
    .json(200, #"{"request_id":".."}"#),
    .json(200, #"{"request_id":null}"#), .json(202, "<html>"),
  ])
  func `an unknown outcome is never sent again`(_ reply: RecordedTransport.Reply) async {
    let transport = RecordedTransport(reply, .json(200, accepted))
    let error = await failure(transport)
    #expect(error?.code == .ambiguous)
    #expect(error?.isRetryable == false)
    #expect(error?.message.contains("unknown whether a job was made") == true)
    #expect(transport.requests.count == 1)
  }

  @Test func `an unreadable acceptance keeps the request id of its header`() async {
    let error = await failure(RecordedTransport(.json(200, "{", ["x-fal-request-id": "h7"])))
    #expect(error?.code == .ambiguous)
    #expect(error?.requestID == "h7")
  }

  @Test(arguments: [
    (400, "", FalError.Code.refused), (401, "", .keyRefused),
    (403, #"{"detail":"User is locked. Reason: Exhausted balance."}"#, .balance),
    (403, "", .refused), (404, "", .notFound), (410, "", .notFound), (413, "", .refused),
    (
      422, #"{"detail":[{"loc":["body","prompt"],"msg":"missing","type":"missing"}]}"#,
      .invalidInput
    ),
  ])
  func `a refusal stops at once`(_ status: Int, _ body: String, _ code: FalError.Code) async {
    let transport = RecordedTransport(.json(status, body), .json(200, accepted))
    let error = await failure(transport)
    #expect(error?.code == code)
    #expect(transport.requests.count == 1)
  }

  @Test(arguments: [
    RecordedTransport.Reply.json(429, ""), .json(429, "", ["Retry-After": "9"]),
    .json(503, "", ["X-Fal-Retryable": "true"]), .json(503, "", ["X-Fal-Needs-Retry": "1"]),
  ])
  func `a passing refusal is waited out`(_ reply: RecordedTransport.Reply) async throws {
    let clock = StillClock()
    let transport = RecordedTransport(reply, .json(200, accepted))
    _ = try await submit(transport, clock)
    #expect(transport.requests.count == 2)
    guard case .answer(let response) = reply else { return }
    #expect(clock.pauses == [RetryAfter.duration(in: response.headers) ?? .seconds(1)])
  }

  @Test func `a passing refusal that stays ends as temporary`() async {
    let transport = RecordedTransport(.json(429, ""))
    #expect(await failure(transport)?.code == .temporary)
    #expect(transport.requests.count == RetryPolicy.standard.attemptLimit)
  }

  @Test func `a start deadline that passed is not tried again`() async {
    let transport = RecordedTransport(
      .json(504, "", ["X-Fal-Request-Timeout-Type": "user", "x-fal-request-id": "q"]))
    #expect(await failure(transport)?.code == .expired)
    #expect(transport.requests.count == 1)
  }

  @Test func `a failure that names an id is asked about, and a known job is taken`() async throws {
    let transport = RecordedTransport(
      .json(502, "", ["x-fal-request-id": "h7"]), .json(202, #"{"status":"IN_QUEUE"}"#))
    let ticket = try await submit(transport)
    #expect(ticket.requestID == "h7")
    #expect(transport.requests.map(\.method) == [.post, .get])
    #expect(
      transport.requests.last?.url
        == "https://queue.fal.run/fal-ai/minimax/requests/h7/status?logs=0")
  }

  @Test(arguments: [
    RecordedTransport.Reply.json(404, #"{"status":"NOT_FOUND"}"#), .json(500, ""), .json(401, ""),
    .json(200, #"{"status":"ODD"}"#), .broken(.connect, nothingSent: true),
  ])
  func `without a clear yes the outcome stays unknown and the id is kept`(
    _ reply: RecordedTransport.Reply
  ) async {
    let transport = RecordedTransport(.json(502, "", ["x-fal-request-id": "h7"]), reply)
    let error = await failure(transport)
    #expect(error?.code == .ambiguous)
    #expect(error?.requestID == "h7")
    #expect(transport.requests.filter { $0.method == .post }.count == 1)
  }

  @Test func `cancelling does not lose a ticket that is on its way`() async throws {
    let transport = SlowTransport(body: Array(accepted.utf8))
    let fal = FalClient(credential: Credential(key: secret), transport: transport)
    let task = Task { try await fal.submit(EndpointID(hailuo), input: Array("{}".utf8)) }
    await transport.arrival()
    task.cancel()
    transport.release()
    #expect(try await task.value.requestID == "r1")
  }

  @Test func `a task cancelled beforehand submits nothing`() async throws {
    let transport = RecordedTransport(.json(200, accepted))
    let fal = try client(transport)
    let task = Task {
      while !Task.isCancelled { await Task.yield() }
      _ = try await fal.submit(EndpointID(hailuo), input: Array("{}".utf8))
    }
    task.cancel()
    await #expect(throws: CancellationError.self) { try await task.value }
    #expect(transport.requests.isEmpty)
  }
}
