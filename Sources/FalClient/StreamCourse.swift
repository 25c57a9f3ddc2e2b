/// Decides how the watching of a job goes on after its stream ended too early. Pure.
struct StreamCourse {
  /// What to do next.
  enum Step: Equatable {
    case reopen(after: Duration)
    /// Ask again and again from now on.
    case poll
    case fail
  }

  /// Why a stream ended before the job did.
  enum Trouble {
    /// Nothing came in for a while; between here and there somebody may have forgotten us.
    case silence
    /// It broke or was refused; another attempt may help or not.
    case failure(mayPass: Bool, retryAfter: Duration?)
  }

  /// Whether nothing but the stream is wanted.
  let insists: Bool
  let policy: RetryPolicy
  private var breakCount = 0
  private var barrenCount = 0

  /// How often a stream that had worked is opened anew after a break before polling takes over.
  static let breakLimit = 3

  init(_ method: UpdateMethod, _ policy: RetryPolicy) {
    insists = method == .stream
    self.policy = policy
  }

  /// Takes in how one stream ended.
  ///
  /// - Parameter heardCount: the events it had brought.
  mutating func next(after trouble: Trouble, heardCount: Int, jitter: Double) -> Step {
    switch trouble {
    case .silence where heardCount > 0:
      barrenCount = 0
      return .reopen(after: .zero)
    case .silence: return afterBarren(mayPass: true, nil, jitter)
    case .failure(let mayPass, let retryAfter) where heardCount == 0:
      return afterBarren(mayPass: mayPass, retryAfter, jitter)
    case .failure:
      barrenCount = 0
      breakCount += 1
      guard insists || breakCount <= Self.breakLimit else { return .poll }
      return .reopen(after: policy.firstPause * (0.75 + 0.5 * jitter))
    }
  }

  private mutating func afterBarren(
    mayPass: Bool, _ retryAfter: Duration?, _ jitter: Double
  ) -> Step {
    guard insists else { return .poll }
    barrenCount += 1
    guard mayPass,
      let pause = policy.pause(afterAttempt: barrenCount, retryAfter: retryAfter, jitter: jitter)
    else { return .fail }
    return .reopen(after: pause)
  }
}
