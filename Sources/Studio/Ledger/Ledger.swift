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
  /// What may be spent; asked in the transaction that precedes every request.
  public var budget = Budget.unlimited
  let database: DatabaseQueue
  let me: ProcessIdentity
  /// This run of the program, for the sum of what it spends.
  let run = UUID().uuidString
  let freeBytes: @Sendable (_ folder: String) -> Int?
  let crashPoints: CrashPoints

  /// Opens the ledger, making the file (for the user only) and its folders where there are none.
  ///
  /// - Throws: ``StudioError`` `.ledgerDamaged`, `.ledgerUnavailable`, `.ledgerBusy`, `.diskFull`.
  public init(path: String, crashPoints: CrashPoints = .none) throws(StudioError) {
    try self.init(
      path: path, owner: .current, freeBytes: LedgerFile.freeBytes, crashPoints: crashPoints)
  }

  /// Opens the ledger in the name of a process, with a way to measure the room on a disk.
  init(
    path: String, owner: ProcessIdentity,
    freeBytes: @escaping @Sendable (_ folder: String) -> Int? = LedgerFile.freeBytes,
    crashPoints: CrashPoints = .none
  ) throws(StudioError) {
    self.path = path
    me = owner
    self.freeBytes = freeBytes
    self.crashPoints = crashPoints
    database = try LedgerFile.open(path)
  }
}

// MARK: - Asking for a take

extension Ledger {
  /// Asks for a take: says whether to make it, to go on with it, to use it, or to leave it alone.
  ///
  /// The answer and what follows from it for the ledger are one transaction, so of several
  /// processes that ask at once exactly one is told to make it.
  public func claim(_ order: JobOrder) async throws -> Claim {
    try await write("claim") { db in
      while true {
        let jobs = try Job.all(with: order.identity.key, in: db, ledger: path)
        switch ClaimDecision.deciding(
          jobs: jobs, isHeld: { isHeld($0) },
          costsNothing: { $0.costsNothing(asking: order.service) },
          clipIsThere: LedgerFile.hasClip)
        {
        case .makeNew(let replaced):
          let job = try Job.insert(order, owner: me, at: .now, in: db, ledger: path)
          return .make(job, replacing: replaced)
        case .takeOver(let job):
          return .make(try adopt(job, for: order, in: db), replacing: nil)
        case .lost(let job): return .lost(job)
        case .resume(let job): return .resume(try adopt(job, for: order, in: db))
        case .alreadyDone(let job): return .alreadyDone(job)
        case .busy(let job): return .busy(job)
        case .ambiguous(let job): return .ambiguous(job)
        case .ownerLeft(let job):
          // Now it is ambiguous, or failed if it cost nothing: decide again.
          _ = try apply(
            .ownerLeft, to: job, costsNothing: job.costsNothing(asking: order.service), in: db
          ) { $0.error = "process \(job.owner.pid) ended while the request was being sent" }
        }
      }
    }
  }

  /// Makes a job this process's that the service has, whatever became of its owner.
  ///
  /// - Throws: ``StudioError`` `.takeBusy` while another process is at it, `.jobState` when there is
  ///   nothing to go on with, `.unknownJob`.
  public func takeOver(_ id: Job.ID) async throws -> Job {
    try await write("takeover") { db in
      let job = try Job.find(id, in: db, ledger: path)
      guard job.state.isAwaited || ([.stored, .expired].contains(job.state) && job.ticket != nil)
      else {
        throw StudioError(
          .jobState, "job \(id)", "is \(job.state.rawValue); there is nothing to fetch")
      }
      guard !isHeld(job) || job.owner == me else {
        throw StudioError(
          .takeBusy, "job \(id)", "process \(job.owner.pid) is at it; wait for that one")
      }
      return job.state.isAwaited ? try adopt(job, for: job.order, in: db) : job
    }
  }

  /// Makes a job this process's, for the file that is wanted now.
  private func adopt(_ job: Job, for order: JobOrder, in db: Database) throws -> Job {
    try apply(.ownerLeft, to: job, in: db) {
      $0.owner = me
      $0.leaseUntil = Date.now.addingTimeInterval(Lease.length)
      // The service that has the request stays the one that is asked.
      let service = $0.order.service
      $0.order = order
      if job.ticket != nil { $0.order.service = service }
    }
  }
}

extension Job {
  /// Whether it went to a simulator that has ended, so that it costs nothing whatever became of it.
  func costsNothing(asking service: String?) -> Bool {
    isSimulated && (order.service == nil || order.service != service)
  }
}
