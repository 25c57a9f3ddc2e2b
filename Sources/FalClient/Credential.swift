/// A fal API key that never shows itself.
public struct Credential: Sendable, Hashable, CustomStringConvertible, CustomDebugStringConvertible,
  CustomReflectable
{
  private let key: String

  /// Wraps a key, normally of the form `id:secret`; blanks around it are dropped.
  public init(key: String) {
    self.key = String(
      key.drop(while: \.isWhitespace).reversed().drop(while: \.isWhitespace).reversed())
  }

  /// The key of the environment: `FAL_KEY`, else `FAL_KEY_ID` and `FAL_KEY_SECRET` together.
  ///
  /// Variables that are empty count as missing. The order is that of fal's own clients.
  public static func fromEnvironment(_ environment: [String: String]) -> Credential? {
    func value(_ name: String) -> String? {
      environment[name].flatMap { $0.allSatisfy(\.isWhitespace) ? nil : $0 }
    }
    if let key = value("FAL_KEY") { return Credential(key: key) }
    guard let id = value("FAL_KEY_ID"), let secret = value("FAL_KEY_SECRET") else { return nil }
    return Credential(key: id + ":" + secret)
  }

  /// What the `Authorization` header says.
  var authorization: String { "Key " + key }

  /// The text with the key, or its secret half, blotted out; for what a server echoes.
  package func blotted(outOf text: String) -> String {
    let halves = key.split(separator: ":").map(String.init).filter { $0.utf8.count >= 8 }
    return ([key] + halves).filter { !$0.isEmpty }.reduce(text) { text, secret in
      text.replacing(secret, with: "[key]")
    }
  }

  /// Always the same, whatever the key.
  public var description: String { "Credential(redacted)" }
  /// Always the same, whatever the key.
  public var debugDescription: String { description }
  /// Shows no stored property.
  public var customMirror: Mirror { Mirror(self, children: [:]) }
}
