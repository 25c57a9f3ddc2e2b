internal import FoundationEssentials
internal import GRDB

/// The book of everything that was asked for and may have to be paid.
///
/// Each method is one transaction that is on the disk when it returns, and that cancelling a task
/// does not interrupt: what is known about money must be written down. Several processes may have
/// the same ledger open.
public struct Ledger: Sendable {
  /// So much room must be left before a request is sent, in bytes: for the answer and for the clip.
  ///
  /// A clip of 10 s at 512p has about 2 MB; the rest is slack.
  public static let roomNeeded = 32 * 1_048_576

  /// The file.
  public let path: String
  let database: DatabaseQueue
  private let me: ProcessIdentity
  private let freeBytes: @Sendable (_ folder: String) -> Int?

  /// Opens the ledger, making the file (for the user only) and its folders where there are none.
  ///
  /// - Throws: ``StudioError`` `.ledgerDamaged`, `.ledgerUnavailable`, `.ledgerBusy`, `.diskFull`.
  public init(path: String) throws(StudioError) {
    try self.init(path: path, owner: .current, freeBytes: LedgerFile.freeBytes)
  }

  /// Opens the ledger in the name of a process, with a way to measure the room on a disk.
  init(
    path: String, owner: ProcessIdentity,
    freeBytes: @escaping @Sendable (_ folder: String) -> Int? = LedgerFile.freeBytes
  ) throws(StudioError) {
    self.path = path
    me = owner
    self.freeBytes = freeBytes
    database = try LedgerFile.open(path)
  }
}

// MARK: - Asking for a take

extension Ledger {
  /// Asks for a take: says whether to make it, to wait for it, to use it, or to leave it alone.
  ///
  /// The answer and what follows from it for the ledger are one transaction, so of several
  /// processes that ask at once exactly one is told to make it.
  public func claim(_ order: JobOrder) async throws -> Claim {
    try await write { db in
      while true {
        let jobs = try Job.all(with: order.identity.key, in: db, ledger: path)
        switch ClaimDecision.deciding(
          jobs: jobs, isAlive: { $0.isAlive }, clipIsThere: LedgerFile.hasClip)
        {
        case .makeNew(let replaced):
          let job = try Job.insert(order, owner: me, at: .now, in: db, ledger: path)
          return .make(job, replacing: replaced)
        case .takeOver(let job):
          return .make(try adopt(job, for: order, in: db), replacing: nil)
        case .resume(let job):
          return .resume(job.owner.isAlive ? job : try adopt(job, for: order, in: db))
        case .alreadyDone(let job): return .alreadyDone(job)
        case .busy(let job): return .busy(job)
        case .ambiguous(let job): return .ambiguous(job)
        case .ownerDied(let job):
          // Now it is ambiguous, or failed if it was only simulated: decide again.
          _ = try apply(.ownerDied, to: job, in: db) {
            $0.error = "process \(job.owner.pid) ended while the request was being sent"
          }
        }
      }
    }
  }
}

// MARK: - What happened to a job

extension Ledger {
  /// Writes down that the request is about to be sent; after this, send it at once or refuse it.
  ///
  /// - Throws: ``StudioError`` `.notOwner` when another process has taken the job over, `.diskFull`
  ///   when the answer or the clip could not be stored: nothing must be sent then.
  @discardableResult
  public func beginSubmission(of id: Job.ID) async throws -> Job {
    try await write { db in
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
      return try apply(.submissionBegins, to: job, in: db) { $0.error = nil }
    }
  }

