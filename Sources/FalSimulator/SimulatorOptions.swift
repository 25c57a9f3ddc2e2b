/// How a simulator behaves: where it listens, how long jobs take, what goes wrong.
public struct SimulatorOptions: Sendable, Hashable {
  /// The port on 127.0.0.1; 0 takes a free one.
  public var port: Int
  /// How long jobs wait and run.
  public var pace: SimulatorPace
  /// How many jobs run at once; at least 1.
  ///
  /// A new account runs 2 (fal, "Concurrency limits").
  public var runningSlots: Int
  /// The only key that is accepted; `nil` accepts every key that is not empty.
  public var requiredKey: String?
  /// What goes wrong, and when.
  public var faults: SimulatorFaults
  /// The most bytes one upload may have.
  public var uploadLimit: Int
  /// How finished jobs are told to webhooks.
  public var webhooks: SimulatorWebhooks

  /// Makes options; every default suits a person who tries things out.
  public init(
    port: Int = 0, pace: SimulatorPace = .brisk, runningSlots: Int = 2,
    requiredKey: String? = nil, faults: SimulatorFaults = [], uploadLimit: Int = 25 << 20,
    webhooks: SimulatorWebhooks = SimulatorWebhooks()
  ) {
    self.port = port
    self.pace = pace
    self.runningSlots = max(1, runningSlots)
    self.requiredKey = requiredKey
    self.faults = faults
    self.uploadLimit = max(0, uploadLimit)
    self.webhooks = webhooks
  }
}

/// How long simulated jobs wait and run.
public struct SimulatorPace: Sendable, Hashable {
  /// The least time a job waits in the queue.
  public var queueDelay: Duration
  /// The least time a job runs; drawing the clip may take longer.
  public var runDelay: Duration
  /// How many requests of other callers seem to stand ahead of a new job; they leave during the queue delay.
  public var strangersAhead: Int

  /// Makes a pace; negative values count as zero.
  public init(queueDelay: Duration, runDelay: Duration, strangersAhead: Int = 0) {
    self.queueDelay = max(.zero, queueDelay)
    self.runDelay = max(.zero, runDelay)
    self.strangersAhead = max(0, strangersAhead)
  }

  /// Fast, but every state can be seen: 0.4 s in the queue, at least 1 s of work.
  public static let brisk = SimulatorPace(
    queueDelay: .milliseconds(400), runDelay: .seconds(1), strangersAhead: 2)
  /// No waiting at all, for tests.
  public static let instant = SimulatorPace(queueDelay: .zero, runDelay: .zero)
}
