import Testing

@testable import FalClient

@Suite struct ScheduleTests {
  @Test func `questions come soon, then every second, two, five`() {
    let pauses = (0..<16).map { PollSchedule.standard.pause(beforePoll: $0) }
    #expect(pauses[0] == .milliseconds(300))
    #expect(pauses[1...5].allSatisfy { $0 == .seconds(1) })
    #expect(pauses[6...12].allSatisfy { $0 == .seconds(2) })
    #expect(pauses[13...].allSatisfy { $0 == .seconds(5) })
  }

  @Test(arguments: [(0, 1), (9, 1), (10, 5), (500, 5)])
  func `a long queue is asked about less often`(_ position: Int, _ seconds: Int) {
    let pause = PollSchedule.standard.pause(beforePoll: 2, after: .inQueue(position: position))
    #expect(pause == .seconds(seconds))
  }

  @Test(arguments: [(10, 5), (45, 1), (60, 1), (90, 1), (91, 5)])
  func `near the usual end questions come quicker`(_ running: Int, _ seconds: Int) {
    let schedule = PollSchedule(usualDuration: .seconds(60))
    let pause = schedule.pause(
      beforePoll: 40, after: .inProgress(logs: []), running: .seconds(running))
    #expect(pause == .seconds(seconds))
  }

  @Test func `jitter spreads by a fifth and a scale shortens everything`() {
    let schedule = PollSchedule.standard
    #expect(schedule.pause(beforePoll: 1, jitter: 0) == .milliseconds(800))
    #expect(schedule.pause(beforePoll: 1, jitter: 0.999) < .milliseconds(1200))
    #expect(schedule.pause(beforePoll: 99, jitter: 0.999) == .seconds(5))
    let quick = schedule.scaled(by: 0.01)
    #expect(quick.pause(beforePoll: 0) == .milliseconds(3))
    #expect(quick.pause(beforePoll: 99) == .milliseconds(50))
  }

  @Test func `retries double up to a cap and end`() {
    let policy = RetryPolicy(attemptLimit: 8)
    let pauses = (1...8).map { policy.pause(afterAttempt: $0) }
    #expect(
      pauses == [
        .seconds(1), .seconds(2), .seconds(4), .seconds(8), .seconds(16), .seconds(30),
        .seconds(30), nil,
      ])
    #expect(policy.pause(afterAttempt: 1, jitter: 0) == .milliseconds(750))
    #expect((policy.pause(afterAttempt: 7, jitter: 0.99) ?? .zero) <= .seconds(30))
    #expect(RetryPolicy(attemptLimit: .max).pause(afterAttempt: .max - 1) == .seconds(30))
  }

  @Test func `a server's wish is honoured exactly or not at all`() {
    let policy = RetryPolicy.standard
    #expect(policy.pause(afterAttempt: 1, retryAfter: .seconds(7)) == .seconds(7))
    #expect(policy.pause(afterAttempt: 1, retryAfter: .zero) == .zero)
    #expect(policy.pause(afterAttempt: 1, retryAfter: .seconds(3600)) == nil)
  }
}
