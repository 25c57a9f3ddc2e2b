import ArgumentParser
import FalClient
import FalGateway
import Foundation
import Studio
import Transfers

struct WebhookCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "webhook",
    abstract: "Receive fal's webhooks, prove that they are fal's, and complete their jobs.",
    discussion: """
      Listens for the results fal posts, proves each by fal's signature, answers at once, and \
      completes the job in the ledger: its result is written down, its clip fetched, decoded and \
      stored where it was wanted. Ask for it with 'generate --webhook URL' or 'film --webhook URL', \
      the URL being that of --public-url. A command that waits for the job notices at once and goes on by \
      itself. A failed job is written down as failed. A job of unknown outcome, whose submission got \
      no answer, is settled by its webhook: the address sent along names the job in its query. One \
      line of JSON is printed for each job.

      It needs no key, except where a webhook could not carry its result; with FAL_KEY what was \
      billed is asked for as well. It speaks plain HTTP: put a server with a certificate in front \
      that passes requests on unchanged. Ends with Ctrl-C.

      Examples:
        hailuo-studio webhook --public-url https://example.com/fal-webhook
        hailuo-studio webhook --listen 0.0.0.0:8788 --public-url https://e.com/hook
      """)

  @Option(help: ArgumentHelp("Where to listen.", valueName: "addr:port"))
  var listen = "127.0.0.1:8788"

  @Option(
    help: ArgumentHelp(
      "The address fal posts to; its path is the only one answered.", valueName: "url"))
  var publicURL: String

  @Flag(name: .shortAndLong, help: "Show no notes.")
  var quiet = false

  @OptionGroup var exchanges: ExchangeOptions

  /// One line of the output.
  struct Line: Encodable {
    let requestID: String
    let status: String
    let error: String?
    let mustBeFetched: Bool
    /// The job's number in the ledger.
    let job: Int64?
    let outcome: String
    /// The clip, when it is here.
    let file: String?

    enum CodingKeys: String, CodingKey {
      case requestID = "request_id"
      case status, error, job, outcome, file
      case mustBeFetched = "must_be_fetched"
    }
  }

  func validate() throws {
    do { _ = try ListenAddress(listen) } catch {
      throw ValidationError("--listen: \(error.message)")
    }
    _ = try path()
  }

  func run() async throws {
    let context = CommandContext.current
    let isQuiet = quiet
    let path = try path()
    let hosts = try FalHosts(environment: context.environment)
    let credential = try Credential.find(context.environment)
    let service = try await Service.real(credential, verbose: exchanges.verbose, context)
    let maker = try service.takeMaker(context)
    let verifier = WebhookVerifier(keys: WebhookKeys(hosts: hosts, transport: CurlTransport()))
    let receiver: WebhookReceiver
    do {
      receiver = try await WebhookReceiver.start(
        at: try ListenAddress(listen), path: path, verifier: verifier,
        log: { if !isQuiet { context.notice("\($0)\n") } },
        handle: { event in
          try await Self.workOff(event, maker, hasKey: credential != nil, context)
        })
    } catch let error as GatewayError {
      throw CommandFailure(error)
    }
    if !quiet {
      context.notice(
        "Webhooks for \(publicURL) are received on \(receiver.address) until Ctrl-C.\n")
    }
    await Self.waitForTheEnd()
    await receiver.shutdown()
  }

  /// Completes the job of a proven webhook, and prints its line.
  private static func workOff(
    _ event: WebhookEvent, _ maker: TakeMaker, hasKey: Bool, _ context: CommandContext
  ) async throws {
    do {
      let (job, outcome) = try await maker.complete(event, hasKey: hasKey)
      context.answer(try line(event, job, outcome))
    } catch {
      // fal does not come again after an answer, so the line says what a person can do.
      let job = try await maker.ledger.job(forRequest: event.requestID)
      let advice = job.map { "; 'hailuo-studio jobs resume \($0.id)' fetches its clip" } ?? ""
      context.answer(
        try line(
          Line(
            requestID: event.requestID, status: event.isSuccess ? "ok" : "error",
            error: "\(error)\(advice)", mustBeFetched: event.mustBeFetched, job: job?.id,
            outcome: "not_completed", file: nil)))
      throw error
    }
  }

  private static func line(
    _ event: WebhookEvent, _ job: Job?, _ outcome: WebhookOutcome
  ) throws -> String {
    var error = event.error
    var file: String?
    let word: String
    switch outcome {
    case .stored(let take):
      word = "stored"
      file = take.path
    case .told: word = "left_to_waiting_process"
    case .known:
      word = "known"
      file = job?.clip?.path
    case .failed(let reason):
      word = "failed"
      error = reason
    case .mustBeFetched: word = "must_be_fetched"
    case .unknownJob: word = "unknown_job"
    }
    return try line(
      Line(
        requestID: event.requestID, status: event.isSuccess ? "ok" : "error", error: error,
        mustBeFetched: event.mustBeFetched, job: job?.id, outcome: word, file: file))
  }

  private static func line(_ line: Line) throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return String(decoding: try encoder.encode(line), as: UTF8.self) + "\n"
  }

  /// The path of the public address; the address must be one fal posts to.
  private func path() throws -> String {
    let address: WebAddress
    do {
      address = try WebAddress(publicURL)
    } catch {
      throw ValidationError("--public-url: \(error.message)")
    }
    guard address.scheme == "https" || address.isLoopback else {
      throw ValidationError("--public-url must begin with https://; fal posts nowhere else.")
    }
    guard address.query == nil, !address.hasFragment else {
      throw ValidationError("--public-url must have no query and no fragment.")
    }
    return address.path
  }

  /// Waits until the task is cancelled, which is how a server is meant to end.
  static func waitForTheEnd() async {
    do { while true { try await Task.sleep(for: .seconds(3600)) } } catch {}
  }
}

extension CommandFailure {
  /// What a gateway complains about, with its status.
  init(_ error: GatewayError) {
    self.init(error.code == .address ? .unavailable : .configuration, error.message)
  }
}
