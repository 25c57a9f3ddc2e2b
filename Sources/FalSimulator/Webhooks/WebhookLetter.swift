internal import FalClient
internal import Outputs

/// What a webhook is told: the body, and the headers that prove its origin. Pure.
struct WebhookLetter: Sendable {
  let headers: [(name: String, value: String)]
  let body: [UInt8]

  /// - Parameters:
  ///   - result: what asking for the result would answer.
  ///   - unixTime: now.
  init(
    requestID: String, result: Answer, userID: String, unixTime: Int, keys: SigningKeys,
    flaw: WebhookFlaw?
  ) throws {
    let document = Self.document(requestID: requestID, result: result, flaw: flaw)
    let bytes = document.bytes
    let timestamp = "\(unixTime - (flaw == .oldTimestamp ? 301 : 0))"
    let message = [requestID, userID, timestamp, FileDigest.sha256(of: bytes)]
      .joined(separator: "\n")
    let signature = try keys.signature(
      over: Array(message.utf8), byStranger: flaw == .unknownKey)
    var headers = [
      (name: "Content-Type", value: "application/json"),
      ("X-Fal-Webhook-Request-Id", requestID), ("X-Fal-Webhook-User-Id", userID),
      ("X-Fal-Webhook-Timestamp", timestamp),
    ]
    if flaw != .missingHeader {
      headers.append(
        ("X-Fal-Webhook-Signature", Self.hex(signature, upperCase: flaw == .upperCaseHex)))
    }
    self.headers = headers
    switch flaw {
    case .alteredByte?: body = Self.altered(bytes)
    case .reserialized?: body = document.spreadBytes
    default: body = bytes
    }
  }

  private static func document(
    requestID: String, result: Answer, flaw: WebhookFlaw?
  ) -> JSONValue {
    var members: [String: JSONValue] = [
      "request_id": .string(requestID),
      "gateway_request_id": .string(
        flaw == .otherGatewayID ? RandomName.requestID() : requestID),
    ]
    let isGood = (200..<300).contains(result.status)
    members["status"] = isGood ? "OK" : "ERROR"
    if !isGood { members["error"] = "Invalid status code: \(result.status)" }
    if flaw == .payloadError {
      members["payload"] = .null
      members["payload_error"] = "Response payload is not JSON serializable"
    } else if case .bytes(let bytes) = result.body {
      members["payload"] =
        JSONValue(parsing: bytes) ?? .string(String(decoding: bytes, as: UTF8.self))
    }
    return .object(members)
  }

  /// Another digit for the first one in the request's id: still JSON, still plausible.
  private static func altered(_ bytes: [UInt8]) -> [UInt8] {
    var bytes = bytes
    if let place = bytes.firstIndex(where: { (0x30...0x39).contains($0) }) {
      bytes[place] = bytes[place] == 0x39 ? 0x30 : bytes[place] + 1
    }
    return bytes
  }

  private static func hex(_ bytes: [UInt8], upperCase: Bool) -> String {
    bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16, uppercase: upperCase) }.joined()
  }
}
