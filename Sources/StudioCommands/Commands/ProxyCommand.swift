import ArgumentParser
import FalClient
import FalGateway
import Foundation
import Hailuo
import Outputs
import Studio
import Transfers

struct ProxyCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "proxy",
    abstract: "Let browsers and teammates use fal without having the key.",
    discussion: """
      Speaks fal's server-proxy protocol: the call's real address comes in x-fal-target-url, the \
      caller's own token as Authorization: Bearer. What the configuration does not allow by name \
      is refused. It speaks plain HTTP, to this computer only unless "listen" says otherwise; put \
      a server with a certificate in front. Ends with Ctrl-C.

      The configuration is JSON. Tokens stand in it as digests only; make one like this:
        token=$(openssl rand -hex 32); printf %s "$token" | sha256sum

        {
          "listen": "127.0.0.1:8787",
          "endpoints": [{"id": "fal-ai/minimax/hailuo-02-fast/image-to-video"}],
          "callers": [{"name": "ana", "token_sha256": "…", "spend_limit_usd": 5}],
          "origins": ["https://studio.example.com"]
        }

      Example:
        hailuo-studio proxy --config proxy.json
      """)

  @Option(
    help: ArgumentHelp("What is allowed, and to whom.", valueName: "file"),
    completion: .file(extensions: ["json"]))
  var config: String

  @Flag(name: .shortAndLong, help: "Show no notes.")
  var quiet = false

  func run() async throws {
    let context = CommandContext.current
    let isQuiet = quiet
    let bytes = try WholeFile.bytes(of: config, limit: 1 << 20)
    let proxy: CredentialProxy
    let unlimited: [String]
    do {
      let cards = try ModelLibrary(environment: context.environment).models
      let configuration = try ProxyConfiguration(parsing: bytes) {
        Self.highestPrice(of: $0, cards)
      }
      guard let credential = try Credential.find(context.environment) else {
        throw CommandFailure(
          .noPermission,
          "There is no key to call fal with: set FAL_KEY, or FAL_KEY_FILE to a file of mode 0600.")
      }
      unlimited = configuration.policy.callers.filter { $0.limitMicrodollars == nil }.map(\.name)
      proxy = try await CredentialProxy.start(
        at: configuration.listen ?? .loopback, policy: configuration.policy,
        spendFile: configuration.spendFile ?? config + ".spent.json",
        hosts: try FalHosts(environment: context.environment), credential: credential,
        transport: CurlTransport(), log: { if !isQuiet { context.notice("\($0)\n") } })
    } catch let error as GatewayError {
      throw CommandFailure(error)
    }
    if !quiet { context.notice("The proxy listens on http://\(proxy.address)/ until Ctrl-C.\n") }
    if !proxy.address.isLoopback, !quiet {
      context.notice("Other computers can reach it, and tokens travel in the clear without TLS.\n")
    }
    if !unlimited.isEmpty, !quiet {
      context.notice(
        "Without \"spend_limit_usd\", so without a limit: \(unlimited.joined(separator: ", ")).\n")
    }
    await WebhookCommand.waitForTheEnd()
    await proxy.shutdown()
  }

  /// The most one clip of a model costs, in millionths of a dollar.
  private static func highestPrice(of endpoint: EndpointID, _ cards: [Model]) -> Int? {
    cards.first { $0.endpoint == endpoint }.flatMap { model in
      model.durations.flatMap { length in
        model.sizes.compactMap { model.price(of: length, at: $0)?.microdollars }
      }.max()
    }
  }
}
