import Dispatch
import Libav
import Synchronization
import Testing

@Suite(.timeLimit(.minutes(5))) struct WorkshopTests {
  /// How many of something are there now, and how many were at most.
  private final class Gauge: Sendable {
    private let state = Mutex((now: 0, most: 0))
    func enter() {
      state.withLock {
        $0.now += 1
        $0.most = max($0.most, $0.now)
      }
    }
    func leave() { state.withLock { $0.now -= 1 } }
    var most: Int { state.withLock { $0.most } }
  }

  /// A door that jobs wait behind, but not for ever.
  private final class Door: Sendable {
    private let opened = DispatchSemaphore(value: 0)
    func open() { opened.signal() }
    func wait() -> Bool { opened.wait(timeout: .now() + 20) == .success }
  }

  @Test func `results and errors come back`() async throws {
    struct Trouble: Error {}
    let workshop = Workshop(width: 1)
    #expect(try await workshop.run { _ in 6 * 7 } == 42)
    await #expect(throws: Trouble.self) { try await workshop.run { _ in throw Trouble() } }
  }

  @Test(arguments: [1, 3]) func `no more jobs run than there are threads`(width: Int) async throws {
    let workshop = Workshop(width: width)
    let gauge = Gauge()
    try await withThrowingTaskGroup(of: Void.self) { group in
      for _ in 0..<40 {
        group.addTask {
          try await workshop.run { _ in
            gauge.enter()
            var sum = 0
            for number in 0..<20_000 { sum &+= number }
            #expect(sum > 0)
            gauge.leave()
          }
        }
      }
      try await group.waitForAll()
    }
    #expect(gauge.most <= width)
    #expect(gauge.most >= 1)
  }

  @Test func `cancelling raises the flag of work that runs`() async throws {
    let workshop = Workshop(width: 1)
    let (begun, signal) = AsyncStream<Void>.makeStream()
    let task = Task {
      try await workshop.run { cancellation in
        signal.yield()
        while true { try cancellation.check() }
      }
    }
    for await _ in begun { break }
    task.cancel()
    await #expect(throws: CancellationError.self) { try await task.value }
  }

  @Test func `work that waits for its turn is given up at once`() async throws {
    let workshop = Workshop(width: 1)
    let door = Door()
    let (begun, signal) = AsyncStream<Void>.makeStream()
    let first = Task {
      try await workshop.run { _ in
        signal.yield()
        return door.wait()
      }
    }
    for await _ in begun { break }
    let ran = Gauge()
    let second = Task { try await workshop.run { _ in ran.enter() } }
    second.cancel()
    // The only thread is busy until the door opens, so an end before that is one without it.
    await #expect(throws: CancellationError.self) { try await second.value }
    door.open()
    #expect(try await first.value, "the thread was free before the door was opened")
    #expect(ran.most == 0)
    #expect(try await workshop.run { _ in 1 } == 1)
  }

  @Test func `a task that is cancelled already starts nothing`() async throws {
    let workshop = Workshop(width: 1)
    let ran = Gauge()
    let task = Task {
      withUnsafeCurrentTask { $0?.cancel() }
      try await workshop.run { _ in ran.enter() }
    }
    await #expect(throws: CancellationError.self) { try await task.value }
    #expect(ran.most == 0)
  }

  @Test func `work that is done when it is cancelled counts`() async throws {
    let flag = Cancellation()
    try flag.check()
    #expect(!flag.isRaised)
    flag.raise()
    #expect(flag.isRaised)
    #expect(throws: LibavError.self) { try flag.check() }
  }
}
