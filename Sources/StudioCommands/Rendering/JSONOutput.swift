import Foundation

/// The one JSON document of a command: snake_case keys, sorted, with the schema's version.
struct JSONOutput<Body: Encodable>: Encodable {
  /// Changes when a key is renamed or removed; new keys do not change it.
  static var schemaVersion: Int { 1 }

  let command: String
  let body: Body

  private enum Key: String, CodingKey { case command, schemaVersion }

  func encode(to encoder: any Encoder) throws {
    try body.encode(to: encoder)
    var container = encoder.container(keyedBy: Key.self)
    try container.encode(Self.schemaVersion, forKey: .schemaVersion)
    try container.encode(command, forKey: .command)
  }

  /// The document as text, ending in a line break.
  func text() throws -> String {
    let encoder = JSONEncoder()
    encoder.keyEncodingStrategy = .convertToSnakeCase
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    return String(decoding: try encoder.encode(self), as: UTF8.self) + "\n"
  }
}
