internal import Transfers

extension FalClient {
  /// Follows a job's stream of events; nil when polling has to take over.
  func follow(
    _ ticket: Ticket, _ method: UpdateMethod, logs: Bool, until deadline: Deadline?,
    _ onUpdate: @Sendable (QueueStatus) -> Void
  ) async throws -> QueueStatus.Completion? {
    var course = StreamCourse(method, retryPolicy)
    var journal = LogJournal()
    while true {
      var heardCount = 0
      let problem: FalError
      do {
        let stream = try await openStream(of: ticket, logs: logs, deadline?.remaining)
        var parser = EventStreamParser()
        while let piece = try await stream.next() {
          for event in try parser.events(in: piece) {
            guard let news = QueueStatus(parsing: Array(event.data.utf8)) else { continue }
            heardCount += 1
            journal.take(news.logs)
            let status = news.with(journal.entries)
            onUpdate(status)
            if case .completed(let completion) = status { return completion }
          }
        }
        problem = Self.streamEnded(ticket)
      } catch let failure as TransferError {
        problem = FalError(during: "Following job \(ticket.shownID)", failure)
      } catch let error as FalError {
        problem = error
      }
      try Task.checkCancellation()
      if let deadline, deadline.remaining <= .zero { throw problem }
      let isSilence = problem.cause?.code == .timeout
      let step = course.next(
        after: isSilence
          ? .silence : .failure(mayPass: problem.isRetryable, retryAfter: problem.retryAfter),
        heardCount: heardCount, jitter: jitter())
      switch step {
      case .reopen(let pause):
        if heardCount == 0 {
          onTrouble(Trouble(task: problem.message, error: problem, remedy: .retry(after: pause)))
        }
        if pause > .zero { try await clock.sleep(for: pause) }
      case .poll: return nil
      case .fail: throw problem
      }
    }
  }

  private func openStream(
    of ticket: Ticket, logs: Bool, _ patience: Duration?
  ) async throws -> HTTPStream {
    let task = "Following job \(ticket.shownID)"
    let url = try address(of: ticket, .stream, ticket.statusURL + "/stream")
    var request = HTTPRequest(.get, url + "?logs=\(logs ? 1 : 0)", headers: apiHeaders)
    request.headers["Accept"] = "text/event-stream"
    request.headers["Cache-Control"] = "no-cache"
    request.timeout = patience.map { max($0, .milliseconds(1)) }
    request.connectTimeout = limits.connect
    request.idleLimit = limits.streamSilence
    let stream = try await noticing(task) { try await transport.stream(request) }
    guard stream.isSuccess else {
      let body = try await stream.remainder(limit: 1 << 20)
      throw refusal(
        HTTPResponse(status: stream.status, headers: stream.headers, body: body), of: ticket,
        during: task)
    }
    guard stream.headers["Content-Type"]?.lowercased().hasPrefix("text/event-stream") == true
    else {
      throw FalError(
        .badAnswer, "\(task): the answer is no stream of events.", status: stream.status,
        requestID: ticket.requestID)
    }
    return stream
  }

  private static func streamEnded(_ ticket: Ticket) -> FalError {
    var error = FalError(
      .unreachable, "Following job \(ticket.shownID): the stream ended before the job.",
      requestID: ticket.requestID)
    error.isRetryable = true
    return error
  }
}
