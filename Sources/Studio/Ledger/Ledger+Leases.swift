internal import FoundationEssentials
internal import GRDB

extension Ledger {
  /// Whether a job's owner is at it.
  public func isHeld(_ job: Job) -> Bool {
    job.state.isInFlight
      && Lease.isHeld(
        by: job.owner, until: job.leaseUntil, now: .now, place: me.place, isAlive: { $0.isAlive })
  }

  /// Does something with a job of this process's, and says all the while that it is at it.
  ///
  /// When it ends without the job's end, the job is let go, for anybody to go on with.
  public func holding<Value>(
    _ id: Job.ID, _ body: () async throws -> Value
  ) async throws -> Value {
    let beating = Task {
      while !Task.isCancelled {
        try await Task.sleep(for: Lease.beat)
        // A beat that fails is not the end; the next one may come in time.
        try? await renew(id, until: Date.now.addingTimeInterval(Lease.length))
      }
    }
    do {
      let value = try await body()
      beating.cancel()
      return value
    } catch {
      beating.cancel()
      // What went wrong is what the caller must hear; the lease ends by itself if this fails.
      try? await renew(id, until: .distantPast)
      throw error
    }
  }

  private func renew(_ id: Job.ID, until end: Date) async throws {
    try await write("lease") { db in
      let job = try Job.find(id, in: db, ledger: path)
      guard job.owner == me, job.state.isInFlight else { return }
      try db.execute(
        sql: "UPDATE job SET lease_until = ? WHERE id = ?", arguments: [UTC.text(end), id])
    }
  }
}
