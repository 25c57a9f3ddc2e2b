import Foundation
import GRDB
import Testing

@testable import Studio

@Suite(.timeLimit(.minutes(1)))
struct LedgerTests {
  private let folder: ScratchFolder
  private let path: String
  /// A process that has ended.
  private let dead = ProcessIdentity(pid: 2_000_000_000, start: "gone")
  /// A process that runs as long as the computer does, and is not this one.
  private let stranger = ProcessIdentity(pid: 1, start: nil)
  private let ticket = JobTicket(
    requestID: "req-1", statusURL: "https://queue.fal.run/r/req-1/status?sig=secret",
    responseURL: "https://queue.fal.run/r/req-1#secret",
    cancelURL: "https://key:secret@queue.fal.run/r/req-1/cancel")

  init() throws {
    folder = try ScratchFolder()
    path = folder("home/deep/ledger.sqlite")
  }

  private func order(_ prompt: String = "rain", simulated: Bool = false) -> JobOrder {
    var identity = TakeKeyTests.identity
    identity.prompt = prompt
    identity.simulated = simulated
    return JobOrder(
      identity: identity, priceMicrodollars: 102_000, outputPath: folder("clip.mp4"))
  }

  private func ledger(_ owner: ProcessIdentity = .current) throws -> Ledger {
    try Ledger(path: path, owner: owner)
  }

  private func made(_ claim: Claim) throws -> Job {
    guard case .make(let job, _) = claim else {
      Issue.record("not to be made: \(claim)")
      throw CancellationError()
    }
    return job
  }

  /// Brings a job from its ticket to its clip.
  @discardableResult
  private func finish(
    _ job: Job, in ledger: Ledger, _ clip: StoredClip, billableUnits: Double? = nil
  ) async throws -> Job {
    try await ledger.recordResult(Array("{}".utf8), billableUnits: billableUnits, of: job.id)
    try await ledger.recordDownload(clip, of: job.id)
    return try await ledger.recordClip(clip, of: job.id)
  }

  private func clip(_ text: String = "a clip", at name: String = "clip.mp4") throws -> StoredClip {
    let path = try folder.write(text, to: name)
    return StoredClip(path: path, bytes: text.utf8.count, sha256: "c0ffee")
  }

