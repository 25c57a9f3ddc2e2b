extension FalClient {
  /// How a job stands, again and again, until it is completed.
  ///
  /// Statuses come as often as the schedule says, changed or not, as signs of life. Passing
  /// failures are bridged, with growing pauses, until the timeout; without one, 20 in a row. The
  /// stream ends after `.completed`, and throws ``FalError`` `.timedOut`, `.keyRefused`,
  /// `.notFound`, `.unreachable`, `.temporary`. When the consuming task is cancelled it ends
  /// early without an error, as streams do.
  ///
  /// - Parameters:
  ///   - schedule: when to ask.
  ///   - timeout: how long to watch; the job goes on when it is over.
  public func updates(
    of ticket: Ticket, logs: Bool = true, schedule: PollSchedule = .standard,
    timeout: Duration? = nil
  ) -> AsyncThrowingStream<QueueStatus, any Error> {
    let (stream, continuation) = AsyncThrowingStream<QueueStatus, any Error>.makeStream(
      bufferingPolicy: .bufferingNewest(16))
    let watching = Task {
      do {
        _ = try await watch(ticket, logs: logs, schedule: schedule, timeout: timeout) { status in
          continuation.yield(status)
        }
        continuation.finish()
      } catch {
        continuation.finish(throwing: error)
      }
    }
    continuation.onTermination = { _ in watching.cancel() }
    return stream
  }

  /// Polls until the job is completed; tells every status, the last one included.
  func watch(
    _ ticket: Ticket, logs: Bool, schedule: PollSchedule, timeout: Duration?,
    _ onUpdate: @Sendable (QueueStatus) -> Void
  ) async throws -> QueueStatus.Completion {
    let elapsed = Deadline.stopwatch(clock)
    let deadline = timeout.map { Deadline(after: $0, on: clock) }
    var policy = retryPolicy
    policy.attemptLimit = deadline == nil ? max(20, policy.attemptLimit) : .max
    var last: QueueStatus?
    var number = 0
    while true {
      let pause = schedule.pause(
        beforePoll: number, after: last, elapsed: elapsed(), jitter: jitter())
      try await clock.sleep(for: min(pause, max(deadline?.remaining ?? pause, .zero)))
      guard let patience = patience(deadline) else { throw timedOut(ticket, timeout, nil) }
      let status: QueueStatus
      do {
        status = try await retrying(policy, until: deadline) {
          try await statusOnce(of: ticket, logs: logs, timeout: patience)
        }
      } catch let error as FalError where error.isRetryable && deadline != nil {
        throw timedOut(ticket, timeout, error)
      }
      onUpdate(status)
      if case .completed(let completion) = status { return completion }
      last = status
      number += 1
    }
  }

  /// How long one question may take; nil when the deadline has passed.
  private func patience(_ deadline: Deadline?) -> Duration? {
    guard let deadline else { return .seconds(30) }
    let remaining = deadline.remaining
    return remaining > .zero ? min(.seconds(30), remaining) : nil
  }

  private func timedOut(_ ticket: Ticket, _ timeout: Duration?, _ reason: FalError?) -> FalError {
    let limit = timeout.map { " after \($0.components.seconds) s" } ?? ""
    let because = reason.map { " (\($0.message.droppingFullStop))" } ?? ""
    var error = FalError(
      .timedOut,
      "Job \(ticket.shownID) is not finished\(limit)\(because); it goes on, fetch it later.",
      requestID: ticket.requestID)
    error.cause = reason?.cause
    return error
  }
}
