internal import FoundationEssentials
internal import GRDB

extension Ledger {
  /// Writes down that the request is about to be sent; after this, send it at once or refuse it.
  ///
  /// The one place that lets money go: what was spent is added up, and the price compared with the
  /// limits, in the transaction that lets it go, so several processes cannot pass a limit together.
  ///
  /// - Throws: ``StudioError`` `.notOwner` when another process has taken the job over, `.diskFull`
  ///   when the answer or the clip could not be stored, `.overBudget` with the sum that is missing:
  ///   nothing must be sent then.
  @discardableResult
  public func beginSubmission(of id: Job.ID) async throws -> Job {
    try await write("submit") { db in
      let job = try Job.find(id, in: db, ledger: path)
      for folder in [path.parentPath, job.order.outputPath.parentPath] {
        let folder = folder.isEmpty ? "." : folder
        if let free = freeBytes(folder), free < Self.roomNeeded {
          throw StudioError(
            .diskFull, folder,
            "only \(free / 1_048_576) MB are free; \(Self.roomNeeded / 1_048_576) MB are needed "
              + "before a clip is paid for")
        }
      }
      try checkOwner(of: job)
      if let shortfall = budget.shortfall(
        price: job.order.priceMicrodollars, after: try spending(besides: job, in: db),
        isSimulated: job.isSimulated)
      {
        throw StudioError(.overBudget, "job \(id)", "not sent: \(shortfall)")
      }
      return try apply(.submissionBegins, to: job, in: db) {
        $0.error = nil
        $0.submittedAt = .now
        $0.run = run
      }
    }
  }

  /// Writes down the answer to a request.
  ///
  /// It is taken even after the job was given up as ambiguous, from the process that sent it.
  @discardableResult
  public func recordTicket(_ ticket: JobTicket, of id: Job.ID) async throws -> Job {
    try await write("ticket") { db in
      let job = try Job.find(id, in: db, ledger: path)
      try checkOwner(of: job)
      return try apply(.ticketArrived, to: job, in: db) {
        $0.ticket = ticket
        $0.error = nil
      }
    }
  }

  /// Writes down that the request was certainly not taken.
  @discardableResult
  public func recordRefusal(of id: Job.ID, because sentence: String) async throws -> Job {
    try await ownEvent("refused", .notTaken, id, sentence)
  }

  /// Writes down that nobody knows whether the request was taken.
  @discardableResult
  public func recordUnknownOutcome(of id: Job.ID, because sentence: String) async throws -> Job {
    try await ownEvent("unknown", .outcomeUnknown, id, sentence)
  }

  /// Writes down that the service was seen at work.
  @discardableResult
  public func recordWork(of id: Job.ID) async throws -> Job {
    try await write("running") { db in
      let job = try Job.find(id, in: db, ledger: path)
      return try apply(.workSeen, to: job, in: db) { $0.startedAt = $0.startedAt ?? .now }
    }
  }

  /// Writes down the service's answer, which it may not keep for long, without signatures.
  ///
  /// - Parameter isLetter: whether a webhook brought it: whoever waits for the job may have been
  ///   quicker, and has the clip already; then nothing is changed.
  @discardableResult
  public func recordResult(
    _ body: [UInt8], billableUnits: Double?, of id: Job.ID, isLetter: Bool = false
  ) async throws -> Job {
    let text = Redaction.json(body)
    return try await write("result") { db in
      let job = try Job.find(id, in: db, ledger: path)
      if isLetter, ![.submitted, .running].contains(job.state) { return job }
      return try apply(.resultArrived, to: job, in: db) {
        $0.result = text ?? $0.result
        $0.completedAt = $0.completedAt ?? .now
        $0.billableUnits = billableUnits ?? $0.billableUnits
        $0.error = nil
      }
    }
  }

