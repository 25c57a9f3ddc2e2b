public import FalClient
internal import Synchronization
internal import Transfers

/// Receives fal's webhooks: proves them, answers at once, and hands each job on once.
///
/// What is handed on is worked off a few at a time, after the answer. A webhook that comes again is
/// answered and forgotten, as long as the program runs; whoever stores jobs must be idempotent on
/// the request id all the same. When handing on fails, the next delivery is handed on again.
public final class WebhookReceiver: Sendable {
  /// How many jobs are remembered as handed on; the oldest are forgotten first.
  public static let memory = 10_000
  /// How many webhooks may wait to be worked off; more are told to come again (503).
  public static let backlog = 1000
  /// How many jobs are worked off at the same time; a clip is fetched for each.
  private static let width = 4

  /// Where it listens.
  public let address: ListenAddress
  private let server: GatewayServer
  private let work: Task<Void, Never>
  private let queue: AsyncStream<WebhookEvent>.Continuation

  private init(
    _ server: GatewayServer, _ work: Task<Void, Never>,
    _ queue: AsyncStream<WebhookEvent>.Continuation
  ) {
    address = server.address
    self.server = server
    self.work = work
    self.queue = queue
  }

  /// Starts a receiver and returns once it listens.
  ///
  /// - Parameters:
  ///   - path: the only path that is answered, such as `/webhook`.
  ///   - log: told one line for each webhook; never a secret.
  ///   - handle: works a proven webhook off.
  /// - Throws: ``GatewayError`` `.address`.
  public static func start(
    at address: ListenAddress, path: String, verifier: WebhookVerifier,
    log: @escaping @Sendable (String) -> Void = { _ in },
    handle: @escaping @Sendable (WebhookEvent) async throws -> Void
  ) async throws -> WebhookReceiver {
    let (events, queue) = AsyncStream<WebhookEvent>.makeStream(
      bufferingPolicy: .bufferingOldest(backlog))
    let handled = HandledJobs()
    let desk = WebhookDesk(
      path: path, verifier: verifier, handled: handled, queue: queue, log: log)
    let server = try await GatewayServer.start(
      // fal leaves out payloads that are too large; 16 MiB is far above all seen.
      at: address, GatewayServer.Limits(bodyByteCount: 16 << 20), desk.answer)
    let work = Task {
      await withTaskGroup(of: Void.self) { group in
        var runningCount = 0
        for await event in events {
          if runningCount == width {
            await group.next()
            runningCount -= 1
          }
          runningCount += 1
          group.addTask {
            do {
              try await handle(event)
            } catch {
              handled.forget(event.requestID)
              log("webhook for \(event.requestID): not worked off: \(error)")
            }
          }
        }
      }
    }
    return WebhookReceiver(server, work, queue)
  }

  /// Ends the receiver after everything that has come in is worked off.
  public func shutdown() async {
    await server.shutdown()
    queue.finish()
    await work.value
  }
}

/// The jobs that have been handed on, the oldest forgotten first.
final class HandledJobs: Sendable {
  private struct State {
    var known: Set<String> = []
    var order: [String] = []
  }

  private let state = Mutex(State())

  /// Remembers a job; false when it is known.
  func take(_ id: String) -> Bool {
    state.withLock { state in
      guard state.known.insert(id).inserted else { return false }
      state.order.append(id)
      if state.order.count > WebhookReceiver.memory {
        state.known.remove(state.order.removeFirst())
      }
      return true
    }
  }

  func forget(_ id: String) {
    state.withLock { state in
      state.known.remove(id)
      state.order.removeAll { $0 == id }
    }
  }
}

/// Judges one webhook and says what is answered.
struct WebhookDesk: Sendable {
  let path: String
  let verifier: WebhookVerifier
  let handled: HandledJobs
  let queue: AsyncStream<WebhookEvent>.Continuation
  let log: @Sendable (String) -> Void

  func answer(_ call: GatewayCall) async -> GatewayAnswer {
    guard call.path == path else { return .refusal(404, "There is nothing here.") }
    guard call.method == "POST" else {
      return .refusal(405, "Webhooks are posted.")
    }
    do {
      let proof = try await verifier.verify(headers: call.headers, body: call.body)
      var event = try WebhookEvent(call.body, provenBy: proof)
      event.query = call.query
      return take(event)
    } catch let refusal as WebhookRefusal {
      log("webhook refused: \(refusal)")
      return .refusal(refusal.code == .content ? 400 : 401, refusal.message)
    } catch {
      // Without keys nothing can be proven now; fal comes again.
      log("webhook not proven: \(error)")
      return .refusal(503, "The webhook cannot be proven at the moment.")
    }
  }

  private func take(_ event: WebhookEvent) -> GatewayAnswer {
    guard handled.take(event.requestID) else {
      log("webhook for \(event.requestID): known already")
      return GatewayAnswer(200)
    }
    guard case .enqueued = queue.yield(event) else {
      handled.forget(event.requestID)
      return .refusal(503, "Too many webhooks wait; come again.")
    }
    log("webhook for \(event.requestID): received, \(event.isSuccess ? "done" : "failed")")
    return GatewayAnswer(200)
  }
}
