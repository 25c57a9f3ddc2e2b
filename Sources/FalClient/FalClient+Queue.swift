internal import Transfers

extension FalClient {
  /// Asks once how a job stands; passing failures are tried again.
  ///
  /// - Throws: ``FalError`` `.keyRefused`, `.notFound` at once; `.unreachable`, `.temporary`,
  ///   `.badAnswer` after the retry policy's last attempt.
  public func status(of ticket: Ticket, logs: Bool = false) async throws -> QueueStatus {
    try await retrying(retryPolicy) {
      try await statusOnce(of: ticket, logs: logs, timeout: limits.question)
    }
  }

  func statusOnce(of ticket: Ticket, logs: Bool, timeout: Duration) async throws -> QueueStatus {
    let task = "Asking for job \(ticket.shownID)"
    let url = try address(of: ticket, .status, ticket.statusURL) + "?logs=\(logs ? 1 : 0)"
    var request = HTTPRequest(.get, url, headers: apiHeaders)
    request.timeout = timeout
    let response = try await noticing(task) { try await queueAnswer(to: request, during: task) }
    guard response.isSuccess else {
      throw refusal(response, of: ticket, during: task)
    }
    guard let status = QueueStatus(parsing: response.body) else {
      var error = FalError(
        .badAnswer, "\(task): the answer is no status; fal may be ill.", status: response.status,
        requestID: ticket.requestID)
      error.isRetryable = true
      throw error
    }
    return status
  }

  /// Asks fal to cancel a job. A job that already runs may finish all the same, and be charged.
  public func cancel(_ ticket: Ticket) async throws -> CancelOutcome {
    let task = "Cancelling job \(ticket.shownID)"
    let url = try address(of: ticket, .cancel, ticket.cancelURL)
    return try await retrying(retryPolicy) {
      var request = HTTPRequest(.put, url, headers: apiHeaders)
      request.timeout = limits.question
      let response = try await noticing(task) { try await queueAnswer(to: request, during: task) }
      if response.isSuccess { return .requested }
      let refusal = Refusal(response)
      switch (response.status, refusal.detail) {
      case (400, "ALREADY_COMPLETED"?): return .alreadyCompleted
      case (404, _): return .unknownJob
      default: throw self.refusal(response, of: ticket, during: task)
      }
    }
  }

  func refusal(_ response: HTTPResponse, of ticket: Ticket, during task: String) -> FalError {
    var error = Refusal(response).error(during: task, credential: credential)
    error.requestID = ticket.requestID
    return error
  }

  /// The address to use: the ticket's own if the key may go there, else the one built by rule.
  func address(
    of ticket: Ticket, _ purpose: JobAddress.Purpose, _ offered: String
  ) throws -> String {
    guard
      let job = JobAddress(requestID: ticket.requestID, endpoint: ticket.endpoint, hosts: hosts)
    else { throw FalError(.badAnswer, "The job has an id that cannot be used.") }
    return job.url(purpose, preferring: offered)
  }
}

extension Ticket {
  /// The id as it may be shown.
  var shownID: String { ServerText.cleaned(requestID, limit: 80) }
}
