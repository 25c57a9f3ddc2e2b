import Testing
import Transfers

@testable import FalClient

@Suite(.timeLimit(.minutes(1))) struct ResultTests {
  private func failure(_ replies: RecordedTransport.Reply...) async throws -> (FalError?, Int) {
    let transport = RecordedTransport(replies)
    let error = await #expect(throws: FalError.self) {
      try await client(transport).result(of: ticket())
    }
    return (error, transport.requests.count)
  }

  @Test func `a result comes with the units charged`() async throws {
    let transport = RecordedTransport(
      .json(200, #"{"video":{"url":"https://x"}}"#, ["X-Fal-Billable-Units": "6.0"]))
    let result = try await client(transport).result(of: ticket())
    #expect(result.billableUnits == 6)
    #expect(result.requestID == "r1")
    #expect(result.body == Array(#"{"video":{"url":"https://x"}}"#.utf8))
    #expect(transport.requests.first?.url == "https://queue.fal.run/fal-ai/minimax/requests/r1")
  }

  @Test func `an error in the status is a failure although a result is served`() async throws {
    let transport = RecordedTransport(
      .json(
        200, #"{"status":"COMPLETED","error":"Runner died","error_type":"runner_disconnected"}"#),
      .json(200, "{}"))
    let error = await #expect(throws: FalError.self) {
      try await client(transport).awaitResult(of: ticket())
    }
    #expect(error?.code == .jobFailed)
    #expect(error?.errorType == "runner_disconnected")
    #expect(error?.isWorthAnotherJob == true)
    #expect(error?.message.contains("Runner died") == true)
    #expect(transport.requests.count == 2)
  }

  @Test func `a refused result is a failure although the status said nothing`() async throws {
    let (error, count) = try await failure(
      .json(
        422,
        #"{"detail":[{"loc":["body","prompt"],"msg":"Flagged","type":"content_policy_violation"}]}"#,
        ["X-Fal-Retryable": "false"]))
    #expect(error?.code == .jobFailed)
    #expect(error?.fieldErrors.first?.type == "content_policy_violation")
    #expect(error?.errorType == "content_policy_violation")
    #expect(error?.isWorthAnotherJob == false)
    #expect(error?.message.contains("change the prompt") == true)
    #expect(count == 1)
  }

  @Test(
    arguments: [
      (500, #"{"detail":"x","error_type":"runner_server_error"}"#, [:], FalError.Code.jobFailed),
      (503, #"{"detail":"x"}"#, ["X-Fal-Error-Type": "runner_disconnected"], .jobFailed),
      (504, #"{"detail":[{"msg":"slow","type":"generation_timeout"}]}"#, [:], .jobFailed),
      (504, "", ["X-Fal-Request-Timeout-Type": "user"], .expired),
      (499, #"{"detail":"x","error_type":"client_cancelled"}"#, [:], .cancelled),
      (400, #"{"detail":[{"msg":"x","type":"downstream_service_error"}]}"#, [:], .jobFailed),
      (422, #"{"detail":"plain"}"#, [:], .jobFailed),
      (400, #"{"detail":"Request is still in progress"}"#, [:], .notFinished),
      (202, #"{"status":"IN_QUEUE"}"#, [:], .notFinished),
      (404, #"{"detail":"gone"}"#, [:], .notFound), (401, "", [:], .keyRefused),
      (403, #"{"detail":"User is locked"}"#, [:], .balance),
    ] as [(Int, String, HTTPHeaders, FalError.Code)])
  func `a final answer is final`(
    _ status: Int, _ body: String, _ headers: HTTPHeaders, _ code: FalError.Code
  ) async throws {
    let (error, count) = try await failure(.json(status, body, headers))
    #expect(error?.code == code)
    #expect(error?.requestID == "r1")
    #expect(count == 1)
  }

  @Test(arguments: [
    (502, "<html><title>502 Bad Gateway</title></html>"), (500, ""), (429, ""), (503, ""),
  ])
  func `an ill gateway is asked again`(_ status: Int, _ body: String) async throws {
    let transport = RecordedTransport(.json(status, body), .broken(.aborted), .json(200, "{}"))
    _ = try await client(transport).result(of: ticket())
    #expect(transport.requests.count == 3)
    let (error, count) = try await failure(.json(status, body))
    #expect(error?.code == .temporary)
    #expect(count == RetryPolicy.standard.attemptLimit)
  }

  @Test func `a result that is no JSON is a bad answer`() async throws {
    #expect(try await failure(.json(200, "<html>")).0?.code == .badAnswer)
  }
}
