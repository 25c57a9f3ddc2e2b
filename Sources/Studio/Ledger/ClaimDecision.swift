/// What to do about a take that is asked for, given every job there was for it.
public enum ClaimDecision: Hashable, Sendable {
  /// Make it: a new job. The other one is an earlier job whose clip is gone, if there is one.
  case makeNew(replacing: Job?)
  /// Go on with a job whose owner died before anything was sent.
  case takeOver(Job)
  /// Wait for a job that the service has.
  case resume(Job)
  /// The clip is there already.
  case alreadyDone(Job)
  /// Another process, or another task of this one, is making it.
  case busy(Job)
  /// Its owner gave up or died while the request was under way: record that, then decide again.
  case ownerDied(Job)
  /// Nobody knows whether it was paid for; it is not sent again.
  case ambiguous(Job)

  /// Decides.
  ///
  /// What keeps a take from being paid for twice comes first: an unknown outcome, then a job in
  /// flight, then a clip that exists. Only when there is none of them is it made (again).
  ///
  /// The jobs are all with the take's key, in the order they were written down. A clip is there
  /// when it is still where the ledger says, with the length it had.
  public static func deciding(
    jobs: [Job], isAlive: (ProcessIdentity) -> Bool, clipIsThere: (Job) -> Bool
  ) -> ClaimDecision {
    if let job = jobs.last(where: { $0.state == .ambiguous }) {
      // A simulated request costs nothing, so it does not matter what became of it.
      return job.isSimulated ? .ownerDied(job) : .ambiguous(job)
    }
    if let job = jobs.last(where: { $0.state.isInFlight }) {
      switch job.state {
      case .submitted: return .resume(job)
      case .preparing: return isAlive(job.owner) ? .busy(job) : .takeOver(job)
      default: return isAlive(job.owner) ? .busy(job) : .ownerDied(job)
      }
    }
    let completed = jobs.filter { $0.state == .completed }
    if let job = completed.last(where: clipIsThere) { return .alreadyDone(job) }
    return .makeNew(replacing: completed.last)
  }
}

/// What a process that asked for a take may do now.
public enum Claim: Hashable, Sendable {
  /// Make it; the job is this process's, in `preparing`. The other one is an earlier job whose clip
  /// was paid for and is gone: tell the person its request id.
  case make(Job, replacing: Job?)
  /// Wait for its result with its ticket.
  case resume(Job)
  /// Use its clip.
  case alreadyDone(Job)
  /// Leave it to the process that is at it.
  case busy(Job)
  /// Stop: a person has to find out what became of it.
  case ambiguous(Job)
}
