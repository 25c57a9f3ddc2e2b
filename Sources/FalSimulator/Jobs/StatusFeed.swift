/// When a status stream has news, and which log lines are new then. Pure.
struct StatusFeed: Hashable, Sendable {
  private enum Mark: Hashable {
    case waiting(Int)
    case running, completed
  }

  private var mark: Mark?
  private var sentLines = 0
  /// Whether the job's end has been told.
  var isComplete: Bool { mark == .completed }

  /// The log lines that go with the next event; `nil` when there is nothing to tell.
  ///
  /// - Parameter lineCount: how many lines the job has written so far.
  mutating func news(_ view: JobBoard.View, lineCount: Int) -> Range<Int>? {
    let now: Mark =
      switch view {
      case .waiting(let position): .waiting(position)
      case .running: .running
      case .completed: .completed
      }
    guard now != mark || lineCount > sentLines else { return nil }
    mark = now
    let fresh = min(sentLines, lineCount)..<lineCount
    sentLines = max(sentLines, lineCount)
    return fresh
  }
}
