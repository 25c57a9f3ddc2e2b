/// Something that holds an answer up, and that the client is dealing with.
public struct Trouble: Sendable {
  /// What the client does about it.
  public enum Remedy: Sendable, Hashable {
    /// It tries again after a pause.
    case retry(after: Duration)
    /// It still waits for the answer, which is overdue by now.
    case patience(waited: Duration)
  }

  /// What was being done, such as "Asking for job 42".
  public let task: String
  /// What went wrong; nil while an answer is merely overdue.
  public let error: FalError?
  /// What the client does about it.
  public let remedy: Remedy

  /// Creates a trouble.
  public init(task: String, error: FalError?, remedy: Remedy) {
    self.task = task
    self.error = error
    self.remedy = remedy
  }

  /// One sentence for people, which says what happens next.
  public var sentence: String {
    switch remedy {
    case .retry(let pause):
      let reason = error?.message.droppingFullStop ?? task
      return "\(reason); the next attempt is made \(Self.text(pause))."
    case .patience(let waited):
      return "\(task): no answer for \(waited.components.seconds) s; still waiting."
    }
  }

  private static func text(_ pause: Duration) -> String {
    let seconds = Int((pause / .seconds(1)).rounded(.up))
    return seconds < 1 ? "at once" : "in \(seconds) s"
  }
}
