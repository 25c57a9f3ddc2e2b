/// All jobs of a simulator, and the rule of who runs next. Pure; every step is told the time.
///
/// First come, first served; a job waits at least the queue delay, and only so many run at once.
struct JobBoard: Sendable {
  /// What can be seen of a job from outside.
  enum View: Hashable, Sendable {
    /// `position` requests stand ahead of it.
    case waiting(position: Int)
    case running(since: Duration)
    /// `since` and `ran` are `nil` when it never ran.
    case completed(JobOutcome, since: Duration?, ran: Duration?)
  }

  let pace: SimulatorPace
  let slots: Int
  private var jobs: [String: JobState] = [:]
  private var line: [String] = []
  private var running: Set<String> = []

  init(pace: SimulatorPace, slots: Int) {
    self.pace = pace
    self.slots = max(1, slots)
  }

  /// How many jobs wait.
  func waitingCount(at now: Duration) -> Int {
    line.count { id in
      if case .waiting = phase(of: id, at: now) { true } else { false }
    }
  }

  mutating func submit(_ id: String, at now: Duration, startDeadline: Duration? = nil) {
    jobs[id] = JobState(submitted: now, startDeadline: startDeadline)
    line.append(id)
  }

  /// The jobs whose turn it is; they count as running from now on.
  mutating func startDue(at now: Duration) -> [String] {
    var started: [String] = []
    while running.count < slots, let id = line.first, var job = jobs[id] {
      job.expire(at: now)
      if case .waiting = job.phase {
        guard job.submitted + pace.queueDelay <= now else { break }
        if job.start(at: now) {
          running.insert(id)
          started.append(id)
        }
      }
      jobs[id] = job
      line.removeFirst()
    }
    return started
  }

  /// Ends a job and frees its slot.
  mutating func finish(_ id: String, _ outcome: JobOutcome, at now: Duration) {
    jobs[id]?.finish(outcome, at: now)
    running.remove(id)
    line.removeAll { $0 == id }
  }

  /// `nil` for a job that does not exist.
  mutating func cancel(_ id: String, at now: Duration) -> JobState.CancelVerdict? {
    let verdict = jobs[id]?.cancel(at: now)
    if verdict == .removed { line.removeAll { $0 == id } }
    return verdict
  }

  /// `nil` for a job that does not exist.
  func view(of id: String, at now: Duration) -> View? {
    switch phase(of: id, at: now) {
    case nil: nil
    case .waiting: .waiting(position: position(of: id, at: now))
    case .running(let since): .running(since: since)
    case .completed(let outcome, let since, let ran): .completed(outcome, since: since, ran: ran)
    }
  }

  private func phase(of id: String, at now: Duration) -> JobState.Phase? {
    guard var job = jobs[id] else { return nil }
    job.expire(at: now)
    return job.phase
  }

  /// Requests ahead: our own that wait, and strangers who leave one after the other.
  private func position(of id: String, at now: Duration) -> Int {
    let ahead = line.prefix { $0 != id }.count { other in
      if case .waiting = phase(of: other, at: now) { true } else { false }
    }
    guard let job = jobs[id], pace.queueDelay > .zero else { return ahead }
    let left = max(.zero, job.submitted + pace.queueDelay - now) / pace.queueDelay
    return ahead + Int((left * Double(pace.strangersAhead)).rounded(.up))
  }
}
