import Crypto
import FalClient
import Foundation
import Testing

@testable import FalSimulator

@Suite(.timeLimit(.minutes(1)))
struct WebhookWireTests {
  typealias Scene = SimulatorScene

  static func options(
    _ faults: SimulatorFaults = [], keyCount: Int = 1
  ) -> SimulatorOptions {
    SimulatorOptions(
      pace: .instant, faults: faults,
      webhooks: SimulatorWebhooks(
        retryDelays: [.milliseconds(10), .milliseconds(10)], keyCount: keyCount))
  }

  /// Runs a scene with a receiver that ends with it.
  static func run(
    _ options: SimulatorOptions, answers: [Int] = [],
    _ body: (SimulatorScene, Receiver) async throws -> Void
  ) async throws {
    let receiver = try Receiver(answers: answers)
    defer { receiver.stop() }
    try await Scene.run(options) { scene async throws in try await body(scene, receiver) }
  }

  static func submit(
    _ scene: Scene, _ receiver: Receiver, _ input: JSONValue = Scene.goodInput
  ) async throws -> String {
    let hook = PercentCoding.encode(receiver.url)
    let reply = try await scene.submit(input, query: "?fal_webhook=\(hook)")
    return try #require(reply.json?["request_id"]?.text)
  }

  /// Verifies as the documentation says, against every published key.
  static func isGenuine(_ letter: Receiver.Letter, _ scene: Scene) async throws -> Bool {
    let keys = try await scene.http.send("GET", "/.well-known/jwks.json", sendsKey: false)
    guard case .array(let list)? = keys.json?["keys"],
      let request = letter.headers["x-fal-webhook-request-id"],
      let user = letter.headers["x-fal-webhook-user-id"],
      let timestamp = letter.headers["x-fal-webhook-timestamp"], let seconds = Int(timestamp),
      let hex = letter.headers["x-fal-webhook-signature"]
    else { return false }
    guard abs(Int(Date().timeIntervalSince1970) - seconds) <= 300 else { return false }
    let digits = Array(hex)
    let signature = stride(from: 0, to: digits.count, by: 2).compactMap {
      UInt8(String(digits[$0..<min($0 + 2, digits.count)]), radix: 16)
    }
    let digest = SHA256.hash(data: letter.body)
      .map { String(format: "%02x", $0) }.joined()
    let message = Array("\(request)\n\(user)\n\(timestamp)\n\(digest)".utf8)
    return try list.contains { key in
      guard key["kty"] == "OKP", key["crv"] == "Ed25519", let x = key["x"]?.text else {
        return false
      }
      var base64 = x.replacing("-", with: "+").replacing("_", with: "/")
      while base64.count % 4 != 0 { base64 += "=" }
      let raw = try #require(Data(base64Encoded: base64))
      return try Curve25519.Signing.PublicKey(rawRepresentation: raw)
        .isValidSignature(signature, for: message)
    }
  }

  @Test func `a finished job is told, signed, with the result's own body`() async throws {
    try await Self.run(Self.options()) { scene, receiver in
      let id = try await Self.submit(scene, receiver)
      let letter = try await receiver.letters(1)[0]
      #expect(letter.headers["content-type"] == "application/json")
      #expect(letter.json?["request_id"]?.text == id)
      #expect(letter.json?["gateway_request_id"]?.text == id)
      #expect(letter.json?["status"] == "OK")
      #expect(letter.json?["payload"] == (try await scene.result(id).json))
      #expect(try await Self.isGenuine(letter, scene))
      #expect(scene.simulator.record.submissions.first?.webhook == receiver.url)
    }
  }

  @Test func `a failed and a cancelled job are told as errors`() async throws {
    try await Self.run(Self.options()) { scene, receiver in
      let id = try await Self.submit(scene, receiver, ["prompt": "no picture"])
      let letter = try await receiver.letters(1)[0]
      #expect(letter.json?["status"] == "ERROR")
      #expect(letter.json?["error"] == "Invalid status code: 422")
      #expect(letter.json?["payload"] == (try await scene.result(id).json))
      #expect(try await Self.isGenuine(letter, scene))
    }
    var waiting = Self.options()
    waiting.pace = SimulatorPace(queueDelay: .seconds(600), runDelay: .zero)
    try await Self.run(waiting) { scene, receiver in
      let id = try await Self.submit(scene, receiver)
      _ = try await scene.http.send("PUT", "\(Scene.app)/requests/\(id)/cancel")
      let letter = try await receiver.letters(1)[0]
      #expect(letter.json?["error"] == "Invalid status code: 499")
    }
  }

