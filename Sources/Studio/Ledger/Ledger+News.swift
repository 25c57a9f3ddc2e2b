internal import GRDB

extension Ledger {
  /// So often a waiting process looks whether another one has written.
  private static let look = Duration.milliseconds(200)

  /// Waits until another process has written down that a job has ended, or that its result is here.
  ///
  /// - Returns: the job as it is then.
  /// - Throws: ``StudioError``; `CancellationError`.
  func newsFromElsewhere(of id: Job.ID) async throws -> Job {
    var seen: Int?
    while true {
      do {
        let version = try await version()
        if version != seen {
          seen = version
          let job = try await job(id)
          if ![.submitted, .running].contains(job.state) { return job }
        }
      } catch StudioError.Code.ledgerBusy {
        // The news are only late; a wait that may have been paid for goes on.
        seen = nil
      }
      try await Task.sleep(for: Self.look)
    }
  }

  /// A number that changes when another connection has written.
  ///
  /// Source: sqlite.org/pragma.html, data_version.
  private func version() async throws -> Int {
    try await read { db in try Int.fetchOne(db, sql: "PRAGMA data_version") ?? 0 }
  }

  /// The newest job of a request, by the service's id.
  public func job(forRequest requestID: String) async throws -> Job? {
    try await read { db in
      try Job.all(withRequest: requestID, in: db, ledger: path).last
    }
  }

  /// Jobs whose clips have a length, in bytes.
  func jobs(withClipOf byteCount: Int) async throws -> [Job] {
    try await read { db in try Job.all(withClipOf: byteCount, in: db, ledger: path) }
  }
}
