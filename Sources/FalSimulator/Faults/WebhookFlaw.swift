/// What can be wrong with a webhook's letter.
public enum WebhookFlaw: String, Sendable, Hashable, CaseIterable {
  /// The output could not be written as JSON: a payload error instead of a payload.
  case payloadError = "payload-error"
  /// The gateway's id is another one than the request's, as after a retry inside fal; still valid.
  case otherGatewayID = "other-gateway-id"
  /// The letter comes twice; both are valid.
  case duplicate
  /// Signed 301 seconds ago.
  case oldTimestamp = "old-timestamp"
  /// One byte of the body differs from what was signed.
  case alteredByte = "altered-byte"
  /// The same JSON with other blanks than were signed.
  case reserialized
  /// No signature header.
  case missingHeader = "missing-header"
  /// Signed with a key nobody has published.
  case unknownKey = "unknown-key"
  /// The signature in upper-case hexadecimal digits.
  case upperCaseHex = "upper-case-hex"
}
