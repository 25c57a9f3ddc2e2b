/// Where a paid request stands.
///
/// The states follow what was done, not what is hoped: `submitting` is on disk before the request
/// leaves, so a program that dies in between leaves a trace that says "perhaps".
public enum JobState: String, Hashable, Sendable, Codable, CaseIterable {
  /// It is being made ready; nothing was sent.
  case preparing
  /// The request is about to be sent, or was sent and not yet answered.
  case submitting
  /// The service took it and gave it an id.
  case submitted
  /// Its clip is on disk.
  case completed
  /// The service took it and could not make a clip, or the clip is lost.
  case failed
  /// It was certainly not taken, and nothing is owed.
  case refused
  /// Nobody knows whether it was taken; only a person can settle that.
  case ambiguous

  /// Whether no other job for the same take may be started beside it.
  public var isInFlight: Bool {
    switch self {
    case .preparing, .submitting, .submitted, .ambiguous: true
    case .completed, .failed, .refused: false
    }
  }
}

/// What can happen to a job.
public enum JobEvent: String, Hashable, Sendable, CaseIterable {
  /// The request is about to be sent.
  case submissionBegins
  /// The answer came with an id.
  case ticketArrived
  /// The answer says that it was not taken, or it is proven that nothing was sent.
  case notTaken
  /// The connection broke after something may have been sent.
  case outcomeUnknown
  /// The process that was at it has died.
  case ownerDied
  /// The clip is on disk.
  case clipStored
  /// The service reports that it failed, or its result cannot be had any more.
  case jobFailed
  /// A person found the request at the service.
  case resolvedAsSubmitted
  /// A person made sure that the request never got there.
  case resolvedAsNotSent
}

extension JobState {
  /// The state after an event; `nil` when the event cannot happen in this state.
  ///
  /// A simulated job costs nothing, so the death of its owner settles it.
  public func after(_ event: JobEvent, simulated: Bool) -> JobState? {
    switch (self, event) {
    case (.preparing, .submissionBegins): .submitting
    case (.preparing, .notTaken): .refused
    // Nothing was sent, so the next one goes on where the dead one stopped.
    case (.preparing, .ownerDied): .preparing

    case (.submitting, .ticketArrived): .submitted
    case (.submitting, .notTaken): .refused
    case (.submitting, .outcomeUnknown): .ambiguous
    case (.submitting, .ownerDied): simulated ? .failed : .ambiguous

    case (.submitted, .clipStored): .completed
    case (.submitted, .jobFailed): .failed
    // The id is known, so anybody can go on waiting.
    case (.submitted, .ownerDied): .submitted

    // An owner taken for dead who answers after all brings knowledge, and a ticket is never thrown
    // away; the ledger lets nobody else do this.
    case (.ambiguous, .ticketArrived): .submitted
    case (.ambiguous, .notTaken): .refused
    case (.ambiguous, .outcomeUnknown): .ambiguous
    case (.ambiguous, .resolvedAsSubmitted): .submitted
    case (.ambiguous, .resolvedAsNotSent): .refused
    case (.ambiguous, .ownerDied): simulated ? .failed : .ambiguous

    // Two processes that waited for the same job both report the same clip.
    case (.completed, .clipStored): .completed
    default: nil
    }
  }
}
