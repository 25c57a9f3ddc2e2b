import FalSimulator
import Synchronization
import Testing

@testable import Studio

/// Shots reach the service in the order of their start, whoever has uploaded first.
@Suite(.timeLimit(.minutes(1)))
struct SubmissionQueueTests {
  /// Tells when the last shot may be sent, and lets a test wait for a little.
  private final class Sent: Sendable {
    private let numbers = Mutex<[Int]>([])
    var all: [Int] { numbers.withLock { $0 } }
    func add(_ number: Int) { numbers.withLock { $0.append(number) } }
  }

  @Test func `who is ready first waits for who was started first`() async throws {
    let queue = SubmissionQueue(patience: .seconds(3600))
    let sent = Sent()
    let places = (0..<3).map { _ in queue.enter() }
    try await withThrowingTaskGroup(of: Void.self) { group in
      // Ready in the opposite order.
      for number in [2, 1, 0] {
        group.addTask {
          try await queue.turn(of: places[number])
          sent.add(number)
          queue.leave(places[number])
        }
        for _ in 0..<100 { await Task.yield() }
      }
      try await group.waitForAll()
    }
    #expect(sent.all == [0, 1, 2])
  }

  @Test func `who ends without sending is not waited for`() async throws {
    let queue = SubmissionQueue(patience: .seconds(3600))
    let first = queue.enter()
    let second = queue.enter()
    async let turn: Void = queue.turn(of: second)
    for _ in 0..<100 { await Task.yield() }
    queue.leave(first)
    queue.leave(first)
    try await turn
  }

  @Test func `who is held up for long is not waited for longer than patience lasts`() async throws {
    let queue = SubmissionQueue(patience: .milliseconds(1))
    _ = queue.enter()
    try await queue.turn(of: queue.enter())
  }

  @Test func `waiting ends when it is cancelled`() async throws {
    let queue = SubmissionQueue(patience: .seconds(3600))
    _ = queue.enter()
    let second = queue.enter()
    let waiting = Task { try await queue.turn(of: second) }
    for _ in 0..<100 { await Task.yield() }
    waiting.cancel()
    await #expect(throws: CancellationError.self) { try await waiting.value }
  }

  @Test func `a take's turn comes after its upload and before anything is sent`() async throws {
    try await TakeMakerTests.Scene.run { scene in
      let order = try await scene.order()
      let simulator = scene.simulator
      let seen = Mutex<[Int]>([])
      _ = try await scene.maker().make(
        order,
        turn: {
          seen.withLock {
            $0 = [simulator.record.uploads.count, simulator.record.submissions.count]
          }
        })
      #expect(seen.withLock { $0 } == [1, 0])
      #expect(scene.submissions == 1)
    }
  }
}
