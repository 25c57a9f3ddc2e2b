public import FoundationEssentials
public import Transfers

/// A client of fal's queue and storage.
///
/// Every method throws ``FalError``, or `CancellationError` when its task was cancelled. The key is
/// sent to the configured queue and storage services only, and never along with files.
public struct FalClient: Sendable {
  /// Where the services are.
  public let hosts: FalHosts
  /// How calls that may be repeated are repeated.
  public var retryPolicy = RetryPolicy.standard
  /// Where uploads change their ways.
  public var storageLimits = StorageLimits()
  /// How long calls may take.
  public var limits = CallLimits()
  /// Hears what keeps an answer away while the client is still at it; called from any thread, must
  /// return at once.
  public var onTrouble: @Sendable (Trouble) -> Void = { _ in }
  /// Remembers what has been uploaded; nil sends everything anew.
  public var uploads: (any UploadMemory)?
  let credential: Credential
  let transport: any HTTPTransport
  let clock: any Clock<Duration>
  let jitter: @Sendable () -> Double
  let now: @Sendable () -> Date
  let storageTokens = StorageTokenCache()
  let uploadsUnderWay = UploadsUnderWay()
  let runTimes = RunTimes()

  /// Creates a client.
  ///
  /// - Parameters:
  ///   - clock: measures pauses and deadlines.
  ///   - now: tells the time of day, by which passes and remembered uploads end.
  ///   - jitter: gives numbers in 0..<1 that spread pauses.
  public init(
    hosts: FalHosts = .production, credential: Credential, transport: any HTTPTransport,
    clock: any Clock<Duration> = ContinuousClock(),
    now: @escaping @Sendable () -> Date = { .now },
    jitter: @escaping @Sendable () -> Double = { .random(in: 0..<1) }
  ) {
    self.hosts = hosts
    self.credential = credential
    self.transport = transport
    self.clock = clock
    self.jitter = jitter
    self.now = now
  }
}

extension FalClient {
  /// The header of every call that carries the key.
  var apiHeaders: HTTPHeaders {
    ["Authorization": credential.authorization, "Accept": "application/json"]
  }

  /// One attempt of a call that may be repeated; failures of the connection become our own errors.
  func answer(to request: HTTPRequest, during task: String) async throws -> HTTPResponse {
    var request = request
    request.connectTimeout = limits.connect
    do {
      return try await transport.send(request)
    } catch let failure as TransferError {
      throw FalError(during: task, failure)
    }
  }

  /// Tells of an answer that is overdue while it is still waited for.
  func noticing<Value>(
    _ task: String, _ work: () async throws -> Value
  ) async throws -> Value {
    let notice = Task { [limits, onTrouble] in
      // By the real clock: what a person sees is about the time that passes for them.
      try await ContinuousClock().sleep(for: limits.overdue)
      onTrouble(Trouble(task: task, error: nil, remedy: .patience(waited: limits.overdue)))
    }
    defer { notice.cancel() }
    return try await work()
  }

  /// A call to the queue; tries the backup domain once when the queue's own cannot be reached.
  func queueAnswer(to request: HTTPRequest, during task: String) async throws -> HTTPResponse {
    do {
      return try await answer(to: request, during: task)
    } catch let error as FalError {
      guard error.cause?.code == .resolve || error.cause?.code == .connect,
        let backup = hosts.queueBackup, request.url.hasPrefix(hosts.queue.text + "/")
      else { throw error }
      var second = request
      second.url = backup.text + request.url.dropFirst(hosts.queue.text.count)
      // What the first failure said is what the person should read.
      do { return try await answer(to: second, during: task) } catch is FalError { throw error }
    }
  }

  /// Repeats what may be repeated, with pauses, until it works or is not worth another attempt.
  func retrying<Value: Sendable>(
    _ policy: RetryPolicy, until limit: Deadline? = nil,
    _ attempt: () async throws -> Value
  ) async throws -> Value {
    var attemptCount = 0
    while true {
      do {
        return try await attempt()
      } catch let error as FalError where error.isRetryable {
        attemptCount += 1
        guard
          let pause = policy.pause(
            afterAttempt: attemptCount, retryAfter: error.retryAfter, jitter: jitter()),
          limit.map({ pause < $0.remaining }) ?? true
        else { throw error }
        onTrouble(Trouble(task: error.message, error: error, remedy: .retry(after: pause)))
        try await clock.sleep(for: pause)
      }
    }
  }
}

extension FalError {
  /// A failed connection during a call that does no harm when repeated.
  init(during task: String, _ failure: TransferError) {
    let code: Code =
      failure.isTransient ? .unreachable : failure.code == .unwritable ? .file : .badAnswer
    self.init(code, "\(task): \(failure.message)", status: failure.status)
    cause = failure
    isRetryable = failure.isTransient
    retryAfter = failure.retryAfter
  }
}

/// The end of somebody's patience, measured by an injected clock.
struct Deadline: Sendable {
  private let elapsedSinceStart: @Sendable () -> Duration
  private let limit: Duration

  init(after limit: Duration, on clock: any Clock<Duration>) {
    elapsedSinceStart = Deadline.stopwatch(clock)
    self.limit = limit
  }

  var remaining: Duration { limit - elapsedSinceStart() }

  /// A function that tells how long ago it was made.
  static func stopwatch<Time: Clock<Duration>>(_ clock: Time) -> @Sendable () -> Duration {
    let start = clock.now
    return { start.duration(to: clock.now) }
  }
}
