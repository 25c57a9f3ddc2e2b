extension FalClient {
  /// How a job stands, again and again, until it is completed.
  ///
  /// A stream brings statuses when they change. Polling brings them as often as the schedule says,
  /// changed or not, as signs of life; passing failures are bridged, with growing pauses, until the
  /// timeout; without one, 20 in a row. Logs are always those of the whole job. The updates end
  /// after `.completed`, and throw ``FalError`` `.timedOut`, `.keyRefused`, `.notFound`,
  /// `.unreachable`, `.temporary`. When the consuming task is cancelled they end early without an
  /// error, as streams do.
  ///
  /// - Parameters:
  ///   - method: whether the news are streamed or asked for.
  ///   - schedule: when to ask.
  ///   - timeout: how long to watch; the job goes on when it is over.
  public func updates(
    of ticket: Ticket, logs: Bool = true, by method: UpdateMethod = .auto,
    schedule: PollSchedule = .standard, timeout: Duration? = nil
  ) -> AsyncThrowingStream<QueueStatus, any Error> {
    let (stream, continuation) = AsyncThrowingStream<QueueStatus, any Error>.makeStream(
      bufferingPolicy: .bufferingNewest(16))
    let watching = Task {
      do {
        _ = try await watch(
          ticket, method, logs: logs, schedule: schedule, timeout: timeout
        ) { status in
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

  /// Watches until the job is completed; tells every status, the last one included.
  func watch(
    _ ticket: Ticket, _ method: UpdateMethod, logs: Bool, schedule: PollSchedule,
    timeout: Duration?, _ onUpdate: @Sendable (QueueStatus) -> Void
  ) async throws -> QueueStatus.Completion {
    let deadline = timeout.map { Deadline(after: $0, on: clock) }
    if method != .poll {
      do {
        if let completion = try await follow(
          ticket, method, logs: logs, until: deadline, onUpdate)
        {
          return completion
        }
      } catch let error as FalError where deadline.map({ $0.remaining <= .zero }) == true {
        throw timedOut(ticket, timeout, error)
      }
    }
    return try await poll(
      ticket, logs: logs, schedule: schedule, until: deadline, timeout: timeout, onUpdate)
  }

  private func poll(
    _ ticket: Ticket, logs: Bool, schedule: PollSchedule, until deadline: Deadline?,
    timeout: Duration?, _ onUpdate: @Sendable (QueueStatus) -> Void
  ) async throws -> QueueStatus.Completion {
    var running: (@Sendable () -> Duration)?
    var policy = retryPolicy
    policy.attemptLimit = deadline == nil ? max(20, policy.attemptLimit) : .max
    var last: QueueStatus?
    var number = 0
    while true {
      let pause = schedule.pause(
        beforePoll: number, after: last, running: running?() ?? .zero, jitter: jitter())
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
      if case .inProgress = status, running == nil { running = Deadline.stopwatch(clock) }
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