  @Test func `an answer decides whether it is tried again`() async throws {
    for (answers, expected) in [
      ([500, 404], [500, 404, 200]), ([302], [302]), ([500, 500, 500, 500], [500, 500, 500]),
    ] {
      try await Self.run(Self.options(), answers: answers) { scene, receiver in
        _ = try await Self.submit(scene, receiver)
        while scene.simulator.record.deliveries.count < expected.count {
          try await Task.sleep(for: .milliseconds(5))
        }
        // Long enough for one attempt too many.
        try await Task.sleep(for: .milliseconds(60))
        let deliveries = scene.simulator.record.deliveries
        #expect(deliveries.map(\.status) == expected)
        #expect(deliveries.map(\.attempt) == Array(1...expected.count))
      }
    }
  }

  @Test(arguments: WebhookFlaw.allCases)
  func `a flaw is what it is called`(flaw: WebhookFlaw) async throws {
    try await Self.run(Self.options([SimulatorFault(.webhook, .webhook(flaw))])) {
      scene, receiver in
      let id = try await Self.submit(scene, receiver)
      let letter = try await receiver.letters(1)[0]
      let isGenuine = try await Self.isGenuine(letter, scene)
      switch flaw {
      case .payloadError:
        #expect(letter.json?["payload"] == .null)
        #expect(letter.json?["payload_error"]?.text != nil)
        #expect(isGenuine)
      case .otherGatewayID:
        #expect(letter.json?["request_id"]?.text == id)
        #expect(letter.json?["gateway_request_id"]?.text != id)
        #expect(isGenuine)
      case .duplicate:
        let both = try await receiver.letters(2)
        #expect(both[0].body == both[1].body)
        #expect(isGenuine)
      case .missingHeader:
        #expect(letter.headers["x-fal-webhook-signature"] == nil)
      case .upperCaseHex:
        let hex = try #require(letter.headers["x-fal-webhook-signature"])
        #expect(hex == hex.uppercased() && hex != hex.lowercased())
        #expect(isGenuine)
      case .oldTimestamp, .alteredByte, .reserialized, .unknownKey:
        #expect(letter.json?["request_id"] != nil)
        #expect(!isGenuine)
      }
    }
  }

  @Test func `a new key signs, and old ones stay unless they are withdrawn`() async throws {
    try await Self.run(Self.options(keyCount: 2)) { scene, receiver in
      func keyCount() async throws -> Int {
        let reply = try await scene.http.send("GET", "/.well-known/jwks.json", sendsKey: false)
        guard case .array(let keys)? = reply.json?["keys"] else { return 0 }
        #expect(reply["cache-control"] == "max-age=86400")
        return keys.count
      }
      #expect(try await keyCount() == 2)
      _ = try await Self.submit(scene, receiver)
      let old = try await receiver.letters(1)[0]
      scene.simulator.rotateWebhookKey()
      #expect(try await keyCount() == 3)
      #expect(try await Self.isGenuine(old, scene))
      let drop: JSONValue = ["drop_old": true]
      #expect(try await scene.http.send("POST", "/_simulator/keys", body: drop.bytes).status == 200)
      #expect(try await keyCount() == 1)
      #expect(try await !Self.isGenuine(old, scene))
      _ = try await Self.submit(scene, receiver)
      #expect(try await Self.isGenuine(try await receiver.letters(2)[1], scene))
    }
  }

  @Test(arguments: ["http://example.com/hook", "http://10.0.0.1/", "nonsense", "ftp://127.0.0.1/"])
  func `nobody outside is called`(target: String) async throws {
    try await Scene.run(Self.options()) { scene async throws in
      let hook = PercentCoding.encode(target)
      #expect(try await scene.submit(query: "?fal_webhook=\(hook)").status == 200)
      while scene.simulator.record.deliveries.isEmpty {
        try await Task.sleep(for: .milliseconds(5))
      }
      #expect(scene.simulator.record.deliveries.map(\.status) == [nil])
    }
  }
}
