internal import Synchronization

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
    let start = RunStart(clock)
    let onStatus: @Sendable (QueueStatus) -> Void = { status in
      start.saw(status)
      onUpdate(status)
    }
    var completion: QueueStatus.Completion?
    if method != .poll {
      do {
        completion = try await follow(ticket, method, logs: logs, until: deadline, onStatus)
      } catch let error as FalError where deadline.map({ $0.remaining <= .zero }) == true {
        throw timedOut(ticket, timeout, error)
      }
    }
    let end: QueueStatus.Completion
    if let completion {
      end = completion
    } else {
      end = try await poll(
        ticket, logs: logs, schedule: schedule, since: start, until: deadline, timeout: timeout,
        onStatus)
    }
    if !end.isFailure, let time = end.inferenceSeconds.map({ .seconds($0) }) ?? start.elapsed {
      runTimes.note(time, of: ticket.endpoint)
    }
    return end
  }

  private func poll(
    _ ticket: Ticket, logs: Bool, schedule: PollSchedule, since start: RunStart,
    until deadline: Deadline?, timeout: Duration?, _ onUpdate: @Sendable (QueueStatus) -> Void
  ) async throws -> QueueStatus.Completion {
    var schedule = schedule
    let usual = schedule.usualDuration
    var policy = retryPolicy
    policy.attemptLimit = deadline == nil ? max(20, policy.attemptLimit) : .max
    var last: QueueStatus?
    var number = 0
    while true {
      // Other jobs may have ended meanwhile, and told how long this one will take.
      schedule.usualDuration = usual ?? runTimes.usual(of: ticket.endpoint)
      let pause = schedule.pause(
        beforePoll: number, after: last, running: start.elapsed ?? .zero, jitter: jitter())
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
    guard let deadline else { return limits.question }
    let remaining = deadline.remaining
    return remaining > .zero ? min(limits.question, remaining) : nil
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

/// When a watched job was first seen to run.
private final class RunStart: Sendable {
  private let clock: any Clock<Duration>
  private let running = Mutex<(@Sendable () -> Duration)?>(nil)

  init(_ clock: any Clock<Duration>) { self.clock = clock }

  /// How long it has been running; nil while it has not been seen to.
  var elapsed: Duration? { running.withLock { $0 }?() }

  func saw(_ status: QueueStatus) {
    guard case .inProgress = status else { return }
    running.withLock { running in
      if running == nil { running = Deadline.stopwatch(clock) }
    }
  }
}
