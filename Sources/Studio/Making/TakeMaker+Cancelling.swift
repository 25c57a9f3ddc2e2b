internal import FalClient

/// What came of the wish to cancel a job.
public enum JobCancellation: Sendable {
  /// It will not be made, and nothing more is to come.
  case cancelled
  /// The service took the wish in; what runs already may finish all the same, and be billed.
  case requested
  /// It had finished, or finished all the same; its clip is here.
  case finished(Take)
}

extension TakeMaker {
  /// Cancels a job at the service, and fetches its clip if it finished all the same.
  ///
  /// - Parameter patience: how long to wait to see what came of it.
  /// - Throws: ``StudioError`` `.jobState` when there is nothing to cancel, `.unknownJob`, and what
  ///   fetching throws; `FalError`.
  public func cancel(
    _ id: Job.ID, patience: Duration = .seconds(20), events: @escaping TakeEventHandler = { _ in }
  ) async throws -> JobCancellation {
    let job = try await ledger.job(id)
    switch job.state {
    case .intended:
      guard !ledger.isHeld(job) else {
        throw StudioError(
          .takeBusy, "job \(id)",
          "process \(job.owner.pid) is preparing it; press Ctrl-C there, nothing was sent yet")
      }
      try await ledger.recordCancellation(of: id, because: "cancelled before it was sent")
      return .cancelled
    case .submitting, .ambiguous:
      throw StudioError(
        .jobState, "job \(id)",
        "has no request id yet that could be cancelled; settle it with 'hailuo-studio jobs resolve'"
      )
    case .completed, .downloaded:
      return .finished(try await resume(id, events: events))
    case .submitted, .running: break
    case .stored, .failed, .cancelled, .refused, .expired:
      throw StudioError(
        .jobState, "job \(id)", "is \(job.state.rawValue); nothing is to be cancelled")
    }
    if let reason = unreachableReason(job) {
      try await ledger.recordCancellation(of: id, because: reason)
      return .cancelled
    }
    let ticket = try ticket(of: job)
    switch try await client.cancel(ticket) {
    case .unknownJob:
      throw StudioError(
        .clipLost, "job \(id)",
        "the service does not know request \(ticket.requestID); run 'hailuo-studio jobs recover'")
    case .alreadyCompleted, .requested: break
    }
    // The process that is at it hears of the end by itself.
    guard !ledger.isHeld(job) else { return .requested }
    guard try await ends(ticket, within: patience) else { return .requested }
    do {
      return .finished(try await resume(id, events: events))
    } catch FalError.Code.cancelled {
      return .cancelled
    }
  }

  private func ends(_ ticket: Ticket, within patience: Duration) async throws -> Bool {
    let deadline = ContinuousClock.now + patience
    while true {
      if try await client.status(of: ticket).isCompleted { return true }
      guard ContinuousClock.now < deadline else { return false }
      try await Task.sleep(for: schedule.shortPause / 2)
    }
  }
}
