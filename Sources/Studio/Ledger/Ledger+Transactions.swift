internal import FoundationEssentials
internal import GRDB

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

  /// The jobs of this very process that are in flight, oldest first.
  public func ownJobs() async throws -> [Job] {
    try await jobs().filter { $0.owner == me && $0.state.isInFlight }
  }

  func apply(
    _ event: JobEvent, to job: Job, costsNothing: Bool = false, in db: Database,
    _ change: (inout Job) -> Void
  ) throws -> Job {
    guard let state = job.state.after(event, costsNothing: costsNothing) else {
      throw StudioError(
        .jobState, "job \(job.id)", "is \(job.state.rawValue); '\(event.rawValue)' cannot happen")
    }
    var job = job
    job.updatedAt = .now
    // An owner that has something to say about its job is at it, unless it has let go of it.
    if job.owner == me, let until = job.leaseUntil, until.timeIntervalSince1970 > 0 {
      job.leaseUntil = job.updatedAt.addingTimeInterval(Lease.length)
    }
    change(&job)
    job.state = state
    try job.update(in: db)
    return try Job.find(job.id, in: db, ledger: path)
  }

  /// One transaction that holds the write lock from its start, and is synced when this returns.
  func write<Value: Sendable>(
    _ name: String, _ body: @escaping @Sendable (Database) throws -> Value
  ) async throws -> Value {
    crashPoints.pass("ledger.\(name).before")
    let value = try await uninterrupted { database in
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
    crashPoints.pass("ledger.\(name).after")
    return value
  }

  func read<Value: Sendable>(
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
