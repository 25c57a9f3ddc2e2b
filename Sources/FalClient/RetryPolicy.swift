/// When a call that may be repeated is repeated. Pure: it decides, the client waits.
public struct RetryPolicy: Sendable, Hashable {
  /// How many attempts there are in all, at least one.
  public var attemptLimit: Int
  /// The pause after the first failed attempt; it doubles each time.
  public var firstPause: Duration
  /// The longest pause of our own.
  public var longestPause: Duration
  /// The longest pause a server may ask for; one that asks for more is not tried again.
  public var longestRetryAfter: Duration = .seconds(120)

  /// Creates a policy.
  public init(
    attemptLimit: Int = 5, firstPause: Duration = .seconds(1), longestPause: Duration = .seconds(30)
  ) {
    self.attemptLimit = attemptLimit
    self.firstPause = firstPause
    self.longestPause = longestPause
  }

  /// Five attempts, 1 s, 2 s, 4 s, 8 s; no pause above 30 s (protocol guide 9.3, rule 16).
  public static let standard = RetryPolicy()

  /// The pause before the next attempt, or nil when this was the last.
  ///
  /// - Parameters:
  ///   - attempt: how many attempts failed so far, from 1.
  ///   - retryAfter: what the server asked for; it is honoured exactly, or not at all if too long.
  ///   - jitter: 0..<1; spreads the pause over 75 to 125 %.
  public func pause(
    afterAttempt attempt: Int, retryAfter: Duration? = nil, jitter: Double = 0.5
  ) -> Duration? {
    guard attempt < attemptLimit else { return nil }
    if let retryAfter { return retryAfter <= longestRetryAfter ? retryAfter : nil }
    let doubled = firstPause * (1 << min(max(attempt - 1, 0), 20))
    return min(min(doubled, longestPause) * (0.75 + 0.5 * jitter), longestPause)
  }
}
