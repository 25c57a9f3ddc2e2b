internal import Crypto
public import FalClient
internal import FoundationEssentials
public import Transfers

/// Calls fal for others, who need no key: fal's server-proxy protocol, with everything denied that
/// is not allowed by name.
///
/// The target comes in the header `x-fal-target-url`, the caller's own token as
/// `Authorization: Bearer`. Source of the protocol: protocol guide 7.
public final class CredentialProxy: Sendable {
  /// Where it listens.
  public let address: ListenAddress
  private let server: GatewayServer

  private init(_ server: GatewayServer) {
    self.server = server
    address = server.address
  }

  /// Starts a proxy and returns once it listens.
  ///
  /// - Parameters:
  ///   - spendFile: where the record of what each caller spent is kept.
  ///   - log: told one line a call: who, what, which status; never a secret.
  /// - Throws: ``GatewayError`` `.address`, `.ledger`.
  public static func start(
    at address: ListenAddress = .loopback, policy: ProxyPolicy, spendFile: String,
    hosts: FalHosts = .production, credential: Credential, transport: any HTTPTransport,
    log: @escaping @Sendable (String) -> Void = { _ in }
  ) async throws -> CredentialProxy {
    let desk = ProxyDesk(
      policy: policy, hosts: hosts, credential: credential, transport: transport,
      book: try SpendBook(path: spendFile), log: log)
    let limits = GatewayServer.Limits(bodyByteCount: policy.maximumByteCount)
    return CredentialProxy(try await GatewayServer.start(at: address, limits, desk.answer))
  }

  /// Ends the proxy; calls under way are finished first.
  public func shutdown() async { await server.shutdown() }
}

/// Judges one call, makes it, and gives the answer back.
struct ProxyDesk: Sendable {
  let policy: ProxyPolicy
  let hosts: FalHosts
  let credential: Credential
  let transport: any HTTPTransport
  let book: SpendBook
  let log: @Sendable (String) -> Void

  func answer(_ call: GatewayCall) async -> GatewayAnswer {
    let origin = call.headers["Origin"].flatMap { policy.origins.contains($0) ? $0 : nil }
    var answer: GatewayAnswer
    if call.method == "OPTIONS" {
      answer = origin == nil ? .refusal(403, "This page is not on the list.") : Self.preflight
    } else {
      answer = await judged(call)
    }
    if let origin {
      answer.headers["Access-Control-Allow-Origin"] = origin
      answer.headers["Vary"] = "Origin"
    }
    return answer
  }

  private static let preflight = GatewayAnswer(
    204,
    headers: [
      "Access-Control-Allow-Methods": "GET, POST, PUT",
      "Access-Control-Allow-Headers":
        "authorization, content-type, accept, x-fal-target-url, x-fal-queue-priority, "
        + "x-fal-runner-hint, x-fal-request-timeout, x-fal-object-lifecycle, "
        + "x-fal-object-lifecycle-preference, x-fal-client-proxy",
      "Access-Control-Max-Age": "600",
    ])

  private func judged(_ call: GatewayCall) async -> GatewayAnswer {
    guard let caller = caller(call.headers) else {
      log("refused: no token, or an unknown one")
      var answer = GatewayAnswer.refusal(
        401, "This proxy wants a token of its own as Authorization: Bearer.")
      answer.headers["WWW-Authenticate"] = "Bearer"
      return answer
    }
    let targets = call.headers.fields.filter { $0.name.lowercased() == "x-fal-target-url" }
    guard targets.count == 1, let text = targets.first?.value else {
      return refused(caller, 400, "The header x-fal-target-url must be there, once.")
    }
    let target: ProxyTarget
    do {
      target = try ProxyTarget(text, method: call.method, policy: policy, hosts: hosts)
    } catch {
      return refused(caller, 400, error.sentence)
    }
    guard case .submit(let endpoint, let most) = target.purpose else {
      return await passOn(call, to: target, for: caller)
    }
    if caller.limitMicrodollars != nil, most == nil {
      return refused(caller, 403, "Nobody knows what \(endpoint) costs, and there is a limit.")
    }
    return await submit(call, to: target, for: caller, most ?? 0)
  }

  /// Finds whose token it is; every token is compared, and whole, so that time tells nothing.
  private func caller(_ headers: HTTPHeaders) -> ProxyPolicy.Caller? {
    let values = headers.fields.filter { $0.name.lowercased() == "authorization" }.map(\.value)
    guard values.count == 1, let value = values.first,
      value.prefix(7).lowercased() == "bearer ", value.utf8.count > 7
    else { return nil }
    let digest = Array(SHA256.hash(data: Array(value.utf8.dropFirst(7))))
    var found: ProxyPolicy.Caller?
    for caller in policy.callers
    where Self.isSame(digest, Self.bytes(ofHex: caller.tokenDigest)) {
      found = caller
    }
    return found
  }

  private static func isSame(_ one: [UInt8], _ other: [UInt8]) -> Bool {
    guard one.count == other.count else { return false }
    var difference: UInt8 = 0
    for index in one.indices { difference |= one[index] ^ other[index] }
    return difference == 0
  }

  private static func bytes(ofHex text: String) -> [UInt8] {
    let digits = text.compactMap(\.hexDigitValue).map { UInt8($0) }
    return stride(from: 0, to: digits.count - 1, by: 2).map { digits[$0] << 4 | digits[$0 + 1] }
  }

  func refused(
    _ caller: ProxyPolicy.Caller, _ status: Int, _ sentence: String
  ) -> GatewayAnswer {
    log("\(caller.name): refused: \(sentence)")
    return .refusal(status, sentence)
  }
}
