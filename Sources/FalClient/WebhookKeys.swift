public import FoundationEssentials
internal import Synchronization
public import Transfers

/// The public keys fal signs webhooks with, kept for a day at most.
public final class WebhookKeys: Sendable {
  /// How long keys are kept, in seconds (protocol guide 6).
  public static let lifetime: TimeInterval = 86_400
  /// The shortest time between two fetches, so that forged webhooks cannot make us ask for ever.
  public static let pause: TimeInterval = 60

  private struct State {
    var keys: [[UInt8]] = []
    var fetched: Date?
    /// The fetch under way, which everybody waits for who needs keys meanwhile.
    var fetching: Task<[[UInt8]], any Error>?
  }

  let now: @Sendable () -> Date
  private let fetch: @Sendable () async throws -> [UInt8]
  private let state = Mutex(State())

  /// Keys from any source.
  ///
  /// - Parameters:
  ///   - now: tells the time.
  ///   - fetch: gives a JSON Web Key Set.
  public init(
    now: @escaping @Sendable () -> Date = { .now },
    fetch: @escaping @Sendable () async throws -> [UInt8]
  ) {
    self.now = now
    self.fetch = fetch
  }

  /// fal's keys, from the REST service. They are public, so no key of ours is sent.
  public convenience init(hosts: FalHosts, transport: any HTTPTransport) {
    let url = hosts.rest.text + "/.well-known/jwks.json"
    self.init {
      var request = HTTPRequest(.get, url, headers: ["Accept": "application/json"])
      request.timeout = .seconds(10)
      request.maximumAnswerByteCount = 1 << 20
      let response: HTTPResponse
      do {
        response = try await transport.send(request)
      } catch let failure as TransferError {
        throw FalError(during: "Fetching fal's webhook keys", failure)
      }
      guard response.isSuccess else {
        var error = FalError(
          .temporary, "Fetching fal's webhook keys: the service answered \(response.status).",
          status: response.status)
        error.isRetryable = true
        throw error
      }
      return response.body
    }
  }

  /// The keys at hand, or fresh ones when there are none or they are a day old.
  func current() async throws -> [[UInt8]] {
    let kept = state.withLock { state -> [[UInt8]]? in
      guard let fetched = state.fetched else { return nil }
      let age = now().timeIntervalSince(fetched)
      return age >= 0 && age < Self.lifetime && !state.keys.isEmpty ? state.keys : nil
    }
    if let kept { return kept }
    return try await fetched()
  }

  /// Fresh keys; nil when those at hand have just been fetched.
  func refreshed() async throws -> [[UInt8]]? {
    let isFresh = state.withLock { state in
      guard state.fetching == nil, let fetched = state.fetched else { return false }
      return abs(now().timeIntervalSince(fetched)) < Self.pause
    }
    return isFresh ? nil : try await fetched()
  }

  private func fetched() async throws -> [[UInt8]] {
    let task = state.withLock { shared -> Task<[[UInt8]], any Error> in
      if let task = shared.fetching { return task }
      let task = Task { [self] in
        do {
          let keys = try Self.keys(inSet: try await fetch())
          state.withLock { state in
            state.keys = keys
            state.fetched = now()
            state.fetching = nil
          }
          return keys
        } catch {
          state.withLock { $0.fetching = nil }
          throw error
        }
      }
      shared.fetching = task
      return task
    }
    return try await task.value
  }

  /// The Ed25519 keys of a JSON Web Key Set (RFC 8037); others are passed over.
  ///
  /// - Throws: ``FalError`` `.badAnswer` when it is no set, or holds no key of that kind.
  static func keys(inSet bytes: [UInt8]) throws(FalError) -> [[UInt8]] {
    let entries = JSONValue(parsing: bytes)?["keys"]?.elements ?? []
    let keys = entries.prefix(32).compactMap { entry -> [UInt8]? in
      guard entry["kty"]?.text == "OKP", entry["crv"]?.text == "Ed25519",
        let key = entry["x"]?.text.flatMap(bytes(ofBase64URL:)), key.count == 32
      else { return nil }
      return key
    }
    guard !keys.isEmpty else {
      throw FalError(.badAnswer, "fal's webhook keys cannot be read; no Ed25519 key is among them.")
    }
    return keys
  }

  private static func bytes(ofBase64URL text: String) -> [UInt8]? {
    var base64 = text.filter { $0 != "=" }
      .replacing("-", with: "+").replacing("_", with: "/")
    base64 += String(repeating: "=", count: (4 - base64.count % 4) % 4)
    return Data(base64Encoded: base64).map(Array.init)
  }
}
