import Synchronization
import Testing
import Transfers

@testable import FalClient

@Suite(.timeLimit(.minutes(1))) struct TroubleTests {
  private final class Ears: Sendable {
    private let heard = Mutex<[Trouble]>([])
    var all: [Trouble] { heard.withLock { $0 } }
    func hear(_ trouble: Trouble) { heard.withLock { $0.append(trouble) } }
  }

  @Test func `a service that goes away while it is asked is told of before each new attempt`()
    async throws
  {
    let transport = RecordedTransport(
      .json(202, #"{"status":"IN_PROGRESS"}"#), .broken(.connect), .json(502, "<html>"),
      .broken(.aborted), .json(200, #"{"status":"COMPLETED"}"#))
    let ears = Ears()
    var fal = try client(transport, at: "http://127.0.0.1:9")
    fal.onTrouble = ears.hear
    let ticket = try ticket(hosts: fal.hosts)
    for try await _ in fal.updates(of: ticket, by: .poll) {}
    #expect(
      ears.all.map(\.remedy)
        == [.retry(after: .seconds(1)), .retry(after: .seconds(2)), .retry(after: .seconds(4))])
    let sentence = try #require(ears.all.first?.sentence)
    #expect(sentence.contains("job r1") && sentence.hasSuffix("the next attempt is made in 1 s."))
  }

  @Test func `an answer that is overdue is told of while it is waited for`() async throws {
    let transport = SlowTransport(body: Array(#"{"status":"IN_PROGRESS"}"#.utf8))
    let ears = Ears()
    var fal = FalClient(credential: Credential(key: secret), transport: transport)
    fal.onTrouble = ears.hear
    fal.limits.overdue = .milliseconds(1)
    let ticket = try ticket()
    async let status = fal.status(of: ticket)
    while ears.all.isEmpty { await Task.yield() }
    transport.release()
    #expect(try await status == .inProgress(logs: []))
    #expect(ears.all.map(\.remedy) == [.patience(waited: .milliseconds(1))])
    #expect(ears.all.first?.sentence.hasSuffix("still waiting.") == true)
  }

  @Test func `a download that breaks is told of before it goes on`() async throws {
    let cell = FaultCell(
      .download, "breaks twice", "[{at: download, cut: 40000, times: 2}]", "whole", calls: 3,
      jobs: 1)
    try await FaultScene.run(cell) { scene in
      let ears = Ears()
      var scene = scene
      scene.client.onTrouble = ears.hear
      let outcome = try await scene.outcome(of: .download)
      #expect(outcome == "whole")
      let told = ears.all.filter { $0.task.hasPrefix("Downloading") }
      #expect(told.count == 2)
      for trouble in told {
        #expect(trouble.error?.code == .unreachable)
        #expect(trouble.sentence.hasPrefix("Downloading from 127.0.0.1"), "\(trouble.sentence)")
        guard case .retry = trouble.remedy else {
          Issue.record("not tried again: \(trouble.remedy)")
          continue
        }
      }
    }
  }

  @Test func `answers in time are not talked about`() async throws {
    let ears = Ears()
    var fal = try client(RecordedTransport(.json(200, #"{"status":"COMPLETED"}"#)))
    fal.onTrouble = ears.hear
    _ = try await fal.status(of: try ticket())
    #expect(ears.all.isEmpty)
  }

  @Test func `the end of a job is expected when jobs of its model usually end`() async throws {
    let transport = RecordedTransport(
      .json(200, #"{"status":"COMPLETED","metrics":{"inference_time":60}}"#),
      .json(202, #"{"status":"IN_PROGRESS"}"#))
    let clock = StillClock()
    let fal = try client(transport, clock)
    _ = try await fal.watch(
      try ticket("r1"), .poll, logs: false, schedule: .standard, timeout: nil
    ) { _ in }
    let count = clock.pauses.count
    await #expect(throws: FalError.self) {
      try await fal.watch(
        try ticket("r2"), .poll, logs: false, schedule: .standard, timeout: .seconds(120)
      ) { _ in }
    }
    // Every second from three quarters of the usual time to one and a half times, else every five.
    let quick = clock.pauses.dropFirst(count).dropFirst(14).filter { $0 == .seconds(1) }.count
    #expect((40...46).contains(quick))
  }

  @Test func `the usual time is the median of the last jobs, model by model`() throws {
    let times = RunTimes()
    let (one, other) = (try EndpointID("a/b"), try EndpointID("a/c"))
    #expect(times.usual(of: one) == nil)
    for seconds in [500, 500, 500, 500, 500, 10, 30, 20, 40, 1, 30, 31, 29, 30] {
      times.note(.seconds(seconds), of: one)
    }
    #expect(times.usual(of: one) == .seconds(30))
    #expect(times.usual(of: other) == nil)
  }
}
