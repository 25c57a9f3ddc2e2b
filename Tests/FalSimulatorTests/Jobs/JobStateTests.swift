import Testing

@testable import FalSimulator

struct JobStateTests {
  let done = JobOutcome.video(
    JobOutcome.Video(url: "http://127.0.0.1:1/files/x", byteCount: 1, billableSeconds: 6))

  @Test func `a job waits, runs and is completed`() {
    var job = JobState(submitted: .seconds(1))
    #expect(job.phase == .waiting)
    #expect(job.start(at: .seconds(2)) == true)
    #expect(job.phase == .running(since: .seconds(2)))
    #expect(job.finish(done, at: .seconds(5)) == true)
    #expect(job.phase == .completed(done, since: .seconds(2), ran: .seconds(3)))
  }

  @Test func `a job starts once and ends once`() {
    var job = JobState(submitted: .zero)
    #expect(job.start(at: .zero) == true)
    #expect(job.start(at: .seconds(1)) == false)
    #expect(job.finish(done, at: .seconds(1)) == true)
    #expect(job.finish(.cancelled, at: .seconds(2)) == false)
    #expect(job.phase == .completed(done, since: .zero, ran: .seconds(1)))
    #expect(job.start(at: .seconds(3)) == false)
  }

  @Test func `cancelling removes a waiting job, signals a running one, and is too late after`() {
    var waiting = JobState(submitted: .zero)
    #expect(waiting.cancel(at: .seconds(1)) == .removed)
    #expect(waiting.phase == .completed(.cancelled, since: nil, ran: nil))
    #expect(waiting.start(at: .seconds(2)) == false)

    var running = JobState(submitted: .zero)
    #expect(running.start(at: .seconds(1)) == true)
    #expect(running.cancel(at: .seconds(2)) == .signalled)
    #expect(running.phase == .running(since: .seconds(1)))
    running.finish(done, at: .seconds(3))
    #expect(running.cancel(at: .seconds(4)) == .tooLate)
  }

  @Test func `a start deadline ends what waits, and only that`() {
    var late = JobState(submitted: .zero, startDeadline: .seconds(2))
    late.expire(at: .seconds(2))
    #expect(late.phase == .waiting)
    #expect(late.start(at: .milliseconds(2001)) == false)
    #expect(late.phase == .completed(.startTimeout, since: nil, ran: nil))

    var running = JobState(submitted: .zero, startDeadline: .seconds(2))
    #expect(running.start(at: .seconds(1)) == true)
    running.expire(at: .seconds(9))
    #expect(running.phase == .running(since: .seconds(1)))
  }
}
