import Foundation
import GRDB
import Testing

@testable import Studio

/// What can be wrong with the ledger's file, and that it is told before anything is paid.
@Suite(.timeLimit(.minutes(1)))
struct LedgerFileTests {
  private let folder: ScratchFolder
  private let order: JobOrder

  init() throws {
    folder = try ScratchFolder()
    order = JobOrder(
      identity: TakeKeyTests.identity, priceMicrodollars: 1, outputPath: folder("clip.mp4"))
  }

  private func failure(_ path: String) -> StudioError? {
    #expect(throws: StudioError.self) { try Ledger(path: path) }
  }

  @Test func `a text file is no ledger, and stays as it is`() throws {
    let text = String(repeating: "dear diary, ", count: 500)
    let path = try folder.write(text, to: "ledger.sqlite")
    let error = failure(path)
    #expect(error?.code == .ledgerDamaged)
    #expect(error?.message.contains("move it aside") == true)
    #expect(try String(contentsOfFile: path, encoding: .utf8) == text)
  }

  @Test func `another program's database is no ledger`() throws {
    let path = folder("other.sqlite")
    let other = try DatabaseQueue(path: path)
    try other.write { try $0.execute(sql: "CREATE TABLE job (id INTEGER)") }
    try other.close()
    #expect(failure(path)?.code == .ledgerDamaged)
  }

  @Test func `a newer version's ledger is left alone`() throws {
    let path = folder("ledger.sqlite")
    let ledger = try Ledger(path: path)
    try ledger.database.write { try $0.execute(sql: "PRAGMA user_version = 99") }
    let error = failure(path)
    #expect(error?.message == "was written by a newer hailuo-studio; use that one")
  }

  /// What the first version of the program made.
  private func makeFirstVersion(at path: String) throws {
    let old = try DatabaseQueue(path: path)
    try old.writeWithoutTransaction { db in
      try db.execute(sql: LedgerSchema.steps[0])
      try db.execute(sql: "PRAGMA application_id = \(LedgerSchema.applicationID)")
      try db.execute(sql: "PRAGMA user_version = 1")
      for (number, state) in ["preparing", "submitting", "submitted", "completed", "failed"]
        .enumerated()
      {
        try db.execute(
          sql: """
            INSERT INTO job (take_key, endpoint, prompt, duration_seconds, prompt_optimizer,
              picture_sha256, simulated, take, price_microdollars, output_path, state, request_id,
              owner_pid, owner_start, created_at, updated_at, clip_path, clip_bytes, clip_sha256)
            VALUES (?, 'fal-ai/minimax/hailuo-02-fast/image-to-video', 'rain', 6, 1, ?, 0, ?, 102000,
              '/clip.mp4', ?, 'r', 2000000000, 'gone', '2026-11-20T10:00:00.000Z',
              '2026-11-20T10:00:01.000Z', '/clip.mp4', 7, 'c0ffee')
            """,
          arguments: [
            String(repeating: "\(number)", count: 64), String(repeating: "a", count: 64),
            number + 1, state,
          ])
      }
    }
    try old.close()
  }

  @Test func `a ledger of the first version is opened and keeps its jobs`() async throws {
    let path = folder("ledger.sqlite")
    try makeFirstVersion(at: path)
    let jobs = try await Ledger(path: path).jobs()
    #expect(jobs.map(\.state) == [.intended, .submitting, .submitted, .stored, .failed])
    #expect(jobs.map(\.clip?.sha256) == Array(repeating: "c0ffee", count: 5))
    #expect(jobs.allSatisfy { $0.leaseUntil == nil && $0.result == nil })
    #expect(jobs[0].submittedAt == nil)
    #expect(jobs[2].submittedAt == jobs[2].createdAt)
    // Opened once more it is as it was.
    #expect(try await Ledger(path: path).jobs() == jobs)
  }

