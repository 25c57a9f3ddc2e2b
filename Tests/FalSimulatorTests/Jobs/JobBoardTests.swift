import Testing

@testable import FalSimulator

struct JobBoardTests {
  let pace = SimulatorPace(
    queueDelay: .seconds(4), runDelay: .seconds(10), strangersAhead: 2)
  let done = JobOutcome.video(JobOutcome.Video(url: "u", byteCount: 1, billableSeconds: 6))

  @Test func `first come, first served, and only so many at once`() {
    var board = JobBoard(pace: .instant, slots: 2)
    for id in ["a", "b", "c", "d"] { board.submit(id, at: .zero) }
    #expect(board.startDue(at: .zero) == ["a", "b"])
    #expect(board.startDue(at: .seconds(1)) == [])
    #expect(board.view(of: "c", at: .seconds(1)) == .waiting(position: 0))
    #expect(board.view(of: "d", at: .seconds(1)) == .waiting(position: 1))
    board.finish("b", done, at: .seconds(2))
    #expect(board.startDue(at: .seconds(2)) == ["c"])
    #expect(board.view(of: "d", at: .seconds(2)) == .waiting(position: 0))
    #expect(
      board.view(of: "b", at: .seconds(2)) == .completed(done, since: .zero, ran: .seconds(2)))
  }

  @Test func `a job waits at least the queue delay`() {
    var board = JobBoard(pace: pace, slots: 2)
    board.submit("a", at: .seconds(10))
    #expect(board.startDue(at: .milliseconds(13_999)) == [])
    #expect(board.startDue(at: .seconds(14)) == ["a"])
  }

  @Test(arguments: [(0, 2), (1, 2), (1.9, 2), (2, 1), (3.9, 1), (4, 0), (60, 0)])
  func `the position counts down to zero`(seconds: Double, expected: Int) {
    var board = JobBoard(pace: pace, slots: 1)
    board.submit("a", at: .zero)
    #expect(board.view(of: "a", at: .seconds(seconds)) == .waiting(position: expected))
  }

  @Test func `the position never rises while others start, end and are cancelled`() throws {
    var dice = SeededDice(state: 7)
    for _ in 0..<200 {
      var board = JobBoard(pace: pace, slots: 1)
      for id in 0..<6 { board.submit("\(id)", at: .zero) }
      var last = Int.max
      var running: [String] = []
      for tick in 0..<30 {
        let now = Duration.milliseconds(tick * 500)
        running += board.startDue(at: now)
        if Bool.random(using: &dice), let id = running.popLast() {
          board.finish(id, done, at: now)
        }
        if Int.random(in: 0..<8, using: &dice) == 0 {
          _ = board.cancel("\(Int.random(in: 0..<5, using: &dice))", at: now)
        }
        guard case .waiting(let position)? = board.view(of: "5", at: now) else { break }
        #expect(position <= last && position >= 0)
        last = position
      }
    }
  }

  @Test func `a cancelled or expired job leaves the line and takes no slot`() {
    var board = JobBoard(pace: .instant, slots: 1)
    board.submit("a", at: .zero)
    board.submit("late", at: .zero, startDeadline: .seconds(1))
    board.submit("b", at: .zero)
    board.submit("c", at: .zero)
    #expect(board.startDue(at: .zero) == ["a"])
    #expect(board.waitingCount(at: .zero) == 3)
    #expect(board.cancel("b", at: .seconds(1)) == .removed)
    #expect(
      board.view(of: "late", at: .seconds(2)) == .completed(.startTimeout, since: nil, ran: nil))
    #expect(board.view(of: "c", at: .seconds(2)) == .waiting(position: 0))
    #expect(board.waitingCount(at: .seconds(2)) == 1)
    board.finish("a", done, at: .seconds(2))
    #expect(board.startDue(at: .seconds(2)) == ["c"])
  }

  @Test func `a job nobody submitted does not exist`() {
    var board = JobBoard(pace: .instant, slots: 1)
    #expect(board.view(of: "x", at: .zero) == nil)
    #expect(board.cancel("x", at: .zero) == nil)
    board.finish("x", done, at: .zero)
    #expect(board.view(of: "x", at: .zero) == nil)
  }

  @Test func `the log grows while the job runs and says how it ended`() {
    func messages(_ seconds: Int, _ outcome: JobOutcome? = nil) -> [String] {
      JobLog(elapsed: .seconds(seconds), expected: .seconds(8), outcome: outcome).lines
        .map(\.message)
    }
    #expect(messages(0).count == 1)
    #expect(messages(4).count == 3)
    #expect(messages(4).starts(with: messages(0)))
    #expect(messages(9, done).last == "Simulated runner: clip finished ✓")
    let failed = JobLog(elapsed: .zero, expected: .seconds(8), outcome: .cancelled).lines.last
    #expect(failed?.level == "ERROR")
  }
}
