import Crypto
import FalClient
import FoundationEssentials
import Synchronization
import Testing
import Transfers

@testable import FalGateway

@Suite(.timeLimit(.minutes(1))) struct WebhookReceiverTests {
  private static let key = Curve25519.Signing.PrivateKey()

  /// What was handed on, and how often handing on is to fail.
  final class Inbox: Sendable {
    private struct State {
      var events: [WebhookEvent] = []
      var failuresLeft = 0
    }
    private let state = Mutex(State())
    init(failing count: Int = 0) { state.withLock { $0.failuresLeft = count } }
    var ids: [String] { state.withLock { $0.events.map(\.requestID) } }
    func take(_ event: WebhookEvent) throws {
      try state.withLock { state in
        if state.failuresLeft > 0 {
          state.failuresLeft -= 1
          throw GatewayError(.ledger, "Not now.")
        }
        state.events.append(event)
      }
    }
  }

  private func withReceiver(
    _ inbox: Inbox, keysFail: Bool = false, _ body: (_ url: String) async throws -> Void
  ) async throws {
    let x = Data(Self.key.publicKey.rawRepresentation).base64EncodedString()
      .replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: "")
    let keys = WebhookKeys {
      if keysFail { throw FalError(.temporary, "Down.") }
      return Array(#"{"keys":[{"kty":"OKP","crv":"Ed25519","x":"\#(x)"}]}"#.utf8)
    }
    let receiver = try await WebhookReceiver.start(
      at: .loopback, path: "/hook", verifier: WebhookVerifier(keys: keys),
      handle: { try inbox.take($0) })
    do {
      try await body("http://\(receiver.address)/hook")
    } catch {
      await receiver.shutdown()
      throw error
    }
    await receiver.shutdown()
  }

  private func deliver(
    _ id: String, to url: String, change: (inout HTTPRequest) -> Void = { _ in }
  ) async throws -> Int {
    let body = Array(#"{"request_id": "\#(id)", "status": "OK", "payload": {"a": 1}}"#.utf8)
    let seconds = Int(Date.now.timeIntervalSince1970)
    let digest = SHA256.hash(data: body)
      .map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
    let signature = try Self.key.signature(for: Data("\(id)\nu\n\(seconds)\n\(digest)".utf8))
    var request = HTTPRequest(
      .post, url,
      headers: [
        "X-Fal-Webhook-Request-Id": id, "X-Fal-Webhook-User-Id": "u",
        "X-Fal-Webhook-Timestamp": "\(seconds)",
        "X-Fal-Webhook-Signature": signature.map {
          String($0 >> 4, radix: 16) + String($0 & 15, radix: 16)
        }.joined(), "Content-Type": "application/json",
      ], body: .bytes(body))
    change(&request)
    return try await CurlTransport().send(request).status
  }

  @Test func `a proven webhook is handed on once, however often it comes`() async throws {
    let inbox = Inbox()
    try await withReceiver(inbox) { url in
      for id in ["r1", "r1", "r2", "r1"] { expect(200, try await deliver(id, to: url)) }
      expect(200, try await deliver("r3", to: url + "?x=1"))
    }
    #expect(inbox.ids == ["r1", "r2", "r3"])
  }

  @Test func `what is not proven is refused and not handed on`() async throws {
    let inbox = Inbox()
    try await withReceiver(inbox) { url in
      let changes: [(inout HTTPRequest) -> Void] = [
        { $0.body = .bytes(Array(#"{"request_id":"r1","status":"OK","payload":{"a":1}}"#.utf8)) },
        { $0.headers["X-Fal-Webhook-Timestamp"] = "1" },
        { $0.headers["X-Fal-Webhook-User-Id"] = nil },
        { $0.headers["X-Fal-Webhook-Signature"] = String(repeating: "0", count: 128) },
      ]
      for change in changes { expect(401, try await deliver("r1", to: url, change: change)) }
    }
    #expect(inbox.ids.isEmpty)
  }

  @Test func `other paths and verbs are no webhooks`() async throws {
    let inbox = Inbox()
    try await withReceiver(inbox) { url in
      expect(404, try await deliver("r1", to: url + "s"))
      let read = try await CurlTransport().send(HTTPRequest(.get, url))
      #expect(read.status == 405)
    }
    #expect(inbox.ids.isEmpty)
  }

  @Test func `without keys fal is told to come again`() async throws {
    try await withReceiver(Inbox(), keysFail: true) { url in
      expect(503, try await deliver("r1", to: url))
    }
  }

  @Test func `a webhook that could not be worked off is handed on when it comes again`()
    async throws
  {
    let inbox = Inbox(failing: 1)
    try await withReceiver(inbox) { url in
      while inbox.ids.isEmpty { expect(200, try await deliver("r1", to: url)) }
    }
    #expect(inbox.ids == ["r1"])
  }

  @Test func `a place that is taken is named`() async throws {
    let keys = WebhookKeys { [] }
    let first = try await WebhookReceiver.start(
      at: .loopback, path: "/", verifier: WebhookVerifier(keys: keys), handle: { _ in })
    let error = await #expect(throws: GatewayError.self) {
      try await WebhookReceiver.start(
        at: first.address, path: "/", verifier: WebhookVerifier(keys: keys), handle: { _ in })
    }
    #expect(error?.code == .address)
    await first.shutdown()
  }
}
