/// How long to wait before asking for a job's status again. Pure: it decides, the client waits.
///
/// Soon after the submission, then every second, then every two, then every five; every five at
/// once when many requests stand before ours; every second again about when such jobs usually end.
public struct PollSchedule: Sendable, Hashable {
  /// The wait before the first question.
  public var firstPause: Duration = .milliseconds(300)
  /// The shortest regular pause.
  public var shortPause: Duration = .seconds(1)
  /// The pause after a few questions.
  public var middlePause: Duration = .seconds(2)
  /// The pause a long wait settles at.
  public var longPause: Duration = .seconds(5)
  /// A queue position from which on the long pause is used; 0 means next in line.
  public var crowdedPosition = 10
  /// How long such jobs usually run; nil when unknown.
  public var usualDuration: Duration?

  /// Creates the usual schedule.
  public init(usualDuration: Duration? = nil) { self.usualDuration = usualDuration }

  /// The usual schedule: soon, 1 s, 2 s, 5 s.
  public static let standard = PollSchedule()

  /// The same schedule with every pause multiplied; for a simulator that is quicker than life.
  public func scaled(by factor: Double) -> PollSchedule {
    var scaled = self
    scaled.firstPause = firstPause * factor
    scaled.shortPause = shortPause * factor
    scaled.middlePause = middlePause * factor
    scaled.longPause = longPause * factor
    return scaled
  }

  /// The pause before a question.
  ///
  /// - Parameters:
  ///   - number: which question it is, from 0.
  ///   - status: the last answer, if there was one.
  ///   - running: how long the job has been seen to run.
  ///   - jitter: 0..<1; spreads the pause over 80 to 120 %, never beyond the long pause.
  public func pause(
    beforePoll number: Int, after status: QueueStatus? = nil, running: Duration = .zero,
    jitter: Double = 0.5
  ) -> Duration {
    min(regularPause(number, status, running) * (0.8 + 0.4 * jitter), longPause)
  }

  private func regularPause(
    _ number: Int, _ status: QueueStatus?, _ running: Duration
  ) -> Duration {
    if number == 0 { return firstPause }
    if case .inQueue(let position?) = status, position >= crowdedPosition { return longPause }
    if let usualDuration, running >= usualDuration * 0.75, running <= usualDuration * 1.5 {
      return shortPause
    }
    switch number {
    case 1...5: return shortPause
    case 6...12: return middlePause
    default: return longPause
    }
  }
}