  /// Writes down that the clip's bytes are on this disk, synced; where, and what they are.
  @discardableResult
  public func recordDownload(_ clip: StoredClip, of id: Job.ID) async throws -> Job {
    try await write("downloaded") { db in
      let job = try Job.find(id, in: db, ledger: path)
      return try apply(.clipDownloaded, to: job, in: db) { $0.clip = clip }
    }
  }

  /// Writes down that the clip is in its place, whole and decoded.
  ///
  /// When another process was quicker its record stays, and is what is returned.
  @discardableResult
  public func recordClip(_ clip: StoredClip, of id: Job.ID) async throws -> Job {
    try await write("stored") { db in
      let job = try Job.find(id, in: db, ledger: path)
      if job.state == .stored, LedgerFile.hasClip(job) { return job }
      return try apply(.clipStored, to: job, in: db) {
        $0.clip = clip
        $0.error = nil
        $0.leaseUntil = nil
      }
    }
  }

  /// Writes down that the service took the request and made no clip of it.
  @discardableResult
  public func recordFailure(of id: Job.ID, because sentence: String) async throws -> Job {
    try await anyEvent("failed", .jobFailed, id, sentence) { $0.clip = nil }
  }

  /// Writes down that what came is no clip; the service's answer stays, and may be fetched again.
  @discardableResult
  public func recordDamage(of id: Job.ID, because sentence: String) async throws -> Job {
    try await anyEvent("damaged", .resultArrived, id, sentence) { $0.clip = nil }
  }

  /// Writes down that a clip that was paid for cannot be had any more.
  @discardableResult
  public func recordLoss(of id: Job.ID, because sentence: String) async throws -> Job {
    try await anyEvent("expired", .resultLost, id, sentence) { _ in }
  }

  /// Writes down that the job was cancelled.
  @discardableResult
  public func recordCancellation(of id: Job.ID, because sentence: String) async throws -> Job {
    try await anyEvent("cancelled", .jobCancelled, id, sentence) { _ in }
  }

  /// Writes down that a stored clip lies elsewhere now.
  @discardableResult
  public func recordMove(of id: Job.ID, to clipPath: String) async throws -> Job {
    try await write("moved") { db in
      let job = try Job.find(id, in: db, ledger: path)
      guard job.state == .stored else { return job }
      return try apply(.clipStored, to: job, in: db) { $0.clip?.path = clipPath }
    }
  }

  /// How a person settled an unknown outcome.
  public enum Resolution: Hashable, Sendable {
    /// The service has the request.
    case submitted(JobTicket)
    /// The service never got it.
    case notSent
    /// What the service made of it is no good, or gone; another take may be asked for, and paid for.
    case givenUp
  }

  /// Settles an unknown outcome, or a clip that is no good, as a person says.
  ///
  /// A request whose sender has died is unknown too, even if nobody has asked for it since.
  /// - Throws: ``StudioError`` `.jobState` for any other job, `.takeBusy` while it is being sent, or
  ///   fetched.
  @discardableResult
  public func resolve(_ id: Job.ID, _ resolution: Resolution) async throws -> Job {
    try await write("resolve") { db in
      var job = try Job.find(id, in: db, ledger: path)
      if job.state == .submitting {
        guard !isHeld(job) else {
          throw StudioError(
            .takeBusy, "job \(id)", "process \(job.owner.pid) is sending it; wait for that one")
        }
        job = try apply(.ownerLeft, to: job, in: db) { _ in }
      }
      if resolution == .givenUp { return try giveUp(job, in: db) }
      // A lost clip may have been looked for under a wrong id.
      let isOpen =
        job.state == .ambiguous || (job.state == .expired && resolution != .notSent)
      guard isOpen else {
        throw StudioError(
          .jobState, "job \(id)",
          "is \(job.state.rawValue); only a job whose outcome is unknown can be settled")
      }
      switch resolution {
      case .submitted(let ticket):
        if let other = try Job.all(withRequest: ticket.requestID, in: db, ledger: path)
          .first(where: { $0.id != id })
        {
          throw StudioError(
            .jobState, "job \(id)",
            "cannot be request \(ticket.requestID): that one is job \(other.id)")
        }
        return try apply(.resolvedAsSubmitted, to: job, in: db) {
          $0.ticket = ticket
          $0.error = nil
          $0.leaseUntil = .distantPast
        }
      case .notSent:
        return try apply(.resolvedAsNotSent, to: job, in: db) {
          $0.error = "a person said that it was never sent"
        }
      case .givenUp: return job
      }
    }
  }