  @Test func `many open a ledger of the first version at once`() async throws {
    let path = folder("ledger.sqlite")
    try makeFirstVersion(at: path)
    try await withThrowingTaskGroup(of: Int.self) { group in
      for _ in 0..<8 { group.addTask { try await Ledger(path: path).jobs().count } }
      for try await count in group { #expect(count == 5) }
    }
  }

  @Test func `a ledger with damaged pages is told`() async throws {
    let path = folder("ledger.sqlite")
    var ledger: Ledger? = try Ledger(path: path)
    for number in 0..<200 {
      var order = order
      order.identity.prompt = "\(number) " + String(repeating: "rain ", count: 100)
      _ = try await ledger?.claim(order)
    }
    try ledger?.database.close()
    ledger = nil
    var data = try Data(contentsOf: URL(fileURLWithPath: path))
    for index in 8192..<(data.count - 4096) { data[index] = 0x5A }
    try data.write(to: URL(fileURLWithPath: path))
    #expect(failure(path)?.code == .ledgerDamaged)
  }

  @Test func `a column that holds nonsense is told with its job`() async throws {
    let ledger = try Ledger(path: folder("ledger.sqlite"))
    _ = try await ledger.claim(order)
    try await ledger.database.write { try $0.execute(sql: "UPDATE job SET state = 'paid'") }
    let error = await #expect(throws: StudioError.self) { try await ledger.jobs() }
    #expect(error?.message == "job 1: 'state' is damaged")
    #expect(error?.code == .ledgerDamaged)
  }

  @Test func `a place that cannot be written is told`() throws {
    try folder.write("", to: "file")
    #expect(failure(folder("file/ledger.sqlite"))?.code == .ledgerUnavailable)
    #expect(failure(folder("file/sub/ledger.sqlite"))?.code == .ledgerUnavailable)
    #expect(failure(folder.path)?.code == .ledgerUnavailable)
  }

  @Test func `a full disk is told before a request is sent`() async throws {
    let ledger = try Ledger(path: folder("ledger.sqlite"))
    guard case .make(let job, _) = try await ledger.claim(order) else {
      Issue.record("not to be made")
      return
    }
    // From here on the file may not grow.
    try await ledger.database.writeWithoutTransaction { db in
      let pages = try Int.fetchOne(db, sql: "PRAGMA page_count") ?? 0
      try db.execute(sql: "PRAGMA max_page_count = \(pages)")
    }
    var identity = order.identity
    identity.prompt = String(repeating: "rain ", count: 20_000)
    let other = JobOrder(identity: identity, priceMicrodollars: 1, outputPath: "/clip.mp4")
    let error = await #expect(throws: StudioError.self) { try await ledger.claim(other) }
    #expect(error?.code == .diskFull)
    #expect(try await ledger.jobs() == [job])
  }

  @Test func `a nearly full disk keeps a request from being sent`() async throws {
    let ledger = try Ledger(path: folder("ledger.sqlite"), owner: .current) { _ in 5_000_000 }
    guard case .make(let job, _) = try await ledger.claim(order) else {
      Issue.record("not to be made")
      return
    }
    let error = await #expect(throws: StudioError.self) {
      try await ledger.beginSubmission(of: job.id)
    }
    #expect(error?.code == .diskFull)
    #expect(error?.message.hasPrefix("only 4 MB are free; 32 MB are needed") == true)
    #expect(try await ledger.job(job.id).state == .intended)
  }

  @Test func `the room on a disk is known`() {
    #expect((LedgerFile.freeBytes(folder.path) ?? 0) > 0)
    #expect(LedgerFile.freeBytes("/no/such/folder") == nil)
  }

  @Test func `the database itself refuses a second job in flight`() async throws {
    let ledger = try Ledger(path: folder("ledger.sqlite"))
    _ = try await ledger.claim(order)
    await #expect(throws: DatabaseError.self) {
      try await ledger.database.write { db in
        _ = try Job.insert(order, owner: .current, at: .now, in: db, ledger: "")
      }
    }
  }
}
