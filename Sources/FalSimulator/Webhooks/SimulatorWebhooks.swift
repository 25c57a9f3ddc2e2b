/// How finished jobs are told to webhooks.
///
/// Only addresses on this computer are called. The real service drops exactly those.
public struct SimulatorWebhooks: Sendable, Hashable {
  /// The pauses before the second, third… attempt; their number is the number of retries.
  ///
  /// fal retries up to 31 times with growing pauses (fal, "Webhooks"); tests want it short.
  public var retryDelays: [Duration]
  /// How long a receiver may take; fal's first attempt waits 15 s.
  public var timeout: Duration
  /// How many keys are published at the start; the newest signs.
  public var keyCount: Int
  /// What letters name as the user.
  public var userID: String

  /// Makes the way to tell; the defaults are short enough to watch.
  public init(
    retryDelays: [Duration] = [.seconds(1), .seconds(2), .seconds(4), .seconds(8), .seconds(16)],
    timeout: Duration = .seconds(15), keyCount: Int = 1, userID: String = "simulated-user"
  ) {
    self.retryDelays = retryDelays
    self.timeout = timeout
    self.keyCount = max(1, keyCount)
    self.userID = userID
  }
}