  private func giveUp(_ job: Job, in db: Database) throws -> Job {
    let isGone = job.state == .stored && !LedgerFile.hasClip(job)
    guard [.completed, .downloaded, .expired].contains(job.state) || isGone else {
      throw StudioError(
        .jobState, "job \(job.id)",
        "is \(job.state.rawValue); only a job that is done and whose clip is gone or no good can "
          + "be given up")
    }
    guard !isHeld(job) else {
      throw StudioError(
        .takeBusy, "job \(job.id)", "process \(job.owner.pid) is fetching it; wait for that one")
    }
    return try apply(.givenUp, to: job, in: db) {
      $0.error = "a person gave its clip up" + ($0.error.map { ": \($0)" } ?? "")
      if isGone { $0.clip = nil }
    }
  }
}

// MARK: - What they share

extension Ledger {
  /// What stands against spending a sum now; the limits are asked once more when it is spent.
  public func shortfall(
    of microdollars: Int, project: String?, isSimulated: Bool
  ) async throws -> Budget.Shortfall? {
    guard microdollars > 0 else { return nil }
    let spent = try await read { db in
      try spending(project: project, isSimulated: isSimulated, besides: 0, in: db)
    }
    return budget.shortfall(price: microdollars, after: spent, isSimulated: isSimulated)
  }

  /// What was spent besides a job, as far as its limits go.
  private func spending(besides job: Job, in db: Database) throws -> Budget.Spending {
    try spending(
      project: job.order.project, isSimulated: job.isSimulated, besides: job.id, in: db)
  }

  private func spending(
    project: String?, isSimulated: Bool, besides id: Job.ID, in db: Database
  ) throws -> Budget.Spending {
    guard budget != .unlimited else { return Budget.Spending() }
    let today = String(UTC.text(.now).prefix(10))
    let rows = try Row.fetchAll(
      db,
      sql: """
        SELECT * FROM job WHERE id != ? AND simulated = ? AND submitted_at IS NOT NULL
          AND (run = ? OR project = ? OR submitted_at >= ?)
        """,
      arguments: [id, isSimulated, run, project, today])
    var sum = Budget.Spending()
    for row in rows {
      let other = try Job(row: row, ledger: path)
      let spent = other.spentMicrodollars
      if other.run == run { sum.run += spent }
      if let project, other.order.project == project { sum.project += spent }
      if let submitted = other.submittedAt, UTC.text(submitted) >= today { sum.daily += spent }
    }
    return sum
  }

  private func ownEvent(
    _ name: String, _ event: JobEvent, _ id: Job.ID, _ sentence: String
  ) async throws -> Job {
    try await write(name) { db in
      let job = try Job.find(id, in: db, ledger: path)
      try checkOwner(of: job)
      return try apply(event, to: job, in: db) { $0.error = Redaction.sentence(sentence) }
    }
  }

  private func anyEvent(
    _ name: String, _ event: JobEvent, _ id: Job.ID, _ sentence: String,
    _ change: @escaping @Sendable (inout Job) -> Void
  ) async throws -> Job {
    try await write(name) { db in
      let job = try Job.find(id, in: db, ledger: path)
      return try apply(event, to: job, in: db) {
        $0.error = Redaction.sentence(sentence)
        change(&$0)
      }
    }
  }

  /// Only the process that is at a job may send it, or say what came of sending it.
  private func checkOwner(of job: Job) throws {
    guard job.owner == me else {
      throw StudioError(
        .notOwner, "job \(job.id)", "process \(job.owner.pid) has taken it over; leave it to that")
    }
  }
}
