internal import Transfers

extension FalClient {
  /// Fetches what a job produced.
  ///
  /// fal may keep a result for an hour only, a large one for six minutes: fetch it at once.
  ///
  /// - Parameter completion: how the status said the job ended. An error named there is a failure
  ///   even if a result is served.
  /// - Throws: ``FalError`` `.jobFailed`, `.cancelled`, `.expired` when there will be no result,
  ///   `.notFinished` when there is none yet, `.notFound` when it is not kept any more.
  public func result(
    of ticket: Ticket, after completion: QueueStatus.Completion? = nil
  ) async throws -> FalResult {
    let task = "Fetching the result of job \(ticket.shownID)"
    let url = try address(of: ticket, .response, ticket.responseURL)
    let response = try await retrying(retryPolicy) {
      var request = HTTPRequest(.get, url, headers: apiHeaders)
      request.timeout = limits.question
      let response = try await noticing(task) { try await queueAnswer(to: request, during: task) }
      guard response.isSuccess, response.status != 202 else {
        throw JobFailure(Refusal(response), ticket, task, completion, credential).error
      }
      if let completion, completion.isFailure {
        throw JobFailure.error(saidBy: completion, ticket, credential)
      }
      guard JSONValue(parsing: response.body) != nil else {
        var error = FalError(
          .badAnswer, "\(task): the answer is no JSON; try again.", status: response.status,
          requestID: ticket.requestID)
        error.isRetryable = true
        throw error
      }
      return response
    }
    return FalResult(
      body: response.body,
      billableUnits: response.headers["X-Fal-Billable-Units"].flatMap { Double($0) },
      requestID: ticket.requestID)
  }

  /// Watches a job to its end and fetches the result.
  ///
  /// - Parameters:
  ///   - method: whether the news are streamed or asked for.
  ///   - timeout: how long to wait in all; the job goes on when it is over.
  ///   - onUpdate: hears every status.
  public func awaitResult(
    of ticket: Ticket, logs: Bool = true, by method: UpdateMethod = .auto,
    schedule: PollSchedule = .standard, timeout: Duration? = nil,
    onUpdate: @Sendable (QueueStatus) -> Void = { _ in }
  ) async throws -> FalResult {
    let completion = try await watch(
      ticket, method, logs: logs, schedule: schedule, timeout: timeout, onUpdate)
    return try await result(of: ticket, after: completion)
  }
}
