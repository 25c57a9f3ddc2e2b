internal import Crypto
public import FoundationEssentials
public import Transfers

/// Proves that a webhook comes from fal: an Ed25519 signature over the exact bytes of the body.
///
/// Source: protocol guide 6. The queue stays the source of truth: a webhook says when to look.
public struct WebhookVerifier: Sendable {
  /// How far the time of a webhook may be from ours, in seconds, either way.
  public static let tolerance: TimeInterval = 300

  private let keys: WebhookKeys

  /// Creates a verifier that asks for fal's keys when it needs them.
  public init(keys: WebhookKeys) { self.keys = keys }

  /// Proves a webhook.
  ///
  /// Keys at hand are tried first; when none fits they are fetched anew, once, since fal may have
  /// changed them.
  /// - Parameters:
  ///   - headers: all of the request; each of the four that matter must be there exactly once.
  ///   - body: the bytes as they came in; JSON that was read and written again will not do.
  /// - Throws: ``WebhookRefusal``; ``FalError`` when the keys cannot be fetched.
  public func verify(headers: HTTPHeaders, body: [UInt8]) async throws -> WebhookProof {
    let claim = try WebhookClaim(headers)
    try claim.check(at: keys.now())
    let message = claim.message(over: body)
    if claim.isSigned(message, by: try await keys.current()) { return claim.proof }
    if let fresh = try await keys.refreshed(), claim.isSigned(message, by: fresh) {
      return claim.proof
    }
    throw WebhookRefusal(.signature, "The webhook's signature fits none of fal's keys.")
  }

  /// Proves a webhook against given keys at a given time. Pure.
  ///
  /// - Parameter keys: raw public keys of 32 bytes each; one has to fit.
  public static func verify(
    headers: HTTPHeaders, body: [UInt8], keys: [[UInt8]], at now: Date
  ) throws(WebhookRefusal) -> WebhookProof {
    let claim = try WebhookClaim(headers)
    try claim.check(at: now)
    guard claim.isSigned(claim.message(over: body), by: keys) else {
      throw WebhookRefusal(.signature, "The webhook's signature fits none of the keys.")
    }
    return claim.proof
  }
}

/// Who a webhook is proven to be about.
public struct WebhookProof: Sendable, Hashable {
  /// The job.
  public let requestID: String
  /// The account the job belongs to.
  public let userID: String
  /// When it was signed.
  public let signed: Date
}

/// Why a webhook is not believed.
public struct WebhookRefusal: Error, Sendable, CustomStringConvertible {
  /// The kind of doubt; errors compare by it.
  public struct Code: Sendable, Hashable {
    private let name: String
    private init(_ name: String) { self.name = name }

    /// A header is missing, twice there, or not what it should be.
    public static let header = Code("header")
    /// It was signed too long ago, or in the future.
    public static let time = Code("time")
    /// The signature fits none of the keys.
    public static let signature = Code("signature")
    /// It is signed, but says something else than it should.
    public static let content = Code("content")
  }

  /// The kind of doubt.
  public let code: Code
  /// One sentence for people.
  public let message: String

  /// Creates a refusal; the message is one sentence.
  public init(_ code: Code, _ message: String) {
    self.code = code
    self.message = message
  }

  /// The sentence for people.
  public var description: String { message }
}

/// What the headers of a webhook claim, before it is proven.
struct WebhookClaim {
  let requestID: String
  let userID: String
  let timestamp: String
  let seconds: Int64
  let signature: [UInt8]

  /// Lengths of the values: ids are UUIDs and account names, the signature has 64 bytes.
  private static let longestID = 256

  init(_ headers: HTTPHeaders) throws(WebhookRefusal) {
    requestID = try Self.value("X-Fal-Webhook-Request-Id", headers)
    userID = try Self.value("X-Fal-Webhook-User-Id", headers)
    timestamp = try Self.value("X-Fal-Webhook-Timestamp", headers)
    let hex = try Self.value("X-Fal-Webhook-Signature", headers)
    guard timestamp.utf8.allSatisfy({ (0x30...0x39).contains($0) }),
      let seconds = Int64(timestamp)
    else {
      throw WebhookRefusal(.header, "The webhook's time is no number of seconds.")
    }
    guard let signature = Self.bytes(ofHex: hex), signature.count == 64 else {
      throw WebhookRefusal(.header, "The webhook's signature is not 128 hexadecimal digits.")
    }
    self.seconds = seconds
    self.signature = signature
  }

  var proof: WebhookProof {
    WebhookProof(
      requestID: requestID, userID: userID,
      signed: Date(timeIntervalSince1970: TimeInterval(seconds)))
  }

  func check(at now: Date) throws(WebhookRefusal) {
    let age = now.timeIntervalSince1970 - TimeInterval(seconds)
    guard abs(age) <= WebhookVerifier.tolerance else {
      throw WebhookRefusal(
        .time,
        age > 0
          ? "The webhook was signed more than 300 s ago; check the clock."
          : "The webhook was signed more than 300 s in the future; check the clock.")
    }
  }

  /// What is signed: the ids and the time as they came, and the digest of the body in lower case.
  func message(over body: [UInt8]) -> [UInt8] {
    let digits = Array("0123456789abcdef".utf8)
    let digest = SHA256.hash(data: body).flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }
    return Array("\(requestID)\n\(userID)\n\(timestamp)\n".utf8) + digest
  }

  func isSigned(_ message: [UInt8], by keys: [[UInt8]]) -> Bool {
    keys.contains { key in
      // What is no key fits nothing.
      guard let key = try? Curve25519.Signing.PublicKey(rawRepresentation: key) else {
        return false
      }
      return key.isValidSignature(signature, for: message)
    }
  }

  private static func value(
    _ name: String, _ headers: HTTPHeaders
  ) throws(WebhookRefusal) -> String {
    let values = headers.fields.filter { $0.name.lowercased() == name.lowercased() }.map(\.value)
    guard values.count == 1, let value = values.first, !value.isEmpty,
      value.utf8.count <= longestID, value.utf8.allSatisfy({ (0x21...0x7E).contains($0) })
    else {
      throw WebhookRefusal(
        .header, "The webhook's header \(name) is \(values.isEmpty ? "missing" : "unusable").")
    }
    return value
  }

  /// Either case of letters, as every reader of hexadecimal digits takes them; what is compared is
  /// the bytes.
  private static func bytes(ofHex text: String) -> [UInt8]? {
    let digits = Array(text.utf8)
    guard digits.count.isMultiple(of: 2) else { return nil }
    var bytes: [UInt8] = []
    for index in stride(from: 0, to: digits.count, by: 2) {
      guard let high = value(ofDigit: digits[index]), let low = value(ofDigit: digits[index + 1])
      else { return nil }
      bytes.append(high << 4 | low)
    }
    return bytes
  }

  private static func value(ofDigit digit: UInt8) -> UInt8? {
    switch digit {
    case 0x30...0x39: digit - 0x30
    case 0x41...0x46: digit - 0x41 + 10
    case 0x61...0x66: digit - 0x61 + 10
    default: nil
    }
  }
}
