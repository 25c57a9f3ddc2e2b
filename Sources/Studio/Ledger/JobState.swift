/// Where a paid request stands.
///
/// The states follow what was done, not what is hoped: `submitting` is on disk before the request
/// leaves, so a program that dies in between leaves a trace that says "perhaps".
public enum JobState: String, Hashable, Sendable, Codable, CaseIterable {
  /// It is being made ready; nothing was sent.
  case intended
  /// The request is about to be sent, or was sent and not yet answered.
  case submitting
  /// The service took it and gave it an id.
  case submitted
  /// The service is at work on it.
  case running
  /// The service has made the clip, and its answer is written down here.
  case completed
  /// The clip's bytes are on this disk, in the ledger's inbox.
  case downloaded
  /// The clip was decoded, lies in its place and has its record.
  case stored
  /// The service took it and could not make a clip, or what it made is no clip.
  case failed
  /// It was cancelled before a clip came of it.
  case cancelled
  /// It was certainly not taken, and nothing is owed.
  case refused
  /// Nobody knows whether it was taken; only a person can settle that.
  case ambiguous
  /// The service does not keep its result or its file any more.
  case expired

  /// Whether no other job for the same take may be started beside it.
  public var isInFlight: Bool {
    switch self {
    case .intended, .submitting, .submitted, .running, .completed, .downloaded, .ambiguous: true
    case .stored, .failed, .cancelled, .refused, .expired: false
    }
  }

  /// Whether the service has it and its clip is still to be brought here.
  public var isAwaited: Bool {
    switch self {
    case .submitted, .running, .completed, .downloaded: true
    default: false
    }
  }

  /// Whether money was spent on it, or may have been.
  ///
  /// A failure may be billed when a runner had already worked on it (protocol guide 4.4), so it
  /// counts until the service says otherwise.
  public var mayCost: Bool {
    switch self {
    case .intended, .refused: false
    default: true
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
  /// The process that was at it has died, hangs, or let go of it.
  case ownerLeft
  /// The service was seen at work on it.
  case workSeen
  /// The service's answer with the clip's address is here.
  case resultArrived
  /// The clip's bytes are on this disk.
  case clipDownloaded
  /// The clip was checked and lies in its place.
  case clipStored
  /// The service reports that it failed, or what it made is no clip.
  case jobFailed
  /// The service reports that it was cancelled.
  case jobCancelled
  /// The service does not keep the result, or the file, any more.
  case resultLost
  /// A person found the request at the service.
  case resolvedAsSubmitted
  /// A person made sure that the request never got there.
  case resolvedAsNotSent
  /// A person says that its clip is no good, or gone, and that another may be paid for.
  case givenUp
}

extension JobState {
  /// The state after an event; `nil` when the event cannot happen in this state.
  ///
  /// - Parameter costsNothing: whether the service was a simulator that has ended: then nobody can
  ///   find out what became of a request, and nobody has to.
  public func after(_ event: JobEvent, costsNothing: Bool = false) -> JobState? {
    switch (self, event) {
    case (.intended, .submissionBegins): .submitting
    case (.intended, .notTaken): .refused
    case (.intended, .jobCancelled): .cancelled
    // Nothing was sent, so the next one goes on where this one stopped.
    case (.intended, .ownerLeft): .intended

    case (.submitting, .ticketArrived): .submitted
    case (.submitting, .notTaken): .refused
    case (.submitting, .outcomeUnknown): .ambiguous
    case (.submitting, .ownerLeft): costsNothing ? .failed : .ambiguous

    // An owner taken for dead who answers after all brings knowledge, and a ticket is never thrown
    // away; the ledger lets nobody else do this.
    case (.ambiguous, .ticketArrived): .submitted
    case (.ambiguous, .notTaken): .refused
    case (.ambiguous, .outcomeUnknown): .ambiguous
    case (.ambiguous, .resolvedAsSubmitted): .submitted
    case (.ambiguous, .resolvedAsNotSent): .refused
    case (.ambiguous, .ownerLeft): costsNothing ? .failed : .ambiguous

    case (.submitted, .workSeen), (.running, .workSeen): .running
    case (.submitted, .resultArrived), (.running, .resultArrived): .completed
    // The result may be asked for again, and a clip fetched again.
    case (.completed, .resultArrived), (.downloaded, .resultArrived): .completed
    case (.completed, .clipDownloaded), (.downloaded, .clipDownloaded): .downloaded
    // Its result may have been written down once more by somebody else after it was downloaded.
    case (.downloaded, .clipStored), (.completed, .clipStored): .stored
    // A person gives its clip up, or found that another request is the one.
    case (.completed, .givenUp), (.downloaded, .givenUp), (.expired, .givenUp),
      (.stored, .givenUp):
      .failed
    case (.expired, .resolvedAsSubmitted): .submitted
    // Moved, or stored a second time by a process that was thought to hang.
    case (.stored, .clipStored): .stored
    // A clip that is gone from the disk may still be had from the service.
    case (.stored, .resultArrived), (.expired, .resultArrived): .completed
    case (.stored, .resultLost), (.expired, .resultLost): .expired

    // The id is known, so anybody can go on.
    case (.submitted, .ownerLeft), (.running, .ownerLeft), (.completed, .ownerLeft),
      (.downloaded, .ownerLeft):
      self

    case (.submitted, .jobFailed), (.running, .jobFailed), (.completed, .jobFailed),
      (.downloaded, .jobFailed):
      .failed
    case (.submitted, .jobCancelled), (.running, .jobCancelled), (.completed, .jobCancelled):
      .cancelled
    case (.submitted, .resultLost), (.running, .resultLost), (.completed, .resultLost),
      (.downloaded, .resultLost):
      .expired
    default: nil
    }
  }
}
