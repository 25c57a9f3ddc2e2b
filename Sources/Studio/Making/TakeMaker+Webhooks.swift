public import FalClient
internal import FoundationEssentials
internal import Outputs

/// What came of a webhook.
public enum WebhookOutcome: Sendable {
  /// The clip is here now.
  case stored(Take)
  /// The process that waits for the job has been told through the ledger, and goes on with it.
  case told(process: Int32)
  /// The job had come to its end before.
  case known
  /// The job failed, or was cancelled; why.
  case failed(String)
  /// The webhook could not carry the result, and there is no key to fetch it with.
  case mustBeFetched
  /// This ledger knows no such request.
  case unknownJob
}

extension TakeMaker {
  /// Completes a job with what a proven webhook says of it. Doing it again changes nothing.
  ///
  /// The result is written down first, so a process that waits for the job notices at once and goes
  /// on with it; without one the clip is fetched, decoded and stored here.
  ///
  /// - Parameters:
  ///   - hasKey: whether the queue can be asked. It stays the source of truth, and tells what was
  ///     billed; the webhook's word counts where it cannot be asked.
  ///   - patience: how long to wait for a request that is just being written down.
  /// - Returns: the job, if the ledger knows it, and what came of the webhook.
  /// - Throws: what fetching throws; the job stays, and `jobs recover` fetches it.
  public func complete(
    _ event: WebhookEvent, hasKey: Bool, patience: Duration = .seconds(10),
    events: @escaping TakeEventHandler = { _ in }
  ) async throws -> (job: Job?, outcome: WebhookOutcome) {
    guard let job = try await job(of: event, patience) else { return (nil, .unknownJob) }
    guard job.state.isAwaited else { return (job, .known) }
    let outcome =
      event.isSuccess
      ? try await succeed(job, event, hasKey: hasKey, events) : try await fail(job, event)
    return (try await ledger.job(job.id), outcome)
  }

  /// The job a webhook is about. It may come before the answer to the request is written down, or
  /// that answer may never have come.
  private func job(of event: WebhookEvent, _ patience: Duration) async throws -> Job? {
    let deadline = ContinuousClock.now + patience
    let mark = WebhookMark(query: event.query)
    while true {
      if let job = try await ledger.job(forRequest: event.requestID) { return job }
      if let mark, let job = try await settled(event, mark) { return job }
      let sent = try await ledger.jobs(in: [.submitting]).filter { ledger.isHeld($0) }
      // Its sender knows within the limit of a submission whether an answer comes.
      if let mark, sent.contains(where: { WebhookMark($0) == mark }),
        ContinuousClock.now < deadline + client.limits.submission
      {
        try await Task.sleep(for: .milliseconds(100))
        continue
      }
      let isBeingSent = !sent.isEmpty
      guard isBeingSent, ContinuousClock.now < deadline else {
        // Its ticket may have been written down between the two questions.
        return try await ledger.job(forRequest: event.requestID)
      }
      try await Task.sleep(for: .milliseconds(100))
    }
  }

  /// Settles a job of unknown outcome that a webhook's address names: fal tells of it, so has it.
  private func settled(_ event: WebhookEvent, _ mark: WebhookMark) async throws -> Job? {
    let unknown = try await ledger.jobs(in: [.submitting, .ambiguous])
    guard let job = unknown.first(where: { WebhookMark($0) == mark }),
      job.state == .ambiguous || !ledger.isHeld(job)
    else { return nil }
    let ticket = try Self.ticket(forRequest: event.requestID, of: job, hosts: client.hosts)
    do {
      return try await ledger.resolve(job.id, .submitted(ticket))
    } catch StudioError.Code.jobState {
      // Somebody else has settled it in this moment.
      return try await ledger.job(forRequest: event.requestID)
    } catch StudioError.Code.takeBusy {
      return nil
    }
  }

  private func fail(_ job: Job, _ event: WebhookEvent) async throws -> WebhookOutcome {
    // A result that was seen is not unmade by a letter.
    guard [.submitted, .running].contains(job.state) else { return .known }
    let failure = event.failure
    do {
      if failure.code == .cancelled {
        try await ledger.recordCancellation(of: job.id, because: failure.description)
      } else {
        try await ledger.recordFailure(of: job.id, because: failure.description)
      }
    } catch StudioError.Code.jobState {
      // The process that waits for it has heard of the end by itself.
      return .known
    }
    return .failed(failure.description)
  }

  private func succeed(
    _ job: Job, _ event: WebhookEvent, hasKey: Bool, _ events: @escaping TakeEventHandler
  ) async throws -> WebhookOutcome {
    if let payload = event.payload, [.submitted, .running].contains(job.state) {
      do {
        try await ledger.recordResult(payload, billableUnits: nil, of: job.id, isLetter: true)
      } catch StudioError.Code.jobState {
        return .known
      }
    }
    let current = try await ledger.job(job.id)
    if ledger.isHeld(current) { return .told(process: current.owner.pid) }
    guard event.payload != nil || hasKey else { return .mustBeFetched }
    do {
      let adopted = try await ledger.takeOver(job.id)
      let answer = try await answer(to: adopted, event, hasKey: hasKey)
      return try await ledger.holding(job.id) {
        .stored(
          try await fetch(
            try place(for: adopted), adopted, origin: .resumed, given: answer, events))
      }
    } catch StudioError.Code.takeBusy {
      return .told(process: try await ledger.job(job.id).owner.pid)
    }
  }

  /// The queue's own answer, else the webhook's; nil has it waited for.
  private func answer(
    to job: Job, _ event: WebhookEvent, hasKey: Bool
  ) async throws -> FalResult? {
    guard let payload = event.payload else { return nil }
    let told = FalResult(body: payload, billableUnits: nil, requestID: event.requestID)
    guard hasKey else { return told }
    do {
      return try await client.result(of: try ticket(of: job))
    } catch is FalError {
      return told
    }
  }
}
