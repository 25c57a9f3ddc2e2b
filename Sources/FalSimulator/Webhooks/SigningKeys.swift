internal import Crypto
internal import FalClient
internal import FoundationEssentials

/// The keys that sign webhooks, and what is published of them.
struct SigningKeys: Sendable {
  private struct Key: Sendable {
    let id: String
    let secret: Curve25519.Signing.PrivateKey
  }

  private var published: [Key]
  /// A key nobody knows.
  private let stranger = Curve25519.Signing.PrivateKey()

  init(count: Int) {
    published = (0..<max(1, count)).map { _ in Self.newKey() }
  }

  /// Begins to sign with a new key; the old ones stay published unless they are to be dropped.
  mutating func rotate(droppingOld: Bool) {
    if droppingOld { published = [] }
    published.append(Self.newKey())
  }

  /// The signature over a message by the newest key, or by one that is not published; 64 bytes.
  func signature(over message: [UInt8], byStranger: Bool) throws -> [UInt8] {
    let key = byStranger ? stranger : (published.last?.secret ?? stranger)
    return [UInt8](try key.signature(for: message))
  }

  /// The key set as JSON, RFC 8037.
  var document: JSONValue {
    [
      "keys": .array(
        published.map { key in
          [
            "kty": "OKP", "crv": "Ed25519", "kid": .string(key.id),
            "x": .string(Self.base64URL([UInt8](key.secret.publicKey.rawRepresentation))),
          ]
        })
    ]
  }

  private static func newKey() -> Key {
    Key(id: RandomName.hex(digits: 8), secret: Curve25519.Signing.PrivateKey())
  }

  private static func base64URL(_ bytes: [UInt8]) -> String {
    Data(bytes).base64EncodedString().replacing("+", with: "-").replacing("/", with: "_")
      .replacing("=", with: "")
  }
}
