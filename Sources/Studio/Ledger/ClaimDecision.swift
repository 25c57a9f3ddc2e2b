/// What to do about a take that is asked for, given every job there was for it.
public enum ClaimDecision: Hashable, Sendable {
  /// Make it: a new job. The other one is an earlier rehearsal whose clip is gone, if there is one.
  case makeNew(replacing: Job?)
  /// An earlier job was paid for, and its clip is gone; only a person may let it be paid for again.
  case lost(Job)
  /// Go on with a job whose owner left before anything was sent.
  case takeOver(Job)
  /// Go on with a job that the service has, and whose owner left.
  case resume(Job)
  /// The clip is there already.
  case alreadyDone(Job)
  /// Another process, or another task of this one, is at it.
  case busy(Job)
  /// Its owner left while the request was under way: record that, then decide again.
  case ownerLeft(Job)
  /// Nobody knows whether it was paid for; it is not sent again.
  case ambiguous(Job)

  /// Decides.
  ///
  /// What keeps a take from being paid for twice comes first: an unknown outcome, then a job in
  /// flight, then a clip that exists, then one that was paid for and is gone. Only when there is
  /// none of them is it made (again).
  ///
  /// - Parameters:
  ///   - jobs: all with the take's key, in the order they were written down.
  ///   - isHeld: whether a job's owner is at it.
  ///   - costsNothing: whether a job went to a simulator that has ended.
  ///   - clipIsThere: whether a clip is where the ledger says, with the length it had.
  public static func deciding(
    jobs: [Job], isHeld: (Job) -> Bool, costsNothing: (Job) -> Bool, clipIsThere: (Job) -> Bool
  ) -> ClaimDecision {
    if let job = jobs.last(where: { $0.state == .ambiguous }) {
      return costsNothing(job) ? .ownerLeft(job) : .ambiguous(job)
    }
    if let job = jobs.last(where: { $0.state.isInFlight }) {
      if isHeld(job) { return .busy(job) }
      switch job.state {
      case .intended: return .takeOver(job)
      case .submitting: return .ownerLeft(job)
      default: return .resume(job)
      }
    }
    let stored = jobs.filter { $0.state == .stored }
    if let job = stored.last(where: clipIsThere) { return .alreadyDone(job) }
    if let job = jobs.last(where: { [.stored, .expired].contains($0.state) && !$0.isSimulated }) {
      return .lost(job)
    }
    // What was rehearsed costs nothing the second time either.
    return .makeNew(replacing: stored.last)
  }
}

/// What a process that asked for a take may do now.
public enum Claim: Hashable, Sendable {
  /// Make it; the job is this process's, in `intended`. The other one is an earlier rehearsal whose
  /// clip is gone.
  case make(Job, replacing: Job?)
  /// Stop: this earlier job was paid for and its clip is gone; a person has to decide.
  case lost(Job)
  /// Go on with it; the job is this process's, and the service has it.
  case resume(Job)
  /// Use its clip.
  case alreadyDone(Job)
  /// Leave it to the process that is at it.
  case busy(Job)
  /// Stop: a person has to find out what became of it.
  case ambiguous(Job)
}