  /// Writes down the answer to a request.
  ///
  /// It is taken even after the job was given up as ambiguous, from the process that sent it.
  @discardableResult
  public func recordTicket(_ ticket: JobTicket, of id: Job.ID) async throws -> Job {
    try await write { db in
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
    try await ownEvent(.notTaken, id, sentence)
  }

  /// Writes down that nobody knows whether the request was taken.
  @discardableResult
  public func recordUnknownOutcome(of id: Job.ID, because sentence: String) async throws -> Job {
    try await ownEvent(.outcomeUnknown, id, sentence)
  }

  /// Writes down that the service took the request and made no clip of it, or lost it.
  @discardableResult
  public func recordFailure(
    of id: Job.ID, because sentence: String, billableUnits: Double? = nil
  ) async throws -> Job {
    try await write { db in
      let job = try Job.find(id, in: db, ledger: path)
      return try apply(.jobFailed, to: job, in: db) {
        $0.error = Redaction.sentence(sentence)
        $0.billableUnits = billableUnits ?? $0.billableUnits
      }
    }
  }

  /// Writes down that the clip is on disk, whole and checked.
  ///
  /// When another process was quicker its record stays, and is what is returned.
  @discardableResult
  public func recordClip(
    _ clip: StoredClip, of id: Job.ID, billableUnits: Double? = nil
  ) async throws -> Job {
    try await write { db in
      let job = try Job.find(id, in: db, ledger: path)
      if job.state == .completed, LedgerFile.hasClip(job) { return job }
      return try apply(.clipStored, to: job, in: db) {
        $0.clip = clip
        $0.error = nil
        $0.billableUnits = billableUnits ?? $0.billableUnits
      }
    }
  }

  /// Writes down that a completed job's clip lies elsewhere now.
  @discardableResult
  public func recordMove(of id: Job.ID, to clipPath: String) async throws -> Job {
    try await write { db in
      let job = try Job.find(id, in: db, ledger: path)
      return try apply(.clipStored, to: job, in: db) { $0.clip?.path = clipPath }
    }
  }

  /// How a person settled an unknown outcome.
  public enum Resolution: Hashable, Sendable {
    /// The service has the request.
    case submitted(JobTicket)
    /// The service never got it.
    case notSent
  }

  /// Settles an unknown outcome, as a person says.
  @discardableResult
  public func resolve(_ id: Job.ID, _ resolution: Resolution) async throws -> Job {
    try await write { db in
      let job = try Job.find(id, in: db, ledger: path)
      switch resolution {
      case .submitted(let ticket):
        return try apply(.resolvedAsSubmitted, to: job, in: db) {
          $0.ticket = ticket
          $0.error = nil
        }
      case .notSent: return try apply(.resolvedAsNotSent, to: job, in: db) { _ in }
      }
    }
  }
}

// MARK: - Looking things up

extension Ledger {
  /// One job.
  ///
  /// - Throws: ``StudioError`` `.unknownJob`.
  public func job(_ id: Job.ID) async throws -> Job {
    try await read { db in try Job.find(id, in: db, ledger: path) }
  }

  /// Every job, or those in some states, oldest first.
  public func jobs(in states: Set<JobState> = Set(JobState.allCases)) async throws -> [Job] {
    try await read { db in
      try Row.fetchAll(db, sql: "SELECT * FROM job ORDER BY id")
        .map { try Job(row: $0, ledger: path) }
        .filter { states.contains($0.state) }
    }
  }

  /// Every job for a take, oldest first.
  public func jobs(for key: TakeKey) async throws -> [Job] {
    try await read { db in try Job.all(with: key, in: db, ledger: path) }
  }
}

// MARK: - Transactions

extension Ledger {
  private func ownEvent(_ event: JobEvent, _ id: Job.ID, _ sentence: String) async throws -> Job {
    try await write { db in
      let job = try Job.find(id, in: db, ledger: path)
      try checkOwner(of: job)
      return try apply(event, to: job, in: db) { $0.error = Redaction.sentence(sentence) }
    }
  }

  /// Makes a dead process's job this one's, for the file that is wanted now.
  private func adopt(_ job: Job, for order: JobOrder, in db: Database) throws -> Job {
    try apply(.ownerDied, to: job, in: db) {
      $0.owner = me
      $0.order = order
    }
  }

  /// Only the process that is at a job may send it, or say what came of sending it.
  private func checkOwner(of job: Job) throws {
    guard job.owner == me else {
      throw StudioError(
        .notOwner, "job \(job.id)", "process \(job.owner.pid) has taken it over; leave it to that")
    }
  }

  private func apply(
    _ event: JobEvent, to job: Job, in db: Database, _ change: (inout Job) -> Void
  ) throws -> Job {
    guard let state = job.state.after(event, simulated: job.isSimulated) else {
      throw StudioError(
        .jobState, "job \(job.id)", "is \(job.state.rawValue); '\(event.rawValue)' cannot happen")
    }
    var job = job
    change(&job)
    job.state = state
    job.updatedAt = .now
    try job.update(in: db)
    return try Job.find(job.id, in: db, ledger: path)
  }

  /// One transaction that holds the write lock from its start.
  private func write<Value: Sendable>(
    _ body: @escaping @Sendable (Database) throws -> Value
  ) async throws -> Value {
    try await uninterrupted { database in
      try await database.writeWithoutTransaction { db in
        var value: Value?
        try db.inTransaction(.immediate) {
          value = try body(db)
          return .commit
        }
        guard let value else { throw DatabaseError(resultCode: .SQLITE_ABORT) }
        return value
      }
    }
  }

  private func read<Value: Sendable>(
    _ body: @escaping @Sendable (Database) throws -> Value
  ) async throws -> Value {
    try await uninterrupted { database in try await database.read(body) }
  }

  /// A task of its own is not cancelled with the caller's: an answer that was paid for is written
  /// down even when the person has just pressed Ctrl-C.
  private func uninterrupted<Value: Sendable>(
    _ body: @escaping @Sendable (DatabaseQueue) async throws -> Value
  ) async throws -> Value {
    let database = database
    do {
      return try await Task { try await body(database) }.value
    } catch let error as DatabaseError {
      throw LedgerFile.explain(error, path)
    }
  }
}
