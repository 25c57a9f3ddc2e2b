internal import NIOCore
internal import Synchronization

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// fal's queue, storage and file host on a loopback port: the same wire, clips drawn here.
///
/// Every answer bears the header `x-hailuo-simulated: 1`. Pictures and clips live in a private
/// temporary folder that goes with the simulator. Nothing outside is ever contacted; webhooks are
/// called on this computer only.
///
/// What only a simulator has lives under `/_simulator` and needs no key: `GET billing` tells what
/// would have been billed, `POST faults` adds faults (YAML or JSON) and `DELETE faults` forgets
/// those that are left, `POST keys` signs webhooks with a new key (`{"drop_old":true}` withdraws
/// the older ones).
///
/// All four of fal's hosts may point to ``baseURL``; the synchronous one lives under `/run`.
public final class Simulator: Sendable {
  /// Where the simulator listens: `http://127.0.0.1:PORT`, without a slash at the end.
  public let baseURL: String
  /// The port it listens on.
  public let port: Int

  private let service: SimulatedService
  private let front: HTTPFront
  private let life: Task<Void, Never>
  private let end = Mutex<Task<Void, Never>?>(nil)

  private init(port: Int, service: SimulatedService, front: HTTPFront, life: Task<Void, Never>) {
    self.port = port
    baseURL = Self.baseURL(port)
    self.service = service
    self.front = front
    self.life = life
  }

  deinit {
    // Nobody waits for it any more, but it must end all the same.
    Task { [service, front] in
      service.stop()
      await front.stop(grace: .zero)
    }
  }

  /// Starts a simulator and returns once it listens.
  ///
  /// - Parameters:
  ///   - options: where, how fast, and what goes wrong.
  ///   - render: draws one clip into the job's output path. A ``SimulatorError`` of code
  ///     `unreadablePicture` ends the job with `image_load_error`, any other error with
  ///     `internal_server_error`. Its task is cancelled when the job is cancelled or the
  ///     simulator shut down.
  ///   - log: told one line a request, `METHOD PATH STATUS`, before the answer is sent; the
  ///     status is `closed` when the connection is closed instead. Called from any thread.
  /// - Returns: a simulator that listens; end it with ``shutdown()``.
  /// - Throws: ``SimulatorError`` `.badPort`, `.portTaken`, `.portRefused`, `.folder`.
  public static func start(
    options: SimulatorOptions = SimulatorOptions(),
    render: @escaping @Sendable (SimulatedJob) async throws -> Void,
    log: @escaping @Sendable (String) -> Void = { _ in }
  ) async throws -> Simulator {
    guard (0...65535).contains(options.port) else {
      throw SimulatorError(
        .badPort, "port \(options.port) does not exist; choose one from 0 (any free one) to 65535")
    }
    let folder = try PrivateFolder.make()
    let service = SimulatedService(options: options, folder: folder, render: render, log: log)
    let (ports, listening) = AsyncThrowingStream<Int, any Error>.makeStream()
    let front = HTTPFront(port: options.port, service: service) { port in
      service.state.withLock { $0.baseURL = baseURL(port) }
      listening.yield(port)
    }
    // Never cancelled: a server that is cancelled drops the connections it has accepted and not
    // yet served, which its network library takes for a fault. It is stopped instead.
    let life = Task {
      async let work: Void = service.work()
      do {
        try await front.run()
        listening.finish()
      } catch {
        listening.finish(throwing: error)
      }
      service.stop()
      await work
      folder.remove()
    }
    // On a task of its own, so that a cancelled caller does not leave a half-started server behind.
    let port: Int
    do {
      port = try await Task {
        for try await port in ports { return port }
        throw CancellationError()
      }.value
    } catch {
      await life.value
      throw startError(error, port: options.port)
    }
    let simulator = Simulator(port: port, service: service, front: front, life: life)
    guard !Task.isCancelled else {
      await simulator.shutdown()
      throw CancellationError()
    }
    return simulator
  }

  /// What has happened so far.
  public var record: SimulatorRecord {
    service.state.withLock { $0.record }
  }

  /// What the jobs so far would have cost.
  public var billing: SimulatorBilling { service.billing }

  /// Signs webhooks with a new key from now on.
  ///
  /// - Parameter droppingOld: whether the older keys are no longer published.
  public func rotateWebhookKey(droppingOld: Bool = false) {
    service.state.withLock { $0.signingKeys.rotate(droppingOld: droppingOld) }
  }

  /// Adds faults to those that are left.
  public func provoke(_ faults: SimulatorFaults) {
    service.state.withLock { $0.script.add(faults) }
  }

  /// Ends the simulator and waits until it is gone, its folder included; further calls wait too.
  ///
  /// Idle connections are closed at once, busy ones after a quarter of a second, running jobs are
  /// cancelled. It waits for a renderer that does not heed its cancellation.
  public func shutdown() async {
    let ending = end.withLock { end in
      if let end { return end }
      let ending = Task { [service, front, life] in
        service.stop()
        await front.stop(grace: .milliseconds(250))
        await life.value
      }
      end = ending
      return ending
    }
    await ending.value
  }

  /// Forgets the faults that are left.
  public func forgetFaults() {
    service.state.withLock { $0.script = FaultScript([]) }
  }

  private static func baseURL(_ port: Int) -> String {
    "http://\(HTTPFront.host):\(port)"
  }

  private static func startError(_ error: any Error, port: Int) -> any Error {
    guard let cause = error as? IOError else { return error }
    switch cause.errnoCode {
    case EADDRINUSE:
      return SimulatorError(
        .portTaken,
        "port \(port) on \(HTTPFront.host) is taken; choose another one, or 0 for a free one",
        cause: cause)
    default:
      return SimulatorError(
        .portRefused,
        "cannot listen on port \(port) of \(HTTPFront.host): \(cause)", cause: cause)
    }
  }
}
