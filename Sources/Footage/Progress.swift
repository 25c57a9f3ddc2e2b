/// How far a long piece of work has come.
public struct Progress: Sendable {
  /// What is being done, as a word for people: "encoding", "copying".
  public let phase: String
  /// Seconds of footage done.
  public let completed: Double
  /// Seconds of footage in all.
  public let total: Double

  /// Creates a report.
  public init(phase: String, completed: Double, total: Double) {
    self.phase = phase
    self.completed = completed
    self.total = total
  }
}

/// Takes reports of progress; called often, from the thread that works, so it should be quick.
public typealias ProgressReport = @Sendable (Progress) -> Void
