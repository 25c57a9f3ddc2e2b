internal import FalClient

extension Redaction {
  /// A service's answer as JSON text whose addresses have lost their queries; `nil` when the bytes
  /// are no JSON.
  static func json(_ bytes: [UInt8]) -> String? {
    // What is no JSON is not written down; the caller goes on with the bytes it has.
    guard let value = JSONValue(parsing: bytes), let clean = try? redacted(value).encoded() else {
      return nil
    }
    return String(decoding: clean, as: UTF8.self)
  }

  private static func redacted(_ value: JSONValue) -> JSONValue {
    switch value {
    case .string(let text): .string(sentence(text))
    case .array(let values): .array(values.map(redacted))
    case .object(let members): .object(members.mapValues(redacted))
    default: value
    }
  }
}
