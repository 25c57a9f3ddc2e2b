import Crypto
import FoundationEssentials
import Synchronization
import Testing
import Transfers

@testable import FalClient

@Suite(.timeLimit(.minutes(1))) struct WebhookTests {
  static let now = Date(timeIntervalSince1970: 1_790_000_000)
  static let body = Array(
    #"{"request_id": "r1", "status": "OK", "payload": {"video": {"url": "https://x/v"}}}"#.utf8)
  let key = Curve25519.Signing.PrivateKey()

  private func headers(
    _ body: [UInt8] = body, at seconds: Int = 1_790_000_000,
    by key: Curve25519.Signing.PrivateKey? = nil
  ) throws -> HTTPHeaders {
    let digest = SHA256.hash(data: body).map {
      String($0 >> 4, radix: 16) + String($0 & 15, radix: 16)
    }.joined()
    let message = "r1\nuser-7\n\(seconds)\n\(digest)"
    let signature = try (key ?? self.key).signature(for: Array(message.utf8))
    return [
      "X-Fal-Webhook-Request-Id": "r1", "X-Fal-Webhook-User-Id": "user-7",
      "X-Fal-Webhook-Timestamp": "\(seconds)", "X-Fal-Webhook-Signature": hex(Array(signature)),
    ]
  }

  private func hex(_ bytes: [UInt8]) -> String {
    bytes.map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
  }

  private var publicKey: [UInt8] { Array(key.publicKey.rawRepresentation) }

  private func verify(_ headers: HTTPHeaders, _ body: [UInt8] = body) throws -> WebhookProof {
    try WebhookVerifier.verify(headers: headers, body: body, keys: [publicKey], at: Self.now)
  }

  private func refusal(_ headers: HTTPHeaders, _ body: [UInt8] = body) -> WebhookRefusal.Code? {
    #expect(throws: WebhookRefusal.self) { try verify(headers, body) }?.code
  }

  @Test func `a signed webhook is proven`() throws {
    let proof = try verify(headers())
    #expect(proof == WebhookProof(requestID: "r1", userID: "user-7", signed: Self.now))
    #expect(
      try WebhookVerifier.verify(
        headers: headers(), body: Self.body,
        keys: [[1, 2], [UInt8](repeating: 9, count: 32), publicKey],
        at: Self.now) == proof)
  }

  @Test func `a fixed vector stays valid`() throws {
    // Key of RFC 8032, section 7.1, test 1; signed by OpenSSL's Ed25519, not by our library.
    let seed: [UInt8] = [
      0x9d, 0x61, 0xb1, 0x9d, 0xef, 0xfd, 0x5a, 0x60, 0xba, 0x84, 0x4a, 0xf4, 0x92, 0xec, 0x2c,
      0xc4,
      0x44, 0x49, 0xc5, 0x69, 0x7b, 0x32, 0x69, 0x19, 0x70, 0x3b, 0xac, 0x03, 0x1c, 0xae, 0x7f,
      0x60,
    ]
    let known = try Curve25519.Signing.PrivateKey(rawRepresentation: seed)
    #expect(
      hex(Array(known.publicKey.rawRepresentation))
        == "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a")
    let fixed: HTTPHeaders = [
      "x-fal-webhook-request-id": "r1", "x-fal-webhook-user-id": "user-7",
      "x-fal-webhook-timestamp": "1790000000",
      "x-fal-webhook-signature": "069e2ddd8b4252446df61b8c37b1f05bb40d14fcef25a06920c6a95f07b4bba2"
        + "50f9775b4fa4c47e07aa41282cdbb865790e3964b514637975619d2f3bf25403",
    ]
    _ = try WebhookVerifier.verify(
      headers: fixed, body: Self.body, keys: [Array(known.publicKey.rawRepresentation)],
      at: Self.now)
  }

  @Test func `JSON that was written again is refused`() throws {
    let again = try #require(JSONValue(parsing: Self.body)).encoded()
    #expect(again != Self.body)
    #expect(refusal(try headers(), again) == .signature)
  }

  @Test func `every changed byte is noticed`() throws {
    let headers = try headers()
    for index in Self.body.indices {
      var body = Self.body
      body[index] ^= 1
      #expect(refusal(headers, body) == .signature)
    }
    #expect(refusal(headers, Self.body + [0x0A]) == .signature)
    #expect(refusal(headers, []) == .signature)
  }

  @Test(arguments: [
    (-300, true), (-301, false), (300, true), (301, false), (0, true), (86_400, false),
  ])
  func `a webhook may be five minutes off`(_ offset: Int, _ isFine: Bool) throws {
    let headers = try headers(at: 1_790_000_000 + offset)
    if isFine { _ = try verify(headers) } else { #expect(refusal(headers) == .time) }
  }

  @Test(arguments: ["Request-Id", "User-Id", "Timestamp", "Signature"])
  func `all four headers are needed, once, and as they were signed`(_ name: String) throws {
    let name = "X-Fal-Webhook-" + name
    var missing = try headers()
    missing[name] = nil
    #expect(refusal(missing) == .header)
    var twice = try headers()
    twice.append(try #require(twice[name]), for: name.lowercased())
    #expect(refusal(twice) == .header)
    var other = try headers()
    other[name] =
      name.hasSuffix("Timestamp")
      ? "1790000001" : name.hasSuffix("Signature") ? String(repeating: "0", count: 128) : "r2"
    #expect(refusal(other) == .signature)
  }

  @Test(arguments: [
    "", "zz", "abc", String(repeating: "0", count: 126), String(repeating: "g", count: 128),
  ])
  func `a signature that is none is refused`(_ text: String) throws {
    var headers = try headers()
    headers["X-Fal-Webhook-Signature"] = text
    #expect(refusal(headers) == .header)
  }

  @Test(arguments: ["-1", "+1790000000", "1790000000.0", "0x6ab1", "99999999999999999999", " "])
  func `a time that is none is refused`(_ text: String) throws {
    var headers = try headers()
    headers["X-Fal-Webhook-Timestamp"] = text
    #expect(refusal(headers) == .header)
  }

  @Test func `digits of the signature may be upper case`() throws {
    var headers = try headers()
    headers["X-Fal-Webhook-Signature"] = headers["X-Fal-Webhook-Signature"]?.uppercased()
    _ = try verify(headers)
  }

  @Test func `another key's signature is refused`() throws {
    #expect(refusal(try headers(by: Curve25519.Signing.PrivateKey())) == .signature)
  }

  // MARK: Keys

  /// A key service that can change its keys and its mind, with a clock of its own.
  final class KeyService: Sendable {
    struct State {
      var keys: [[UInt8]]
      var now = WebhookTests.now
      var fetchCount = 0
      var isDown = false
    }
    let state: Mutex<State>
    init(_ keys: [[UInt8]]) { state = Mutex(State(keys: keys)) }

    var verifier: WebhookVerifier {
      WebhookVerifier(
        keys: WebhookKeys(now: { self.state.withLock { $0.now } }) {
          try self.state.withLock { state in
            state.fetchCount += 1
            if state.isDown { throw FalError(.temporary, "Down.") }
            let entries = state.keys.map { key in
              let x = Data(key).base64EncodedString().replacing("+", with: "-").replacing(
                "/", with: "_"
              ).replacing("=", with: "")
              return #"{"kty":"OKP","crv":"Ed25519","kid":"k","x":"\#(x)"}"#
            }
            return Array(#"{"keys":[{"kty":"RSA"},\#(entries.joined(separator: ","))]}"#.utf8)
          }
        })
    }
    var fetchCount: Int { state.withLock { $0.fetchCount } }
    func advance(_ seconds: Double) { state.withLock { $0.now += seconds } }
  }

  private func headers(_ service: KeyService) throws -> HTTPHeaders {
    try headers(at: Int(service.state.withLock { $0.now }.timeIntervalSince1970))
  }

  @Test func `keys are kept for a day`() async throws {
    let service = KeyService([publicKey])
    let verifier = service.verifier
    for _ in 0..<5 { _ = try await verifier.verify(headers: headers(service), body: Self.body) }
    #expect(service.fetchCount == 1)
    service.advance(86_399)
    _ = try await verifier.verify(headers: headers(service), body: Self.body)
    #expect(service.fetchCount == 1)
    service.advance(1)
    _ = try await verifier.verify(headers: headers(service), body: Self.body)
    #expect(service.fetchCount == 2)
  }

  @Test func `new keys are noticed once a signature fits none`() async throws {
    let service = KeyService([[UInt8](repeating: 9, count: 32)])
    let verifier = service.verifier
    await #expect(throws: WebhookRefusal.self) {
      try await verifier.verify(headers: try headers(service), body: Self.body)
    }
    // Just fetched: a flood of forgeries does not make us ask again and again.
    #expect(service.fetchCount == 1)
    service.advance(61)
    service.state.withLock { $0.keys.append(publicKey) }
    _ = try await verifier.verify(headers: headers(service), body: Self.body)
    #expect(service.fetchCount == 2)
  }

  @Test func `keys that cannot be fetched are an error of their own, and asked for again`()
    async throws
  {
    let service = KeyService([publicKey])
    let verifier = service.verifier
    service.state.withLock { $0.isDown = true }
    let error = await #expect(throws: FalError.self) {
      try await verifier.verify(headers: try headers(service), body: Self.body)
    }
    #expect(error?.code == .temporary)
    service.state.withLock { $0.isDown = false }
    _ = try await verifier.verify(headers: headers(service), body: Self.body)
  }

  @Test(arguments: [
    "", "{}", "[]", #"{"keys":[]}"#, #"{"keys":[{"kty":"OKP","crv":"Ed25519","x":"AAAA"}]}"#,
    #"{"keys":[{"kty":"OKP","crv":"X25519","x":"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"}]}"#,
  ])
  func `a set without a usable key is an error`(_ set: String) {
    #expect(throws: FalError.self) { try WebhookKeys.keys(inSet: Array(set.utf8)) }
  }

  @Test func `keys come from the REST service without our key`() async throws {
    let x = Data(publicKey).base64EncodedString().replacing("+", with: "-").replacing(
      "/", with: "_")
    let transport = RecordedTransport(
      .json(200, #"{"keys":[{"kty":"OKP","crv":"Ed25519","x":"\#(x)"}]}"#))
    let keys = WebhookKeys(hosts: .production, transport: transport)
    #expect(try await keys.current() == [publicKey])
    #expect(transport.requests.first?.url == "https://rest.fal.ai/.well-known/jwks.json")
    #expect(transport.requests.first?.headers["Authorization"] == nil)
  }

  // MARK: What it says

  @Test func `events are read in all their shapes`() throws {
    let proof = WebhookProof(requestID: "r1", userID: "u", signed: Self.now)
    let good = try WebhookEvent(Self.body, provenBy: proof)
    #expect(good.isSuccess)
    #expect(good.payload == Array(#"{"video":{"url":"https://x/v"}}"#.utf8))
    let bad = try WebhookEvent(
      Array(
        #"{"request_id":"r0","gateway_request_id":"r1","status":"ERROR","error":"Invalid status code: 422","payload":{"detail":[]}}"#
          .utf8),
      provenBy: proof)
    #expect(!bad.isSuccess)
    #expect(bad.requestID == "r0")
    #expect(bad.error == "Invalid status code: 422")
    #expect(!bad.mustBeFetched)
    let large = try WebhookEvent(
      Array(#"{"request_id":"r1","status":"OK","payload":null,"payload_error":"too large"}"#.utf8),
      provenBy: proof)
    #expect(large.mustBeFetched)
    #expect(large.payload == nil)
  }

  @Test(arguments: ["", "[]", "{}", #"{"request_id":"r2","status":"OK"}"#, #"{"request_id":"r1"}"#])
  func `a signed body that is no webhook about the job is refused`(_ body: String) {
    let proof = WebhookProof(requestID: "r1", userID: "u", signed: Self.now)
    let error = #expect(throws: WebhookRefusal.self) {
      try WebhookEvent(Array(body.utf8), provenBy: proof)
    }
    #expect(error?.code == .content)
  }
}
