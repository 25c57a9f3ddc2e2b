internal import FalClient
internal import FoundationEssentials
internal import Synchronization
internal import Transfers

/// fal, as far as it is simulated: takes calls and gives answers, with no network in sight.
///
/// All state sits behind one lock; jobs run in ``work()``, which the owner keeps going.
final class SimulatedService: Sendable {
  struct State: Sendable {
    var baseURL = ""
    var board: JobBoard
    var orders: [String: Order] = [:]
    /// The tasks of running jobs; `nil` for one whose cancellation came before its task.
    var runners: [String: Task<JobOutcome, Never>?] = [:]
    var uploads: [String: PendingUpload] = [:]
    /// When the file host's tokens end to be valid.
    var storageTokens: [String: Duration] = [:]
    var files: [String: StoredFile] = [:]
    /// The rules of files that have some, by path.
    var lifecycles: [String: FileLifecycle] = [:]
    /// When signed addresses end to be valid, by path and signature.
    var signatures: [String: Duration] = [:]
    var script: FaultScript
    var signingKeys: SigningKeys
    /// Waits inside of calls that have to end with the simulator.
    var pauses: [Int: Task<Void, any Error>] = [:]
    var pauseCount = 0
    var isStopping = false
    var record = SimulatorRecord()
  }

  /// A job as it was submitted.
  struct Order: Sendable {
    let requestID: String
    let endpoint: EndpointPath
    let model: SimulatedEndpoint
    let input: JSONValue
    /// How it ends whatever its input is.
    let scripted: SimulatedRefusal?
    /// Where the end is to be told.
    let webhook: String?
    /// A digest of what was asked for.
    let intent: String
    /// The request's `x-fal-…` headers, by lower-case name.
    let headers: [String: String]
  }

  /// What is to be done outside of any call.
  enum Work: Sendable {
    /// Look after a while whose turn it is.
    case look(after: Duration)
    case run(Order)
    case tell(Order, JobOutcome)
  }

  let options: SimulatorOptions
  let folder: PrivateFolder
  let render: @Sendable (SimulatedJob) async throws -> Void
  let log: @Sendable (String) -> Void
  let state: Mutex<State>
  /// Carries webhooks; nothing else leaves the simulator.
  let transport: any HTTPTransport
  private let pending: AsyncStream<Work>
  private let inbox: AsyncStream<Work>.Continuation
  private let clock = ContinuousClock()
  private let began: ContinuousClock.Instant
  private let beganAt = Date()

  init(
    options: SimulatorOptions, folder: PrivateFolder,
    render: @escaping @Sendable (SimulatedJob) async throws -> Void,
    log: @escaping @Sendable (String) -> Void
  ) {
    self.options = options
    self.folder = folder
    self.render = render
    self.log = log
    transport = CurlTransport(userAgent: "fal-webhook/simulated")
    began = clock.now
    (pending, inbox) = AsyncStream.makeStream()
    state = Mutex(
      State(
        board: JobBoard(pace: options.pace, slots: options.runningSlots),
        script: FaultScript(options.faults),
        signingKeys: SigningKeys(count: options.webhooks.keyCount)))
  }

  /// The time since the start; what the pure rules are told.
  var now: Duration { began.duration(to: clock.now) }

  /// A moment as the service writes it.
  func timestamp(_ moment: Duration) -> String {
    beganAt.addingTimeInterval(moment.inSeconds)
      .formatted(Date.ISO8601FormatStyle(includingFractionalSeconds: true))
  }

  /// A moment with its offset spelled out, as the storage writes it.
  func timestampWithOffset(_ moment: Duration) -> String {
    beganAt.addingTimeInterval(moment.inSeconds).formatted(.iso8601)
      .replacing("Z", with: "+00:00")
  }

  /// A moment in Unix seconds.
  func unixTime(at moment: Duration) -> Double {
    beganAt.timeIntervalSince1970 + moment / .seconds(1)
  }

  /// The time of day, in Unix seconds.
  var unixTime: Int { Int(Date().timeIntervalSince1970) }

  /// Runs jobs until ``stop()``; running ones are cancelled then and waited for.
  func work() async {
    await withDiscardingTaskGroup { group in
      for await work in pending {
        group.addTask { await self.perform(work) }
      }
      group.cancelAll()
    }
  }

  /// Ends ``work()`` and every pause.
  func stop() {
    inbox.finish()
    let pauses = state.withLock { state in
      state.isStopping = true
      return Array(state.pauses.values)
    }
    for pause in pauses { pause.cancel() }
  }

  /// Waits inside of a call; throws when the simulator ends before.
  func pause(for length: Duration) async throws {
    let wait = Task { try await ContinuousClock().sleep(for: length) }
    let (number, isStopping) = state.withLock { state in
      state.pauseCount += 1
      state.pauses[state.pauseCount] = wait
      return (state.pauseCount, state.isStopping)
    }
    defer { _ = state.withLock { $0.pauses.removeValue(forKey: number) } }
    if isStopping { wait.cancel() }
    try await wait.value
  }

  func post(_ work: Work) {
    inbox.yield(work)
  }

  /// Starts the jobs whose turn it is.
  func startDueJobs() {
    let orders = state.withLock { state in
      state.board.startDue(at: now).compactMap { state.orders[$0] }
    }
    for order in orders { post(.run(order)) }
  }

  private func perform(_ work: Work) async {
    switch work {
    case .look(let delay):
      do { try await clock.sleep(for: delay) } catch { return }
    case .run(let order):
      await run(order)
    case .tell(let order, let outcome):
      await tell(order, outcome)
    }
    startDueJobs()
  }
}
