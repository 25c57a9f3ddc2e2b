internal import FoundationEssentials

extension Redaction {
  /// A service's answer as JSON text whose addresses have lost their queries; `nil` when the bytes
  /// are no JSON.
  static func json(_ bytes: [UInt8]) -> String? {
    // What is no JSON is not written down; the caller goes on with the bytes it has.
    guard let value = try? JSONDecoder().decode(JSONValue.self, from: Data(bytes)) else {
      return nil
    }
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    guard let data = try? encoder.encode(redacted(value)) else { return nil }
    return String(decoding: data, as: UTF8.self)
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
