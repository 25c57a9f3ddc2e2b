import FalClient
import FalSimulator
import Hailuo
import Studio
import Transfers

/// The service that makes clips, as a command uses it: fal itself, or the simulator in-process.
struct Service: Sendable {
  let client: FalClient
  /// Whether no real clip can come of it.
  let isSimulated: Bool
  private let simulator: Simulator?

  /// Whether it is a simulator of this very process.
  var endsWithProcess: Bool { simulator != nil }

  /// Opens the service, uses it, and closes it whatever happens.
  ///
  /// - Parameter verbose: whether each exchange is told of.
  static func use<Result: Sendable>(
    simulate: Bool, verbose: Bool, _ context: CommandContext,
    _ body: (Service) async throws -> Result
  ) async throws -> Result {
    let service =
      simulate
      ? try await simulated(verbose: verbose, context)
      : try await real(try credential(context), verbose: verbose, context)
    do {
      let result = try await body(service)
      await service.simulator?.shutdown()
      return result
    } catch {
      await service.simulator?.shutdown()
      throw error
    }
  }

  /// The service for a command that can do without a key.
  ///
  /// - Parameter credential: nil when there is none; then nothing may be called that needs one.
  static func real(
    _ credential: Credential?, verbose: Bool, _ context: CommandContext
  ) async throws -> Service {
    let hosts = try FalHosts(environment: context.environment)
    let transport = CurlTransport()
    var client = FalClient(
      hosts: hosts, credential: credential ?? Credential(key: ""),
      transport: wrapped(transport, verbose: verbose, context))
    // Nothing lies between here and this computer that could be ill for a while.
    if hosts.queue.isLoopback {
      client.retryPolicy = RetryPolicy(attemptLimit: 3, firstPause: .milliseconds(300))
    }
    let isSimulated = try await answersAsSimulator(hosts.queue, transport)
    return Service(client: client, isSimulated: isSimulated, simulator: nil)
  }

  private static func simulated(verbose: Bool, _ context: CommandContext) async throws -> Service {
    let simulator = try await Simulator.start(render: { try await ClipRenderer().render($0) })
    let client = FalClient(
      hosts: try FalHosts(allAt: simulator.baseURL), credential: Credential(key: "simulated"),
      transport: wrapped(CurlTransport(), verbose: verbose, context))
    return Service(client: client, isSimulated: true, simulator: simulator)
  }

  private static func credential(_ context: CommandContext) throws -> Credential {
    guard let credential = try Credential.find(context.environment) else {
      throw CommandFailure(
        .noPermission,
        "There is no key: set FAL_KEY to a key from https://fal.ai/dashboard/keys, write it into "
          + "~/.config/hailuo-studio/key (mode 0600), or add --simulate to try everything without "
          + "one.")
    }
    return credential
  }

  private static func wrapped(
    _ transport: CurlTransport, verbose: Bool, _ context: CommandContext
  ) -> any HTTPTransport {
    let carrying = CrashingTransport.wrapping(transport, context)
    return verbose ? LoggingTransport(real: carrying, tell: context.notice) : carrying
  }

  /// Whether clips would be simulated ones; asks nothing but an address on this computer.
  static func isSimulated(simulate: Bool, _ context: CommandContext) async throws -> Bool {
    if simulate { return true }
    let hosts = try FalHosts(environment: context.environment)
    return try await answersAsSimulator(hosts.queue, CurlTransport())
  }

  /// Whether a simulator of ours answers at an address on this computer.
  ///
  /// Its clips must not pass for real ones in the ledger, nor be paid attention to as if they were.
  /// - Throws: ``CommandFailure`` `.temporary` when somebody is there and does not say.
  private static func answersAsSimulator(
    _ queue: BaseURL, _ transport: CurlTransport
  ) async throws -> Bool {
    guard queue.isLoopback else { return false }
    var question = HTTPRequest(.get, queue.text + "/")
    // A computer that is busy may keep a server of its own waiting for long.
    question.timeout = .seconds(60)
    do {
      return try await transport.send(question).headers["x-hailuo-simulated"] == "1"
    } catch let error as TransferError where error.code == .timeout {
      throw CommandFailure(
        .temporary,
        "\(queue.text) does not answer, so nobody knows whether it is a simulator; nothing was sent."
      )
    } catch let error as CancellationError {
      throw error
    } catch {
      // Nobody is there; the first call that matters gives a proper error.
      return false
    }
  }

  /// When to ask: a simulator is quicker than life.
  var schedule: PollSchedule { isSimulated ? PollSchedule.standard.scaled(by: 0.2) : .standard }

  /// A maker of takes that uses the service and the ledger of this computer's user.
  ///
  /// - Parameters:
  ///   - model: the model that is asked; it does not matter for jobs that exist.
  ///   - wishes: what goes along with each request.
  ///   - maxCost: the most this run may spend.
  func takeMaker(
    _ context: CommandContext, model: Model = .hailuo02Fast, wishes: WishOptions? = nil,
    updates: UpdateOptions? = nil, maxCost: DollarSum? = nil
  ) throws -> TakeMaker {
    var maker = TakeMaker(
      client: client, ledger: try Self.ledger(context, maxCost: maxCost), model: model,
      schedule: schedule, toolVersion: HailuoStudio.version)
    maker.models = try ModelLibrary(environment: context.environment).models
    maker.updates = wishes?.updates.updates ?? updates?.updates ?? .auto
    maker.wishes = wishes?.submitOptions ?? SubmitOptions()
    return maker
  }

  /// The ledger of this computer's user, with the limits of the configuration and of this run.
  static func ledger(_ context: CommandContext, maxCost: DollarSum? = nil) throws -> Ledger {
    let home = try StudioHome(environment: context.environment)
    var budget = try StudioSettings(home: home).budget
    budget.run = maxCost?.microdollars
    var ledger = try Ledger(
      path: home.ledgerPath, crashPoints: CrashPoints(environment: context.environment))
    ledger.budget = budget
    return ledger
  }
}
