import ArgumentParser
import FalClient
import FalGateway
import Foundation
import Transfers

struct WebhookCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "webhook",
    abstract: "Receive fal's webhooks and prove that they are fal's.",
    discussion: """
      Listens for the results fal posts, proves each by fal's signature, answers at once, and \
      prints one line of JSON for each job, once. It speaks plain HTTP: put a server with a \
      certificate in front that passes requests on unchanged. Ends with Ctrl-C.

      Example:
        hailuo-studio webhook --listen 127.0.0.1:8788 --public-url https://example.com/fal-webhook
      """)

  @Option(help: ArgumentHelp("Where to listen.", valueName: "addr:port"))
  var listen = "127.0.0.1:8788"

  @Option(
    help: ArgumentHelp(
      "The address fal posts to; its path is the only one answered.", valueName: "url"))
  var publicURL: String

  @Flag(name: .shortAndLong, help: "Show no notes.")
  var quiet = false

  /// One line of the output.
  struct Line: Encodable {
    let requestID: String
    let status: String
    let error: String?
    let mustBeFetched: Bool

    enum CodingKeys: String, CodingKey {
      case requestID = "request_id"
      case status, error
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
    let verifier = WebhookVerifier(keys: WebhookKeys(hosts: hosts, transport: CurlTransport()))
    let receiver: WebhookReceiver
    do {
      receiver = try await WebhookReceiver.start(
        at: try ListenAddress(listen), path: path, verifier: verifier,
        log: { if !isQuiet { context.notice("\($0)\n") } },
        handle: { context.answer(try Self.line(for: $0)) })
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

  private static func line(for event: WebhookEvent) throws -> String {
    let line = Line(
      requestID: event.requestID, status: event.isSuccess ? "ok" : "error", error: event.error,
      mustBeFetched: event.mustBeFetched)
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