  @Test func `a job goes from being wanted to being there`() async throws {
    let ledger = try ledger()
    let job = try made(try await ledger.claim(order()))
    #expect(job.state == .intended)
    #expect(job.owner == .current)
    #expect(job.order == order())
    #expect(job.takeKey == order().identity.key)
    #expect(try await ledger.beginSubmission(of: job.id).state == .submitting)
    #expect(try await ledger.recordTicket(ticket, of: job.id).state == .submitted)
    #expect(try await ledger.recordWork(of: job.id).state == .running)
    let body = #"{"video":{"url":"https://v3.fal.media/f.mp4?sig=secret"}}"#
    let answered = try await ledger.recordResult(
      Array(body.utf8), billableUnits: 6, of: job.id)
    #expect(answered.state == .completed)
    #expect(answered.result == #"{"video":{"url":"https://v3.fal.media/f.mp4"}}"#)
    #expect(try await ledger.recordDownload(try clip(), of: job.id).state == .downloaded)
    // A webhook that comes after the one who waits unmakes nothing.
    let letter = try await ledger.recordResult(
      Array(#"{"late": true}"#.utf8), billableUnits: nil, of: job.id, isLetter: true)
    #expect(letter.state == .downloaded && letter.result == answered.result)
    let done = try await ledger.recordClip(try clip(), of: job.id)
    #expect(done.state == .stored)
    #expect(done.startedAt != nil && done.submittedAt != nil && done.completedAt != nil)
    #expect(done.billedMicrodollars == 102_000)
    #expect(done.requestID == "req-1")
    #expect(done.billableUnits == 6)
    #expect(done.clip == (try clip()))
    #expect(done.updatedAt >= done.createdAt)
    #expect(try await ledger.job(job.id) == done)
    #expect(try await ledger.jobs() == [done])
    #expect(try await ledger.jobs(for: job.takeKey) == [done])
    #expect(try await ledger.jobs(in: [.failed]) == [])
  }

  @Test func `what is written down is on disk and seen by another process at once`() async throws {
    let (one, other) = (try ledger(), try ledger(stranger))
    let job = try made(try await one.claim(order()))
    try await one.beginSubmission(of: job.id)
    #expect(try await other.job(job.id).state == .submitting)
    let mode = try await one.database.read { try String.fetchOne($0, sql: "PRAGMA journal_mode") }
    let synchronous = try await one.database.read {
      try Int.fetchOne($0, sql: "PRAGMA synchronous")
    }
    #expect(mode == "wal")
    // 2 is FULL. Source: sqlite.org/pragma.html
    #expect(synchronous == 2)
  }

  @Test func `a clip that is there costs nothing`() async throws {
    let ledger = try ledger()
    let job = try made(try await ledger.claim(order()))
    try await ledger.beginSubmission(of: job.id)
    try await ledger.recordTicket(ticket, of: job.id)
    let done = try await finish(job, in: ledger, try clip())
    #expect(try await ledger.claim(order()) == .alreadyDone(done))
    #expect(try await ledger.claim(order()) == .alreadyDone(done))
    // Moved, it still counts; gone, it is not paid for again by itself.
    let moved = try clip(at: "earlier.mp4")
    try FileManager.default.removeItem(atPath: folder("clip.mp4"))
    let after = try await ledger.recordMove(of: job.id, to: moved.path)
    #expect(try await ledger.claim(order()) == .alreadyDone(after))
    try FileManager.default.removeItem(atPath: moved.path)
    #expect(try await ledger.claim(order()) == .lost(after))
    let givenUp = try await ledger.resolve(job.id, .givenUp)
    #expect(givenUp.state == .failed && givenUp.clip == nil)
    #expect(try made(try await ledger.claim(order())).id != job.id)
  }

  @Test func `a clip of another length is not the clip`() async throws {
    let ledger = try ledger()
    let job = try made(try await ledger.claim(order()))
    try await ledger.beginSubmission(of: job.id)
    try await ledger.recordTicket(ticket, of: job.id)
    let done = try await finish(job, in: ledger, try clip())
    try folder.write("half", to: "clip.mp4")
    #expect(try await ledger.claim(order()) == .lost(done))
  }

  @Test func `a living process is not interfered with`() async throws {
    let (mine, theirs) = (try ledger(), try ledger(stranger))
    let job = try made(try await theirs.claim(order()))
    #expect(try await mine.claim(order()) == .busy(job))
    await #expect(throws: StudioError.self) { try await mine.beginSubmission(of: job.id) }
    let sending = try await theirs.beginSubmission(of: job.id)
    #expect(try await mine.claim(order()) == .busy(sending))
    // Other takes have nothing to do with it.
    #expect(try made(try await mine.claim(order("snow"))).id != job.id)
  }

  @Test func `a dead process's preparations are gone on with, into the file wanted now`()
    async throws
  {
    let (mine, theirs) = (try ledger(), try ledger(dead))
    let job = try made(try await theirs.claim(order()))
    var order = order()
    order.outputPath = folder("elsewhere.mp4")
    let taken = try made(try await mine.claim(order))
    #expect(taken.id == job.id)
    #expect(taken.owner == .current)
    #expect(taken.order.outputPath == folder("elsewhere.mp4"))
    // Should it be alive after all, it is told before it pays.
    let error = await #expect(throws: StudioError.self) {
      try await theirs.beginSubmission(of: job.id)
    }
    #expect(error?.code == .notOwner)
    try await mine.beginSubmission(of: job.id)
  }

  @Test func `a process that died while sending leaves a question only a person can settle`()
    async throws
  {
    let (mine, theirs) = (try ledger(), try ledger(dead))
    let job = try made(try await theirs.claim(order()))
    try await theirs.beginSubmission(of: job.id)
    for _ in 0..<3 {
      guard case .ambiguous(let unknown) = try await mine.claim(order()) else {
        Issue.record("an unknown outcome was not kept")
        return
      }
      #expect(unknown.id == job.id)
      #expect(unknown.error == "process 2000000000 ended while the request was being sent")
    }
    await #expect(throws: StudioError.self) { try await mine.beginSubmission(of: job.id) }
    await #expect(throws: StudioError.self) { try await mine.recordTicket(ticket, of: job.id) }
    #expect(try await mine.job(job.id).state == .ambiguous)
    #expect(try await mine.jobs().count == 1)
    try await mine.resolve(job.id, .notSent)
    #expect(try made(try await mine.claim(order())).id != job.id)
  }

  @Test func `a person may find the request at the service`() async throws {
    let ledger = try ledger()
    let job = try made(try await ledger.claim(order()))
    try await ledger.beginSubmission(of: job.id)
    try await ledger.recordUnknownOutcome(
      of: job.id, because: "the connection to https://queue.fal.run/x?sig=secret broke")
    let found = try await ledger.resolve(job.id, .submitted(ticket))
    #expect(found.state == .submitted)
    guard case .resume(let resumed) = try await ledger.claim(order()) else {
      Issue.record("it was not gone on with")
      return
    }
    #expect(resumed.ticket == found.ticket)
    await #expect(throws: StudioError.self) { try await ledger.resolve(job.id, .notSent) }
  }

  @Test func `an answer that comes after all is kept`() async throws {
    let (mine, theirs) = (try ledger(), try ledger(dead))
    let job = try made(try await theirs.claim(order()))
    try await theirs.beginSubmission(of: job.id)
    _ = try await mine.claim(order())
    #expect(try await mine.job(job.id).state == .ambiguous)
    #expect(try await theirs.recordTicket(ticket, of: job.id).state == .submitted)
    guard case .resume(let job) = try await mine.claim(order()) else {
      Issue.record("the ticket was lost")
      return
    }
    #expect(job.requestID == "req-1")
    #expect(job.owner == .current)
  }

  @Test func `a simulated job is made afresh when nobody knows what became of it`() async throws {
    let (mine, theirs) = (try ledger(), try ledger(dead))
    let order = order(simulated: true)
    let first = try made(try await theirs.claim(order))
    try await theirs.beginSubmission(of: first.id)
    let second = try made(try await mine.claim(order))
    #expect(second.id != first.id)
    try await mine.beginSubmission(of: second.id)
    try await mine.recordUnknownOutcome(of: second.id, because: "reset")
    let third = try made(try await mine.claim(order))
    #expect(third.id != second.id)
    #expect(try await mine.jobs(in: [.failed]).map(\.id) == [first.id, second.id])
    // The real thing has another key.
    #expect(try made(try await mine.claim(self.order())).takeKey != third.takeKey)
  }

  @Test func `a submitted job has one owner, and another once that has gone`() async throws {
    let (mine, theirs) = (try ledger(), try ledger(stranger))
    let job = try made(try await theirs.claim(order()))
    try await theirs.beginSubmission(of: job.id)
    let submitted = try await theirs.recordTicket(ticket, of: job.id)
    #expect(try await mine.claim(order()) == .busy(submitted))
    await #expect(throws: StudioError.self) { try await mine.takeOver(job.id) }
    // What ends without the job's end lets go of it.
    await #expect(throws: CancellationError.self) {
      try await theirs.holding(job.id) { throw CancellationError() }
    }
    guard case .resume(let resumed) = try await mine.claim(order()) else {
      Issue.record("nobody went on")
      return
    }
    #expect(resumed.owner == .current)
    let first = try await finish(job, in: mine, try clip())
    // The second to arrive finds it done, and changes nothing.
    #expect(try await theirs.recordClip(try clip("other", at: "o.mp4"), of: job.id) == first)
    await #expect(throws: StudioError.self) {
      try await theirs.recordFailure(of: job.id, because: "late")
    }
  }

  @Test func `a process that hangs loses its work and cannot pay for it later`() async throws {
    let (mine, theirs) = (try ledger(), try ledger(stranger))
    let job = try made(try await theirs.claim(order()))
    #expect(job.leaseUntil.map { $0 > .now } == true)
    #expect(try await mine.claim(order()) == .busy(job))
    // So much later.
    try await mine.database.write {
      try $0.execute(
        sql: "UPDATE job SET lease_until = ?",
        arguments: [UTC.text(Date.now.addingTimeInterval(-1))])
    }
    #expect(try made(try await mine.claim(order())).id == job.id)
    let error = await #expect(throws: StudioError.self) {
      try await theirs.beginSubmission(of: job.id)
    }
    #expect(error?.code == .notOwner)
  }

  @Test func `several processes cannot pass a limit together`() async throws {
    var ledgers = try (0..<4).map { _ in try ledger() }
    for index in ledgers.indices { ledgers[index].budget.daily = 5 * 102_000 }
    let all = ledgers
    let jobs = try await (0..<12).asyncMap {
      try self.made(try await all[$0 % 4].claim(order("\($0)")))
    }
    let codes = await withTaskGroup(of: StudioError.Code?.self) { group in
      for (index, job) in jobs.enumerated() {
        group.addTask {
          do {
            try await all[index % 4].beginSubmission(of: job.id)
            return nil
          } catch {
            return (error as? StudioError)?.code
          }
        }
      }
      return await group.reduce(into: []) { $0.append($1) }
    }
    #expect(codes.filter { $0 == nil }.count == 5)
    #expect(codes.filter { $0 == .overBudget }.count == 7)
    // What was not billed after all makes room again.
    let sent = try await all[0].jobs(in: [.submitting])[0]
    let owner = try #require(jobs.firstIndex { $0.id == sent.id })
    try await all[owner % 4].recordRefusal(of: sent.id, because: "422")
    let waiting = try #require(try await all[0].jobs(in: [.intended]).first)
    let next = try #require(jobs.firstIndex { $0.id == waiting.id })
    try await all[next % 4].beginSubmission(of: waiting.id)
  }

  @Test func `a run and a project have limits of their own`() async throws {
    var first = try ledger()
    first.budget = Budget(run: 250_000, project: 350_000)
    for prompt in ["a", "b"] {
      var order = order(prompt)
      order.project = "/film"
      try await first.beginSubmission(of: try made(try await first.claim(order)).id)
    }
    var third = order("c")
    third.project = "/film"
    let job = try made(try await first.claim(third))
    let error = await #expect(throws: StudioError.self) {
      try await first.beginSubmission(of: job.id)
    }
    #expect(
      error?.message == "not sent: $0.102 is wanted, but $0.204 of the limit for this run of $0.25 "
        + "are spent; $0.056 is missing")
    // Another run has its own limit, and the project's is the same.
    var second = try ledger()
    second.budget = first.budget
    try await second.beginSubmission(of: job.id)
    var fourth = order("d")
    fourth.project = "/film"
    let last = try made(try await second.claim(fourth))
    await #expect(throws: StudioError.self) { try await second.beginSubmission(of: last.id) }
  }

  @Test func `a job can be settled only while its outcome is unknown`() async throws {
    let (mine, theirs) = (try ledger(), try ledger(dead))
    let job = try made(try await theirs.claim(order()))
    await #expect(throws: StudioError.self) { try await mine.resolve(job.id, .notSent) }
    try await theirs.beginSubmission(of: job.id)
    // Its sender is dead, though nobody has asked for it since.
    #expect(try await mine.resolve(job.id, .submitted(ticket)).state == .submitted)
    await #expect(throws: StudioError.self) { try await mine.resolve(job.id, .notSent) }
    #expect(try await mine.takeOver(job.id).owner == .current)
  }

  @Test func `refused and failed takes may be asked for again`() async throws {
    let ledger = try ledger()
    let first = try made(try await ledger.claim(order()))
    #expect(try await ledger.recordRefusal(of: first.id, because: "no upload").state == .refused)
    let second = try made(try await ledger.claim(order()))
    try await ledger.beginSubmission(of: second.id)
    try await ledger.recordRefusal(of: second.id, because: "422")
    let third = try made(try await ledger.claim(order()))
    try await ledger.beginSubmission(of: third.id)
    try await ledger.recordTicket(ticket, of: third.id)
    let failed = try await ledger.recordFailure(
      of: third.id, because: "see https://fal.media/x?sig=secret")
    #expect(failed.error == "see https://fal.media/x")
    #expect(try made(try await ledger.claim(order())).id == 4)
  }

  @Test func `of many that ask at once, one is told to make it`() async throws {
    let ledgers = try (0..<4).map { _ in try ledger() }
    let order = order()
    let claims = try await withThrowingTaskGroup(of: Claim.self) { group in
      for round in 0..<40 { group.addTask { try await ledgers[round % 4].claim(order) } }
      return try await group.reduce(into: []) { $0.append($1) }
    }
    let busy = claims.filter { if case .busy = $0 { true } else { false } }
    #expect(busy.count == 39)
    #expect(try await ledgers[0].jobs().count == 1)
  }

  @Test func `many open a new ledger at once`() async throws {
    let path = path
    try await withThrowingTaskGroup(of: Void.self) { group in
      for _ in 0..<8 { group.addTask { _ = try Ledger(path: path) } }
      try await group.waitForAll()
    }
    #expect(try await ledger().jobs().isEmpty)
  }

  @Test func `cancelling does not keep an answer from being written down`() async throws {
    let ledger = try ledger()
    let job = try made(try await ledger.claim(order()))
    let ticket = ticket
    let task = Task {
      withUnsafeCurrentTask { $0?.cancel() }
      try await ledger.beginSubmission(of: job.id)
      return try await ledger.recordTicket(ticket, of: job.id)
    }
    #expect(try await task.value.state == .submitted)
  }

  @Test func `no secret is in the ledger's files`() async throws {
    let ledger = try ledger()
    let job = try made(try await ledger.claim(order()))
    try await ledger.beginSubmission(of: job.id)
    let submitted = try await ledger.recordTicket(ticket, of: job.id)
    #expect(submitted.ticket?.statusURL == "https://queue.fal.run/r/req-1/status")
    #expect(submitted.ticket?.cancelURL == "https://queue.fal.run/r/req-1/cancel")
    try await ledger.recordFailure(of: job.id, because: "https://x/y?z=secret")
    for ending in ["", "-wal"] {
      let data = try Data(contentsOf: URL(fileURLWithPath: path + ending))
      #expect(data.range(of: Data("secret".utf8)) == nil)
    }
  }

  @Test func `the files are the user's alone`() async throws {
    _ = try await ledger().claim(order())
    func mode(_ path: String) throws -> Int? {
      try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
    }
    let base = folder("home/deep")
    #expect(try mode(base) == 0o700)
    #expect(try mode(folder("home")) == 0o700)
    for file in try FileManager.default.contentsOfDirectory(atPath: base) {
      #expect(try mode(base + "/" + file) == 0o600)
    }
  }

  @Test func `an unknown job is told`() async throws {
    let ledger = try ledger()
    let error = await #expect(throws: StudioError.self) { try await ledger.job(7) }
    #expect(error?.description == "job 7: the ledger knows no such job")
  }
}

extension Sequence {
  /// Elements changed one after another.
  fileprivate func asyncMap<Changed>(
    _ change: (Element) async throws -> Changed
  ) async rethrows -> [Changed] {
    var changed: [Changed] = []
    for element in self { changed.append(try await change(element)) }
    return changed
  }
}
