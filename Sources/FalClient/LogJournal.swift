/// Everything a job wrote, put together from the increments a stream delivers. Pure.
///
/// A stream that is opened anew, or an event that comes twice, may repeat lines: a line that bears
/// a time is taken once. Lines without one cannot be told apart and are all taken.
struct LogJournal {
  private(set) var entries: [LogEntry] = []
  private var known: Set<LogEntry> = []

  mutating func take(_ increment: [LogEntry]) {
    for entry in increment where entry.timestamp == nil || known.insert(entry).inserted {
      entries.append(entry)
    }
  }
}

extension QueueStatus {
  /// The same status with the logs of the whole job.
  func with(_ logs: [LogEntry]) -> QueueStatus {
    switch self {
    case .inProgress: .inProgress(logs: logs)
    case .completed(let completion):
      .completed(
        Completion(
          inferenceSeconds: completion.inferenceSeconds, error: completion.error,
          errorType: completion.errorType, logs: logs))
    default: self
    }
  }
}
