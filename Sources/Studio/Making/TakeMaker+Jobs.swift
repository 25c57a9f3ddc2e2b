public import FalClient
internal import FoundationEssentials
internal import Outputs

extension TakeMaker {
  /// Goes on with a job that the service has: waits for it, fetches its clip, puts it in its place.
  ///
  /// Where another file lies in that place the clip is put beside it, as `clip.job-12.mp4`.
  /// - Throws: ``StudioError`` `.takeBusy`, `.jobState`, `.unknownJob`, `.clipLost`, `.clipDamaged`;
  ///   `FalError`; `OutputError`; `CancellationError`.
  public func resume(
    _ id: Job.ID, events: @escaping TakeEventHandler = { _ in }
  ) async throws -> Take {
    let job = try await ledger.takeOver(id)
    if let reason = unreachableReason(job) {
      if job.state.isAwaited { try await ledger.recordFailure(of: id, because: reason) }
      throw StudioError(.clipLost, "job \(id)", reason)
    }
    events(.resuming(requestID: job.requestID ?? ""))
    return try await ledger.holding(id) {
      try await fetch(try place(for: job), job, origin: .resumed, events)
    }
  }

  /// Where a job's clip goes without anything being replaced.
  func place(for job: Job) throws -> Delivery {
    var delivery = Delivery(job)
    try OutputFolder.prepare(delivery.clipPath.parentPath)
    if try delivery.found() != nil { return delivery }
    let isFree = !WholeFile.exists(delivery.clipPath)
    let record = try? TakeSidecar.read(delivery.sidecarPath)
    let isOurs = !WholeFile.exists(delivery.sidecarPath) || record?.takeKey == job.takeKey
    if isFree && isOurs { return delivery }
    delivery.clipPath = delivery.clipPath.replacingEnding(with: "job-\(job.id).mp4")
    delivery.sidecarPath = delivery.clipPath.replacingEnding(with: "json")
    // What lies there is an earlier attempt of this very job.
    delivery.replacing = true
    return delivery
  }
}

/// What became of a job that was paid for and is not on disk.
public struct Recovery: Sendable {
  /// What became of it.
  public enum Outcome: Sendable {
    /// Its clip is here now.
    case fetched(Take)
    /// The service is still at it.
    case stillRunning
    /// Another process is at it.
    case busy(process: Int32)
    /// Nobody knows whether it was sent; a person must look.
    case unknown
    /// It failed, or was cancelled, and there is no clip.
    case failed(String)
    /// It was paid for and cannot be had any more.
    case lost(String)
    /// It could not be fetched now; it may work later.
    case postponed(any Error)
  }

  /// The job as it was.
  public let job: Job
  /// What became of it.
  public let outcome: Outcome
}

extension TakeMaker {
  /// Fetches everything that was paid for and is not on disk, one after another.
  ///
  /// Failures of single jobs end nothing.
  /// - Returns: what became of each such job, oldest first.
  /// - Throws: ``StudioError`` when the ledger cannot be used; `CancellationError`.
  public func recover(
    events: @escaping @Sendable (Job, TakeEvent) -> Void = { _, _ in }
  ) async throws -> [Recovery] {
    try await Inbox(ledger: ledger.path).sweep(ledger)
    var found: [Recovery] = []
    for job in try await missingJobs() {
      try Task.checkCancellation()
      let outcome = try await recovery(of: job) { events(job, $0) }
      found.append(Recovery(job: job, outcome: outcome))
    }
    return found
  }

  /// The jobs that were, or may have been, paid for, and whose clips are not where they should be.
  public func missingJobs() async throws -> [Job] {
    let jobs = try await ledger.jobs()
    let there = Set(jobs.filter { LedgerFile.hasClip($0) && $0.state == .stored }.map(\.takeKey))
    return jobs.filter { job in
      switch job.state {
      case .submitting, .ambiguous: !job.costsNothing(asking: client.hosts.queue.text)
      case .submitted, .running, .completed, .downloaded: true
      case .stored, .expired:
        // Another job may have brought the same take since.
        !there.contains(job.takeKey) && unreachableReason(job) == nil
      case .intended, .failed, .cancelled, .refused: false
      }
    }
  }

  private func recovery(
    of job: Job, _ events: @escaping TakeEventHandler
  ) async throws -> Recovery.Outcome {
    if ledger.isHeld(job) { return .busy(process: job.owner.pid) }
    if [.submitting, .ambiguous].contains(job.state) { return .unknown }
    do {
      if job.state != .downloaded, unreachableReason(job) == nil,
        try await !isCompleted(job)
      {
        return .stillRunning
      }
      return .fetched(try await resume(job.id, events: events))
    } catch let error where error is CancellationError {
      throw error
    } catch let error as StudioError where error.code == .clipLost {
      if !job.isSimulated { try await ledger.recordLoss(of: job.id, because: error.message) }
      return .lost(error.message)
    } catch let error as StudioError where error.code == .takeBusy {
      return .busy(process: job.owner.pid)
    } catch StudioError.Code.clipDamaged {
      return .failed("\(try await ledger.job(job.id).error ?? "its clip is damaged")")
    } catch {
      let now = try await ledger.job(job.id)
      guard [.failed, .cancelled].contains(now.state) else { return .postponed(error) }
      return .failed(now.error ?? "\(error)")
    }
  }

  /// Whether the service has done with a job; what it does not know counts, so that fetching it
  /// tells what is wrong.
  private func isCompleted(_ job: Job) async throws -> Bool {
    do {
      return try await client.status(of: try ticket(of: job)).isCompleted
    } catch FalError.Code.notFound {
      return true
    }
  }

  /// A job's ticket as the client takes it.
  public func ticket(of job: Job) throws -> Ticket {
    guard let id = job.requestID else {
      throw StudioError(.jobState, "job \(job.id)", "has no request id to ask for")
    }
    return try Ticket(
      requestID: id, endpoint: try EndpointID(job.order.identity.endpoint), hosts: client.hosts)
  }

  /// The ticket of a request that is known to be a job's.
  static func ticket(
    forRequest id: String, of job: Job, hosts: FalHosts
  ) throws -> JobTicket {
    JobTicket(
      try Ticket(
        requestID: id, endpoint: try EndpointID(job.order.identity.endpoint), hosts: hosts))
  }

  /// The ticket of a request that a person has found at the service, which is asked whether it
  /// knows it: a wrong id would make a paid job look lost.
  ///
  /// - Throws: ``StudioError`` `.unknownJob` when the service knows no such request of the job's
  ///   endpoint; `FalError` when it cannot be asked.
  public func ticket(ofKnown id: String, for job: Job) async throws -> JobTicket {
    let stranger = StudioError(
      .unknownJob, "request \(id.quoted)",
      "the service knows no such request of \(job.order.identity.endpoint); nothing was changed. "
        + "Look for its id at https://fal.ai/dashboard/requests")
    let endpoint = try EndpointID(job.order.identity.endpoint)
    guard let ticket = try await client.ticket(ofKnownJob: id, at: endpoint) else { throw stranger }
    return JobTicket(ticket)
  }
}

extension JobTicket {
  /// What the ledger keeps of a ticket.
  init(_ ticket: Ticket) {
    self.init(
      requestID: ticket.requestID, statusURL: ticket.statusURL, responseURL: ticket.responseURL,
      cancelURL: ticket.cancelURL)
  }
}
