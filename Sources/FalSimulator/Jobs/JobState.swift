/// The life of one job: waiting, running, completed. Pure; every step is told the time.
///
/// Times count from the start of the simulator. There is no failed or cancelled state, as in the
/// real queue: a job that ends badly is completed, and its outcome says so.
struct JobState: Hashable, Sendable {
  enum Phase: Hashable, Sendable {
    case waiting
    case running(since: Duration)
    /// `since` and `ran` are `nil` when it never ran.
    case completed(JobOutcome, since: Duration?, ran: Duration?)
  }

  /// What a wish to cancel leads to.
  enum CancelVerdict: Hashable, Sendable {
    /// It was waiting and is completed now.
    case removed
    /// It runs; the one who runs it must be told, and may finish all the same.
    case signalled
    /// It was completed before.
    case tooLate
  }

  let submitted: Duration
  /// When it must have started, or is given up.
  let startDeadline: Duration?
  private(set) var phase = Phase.waiting

  init(submitted: Duration, startDeadline: Duration? = nil) {
    self.submitted = submitted
    self.startDeadline = startDeadline
  }

  /// Begins to run; `false` when it does not wait any more.
  mutating func start(at now: Duration) -> Bool {
    expire(at: now)
    guard case .waiting = phase else { return false }
    phase = .running(since: now)
    return true
  }

  /// Ends; `false` when it had ended before, and then the first outcome stays.
  @discardableResult
  mutating func finish(_ outcome: JobOutcome, at now: Duration) -> Bool {
    switch phase {
    case .waiting: phase = .completed(outcome, since: nil, ran: nil)
    case .running(let since):
      phase = .completed(outcome, since: since, ran: max(.zero, now - since))
    case .completed: return false
    }
    return true
  }

  mutating func cancel(at now: Duration) -> CancelVerdict {
    expire(at: now)
    switch phase {
    case .waiting:
      phase = .completed(.cancelled, since: nil, ran: nil)
      return .removed
    case .running: return .signalled
    case .completed: return .tooLate
    }
  }

  /// Gives up when it still waits and its deadline has passed.
  mutating func expire(at now: Duration) {
    guard case .waiting = phase, let startDeadline, now > startDeadline else { return }
    phase = .completed(.startTimeout, since: nil, ran: nil)
  }
}
