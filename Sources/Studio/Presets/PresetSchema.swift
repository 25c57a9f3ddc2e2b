internal import FalClient
internal import Footage

/// What a preset file may say, for people and for editors.
public enum PresetSchema {
  /// One key.
  public struct Key: Sendable, Hashable, Encodable {
    /// Where it stands, such as "video.crf".
    public let path: String
    /// What it may hold, in words.
    public let expectation: String
    /// What it is for, in a phrase.
    public let summary: String
  }

  /// Every key but name, summary and extends, in the order in which presets are written.
  public static var keys: [Key] {
    PresetKey.all.map { Key(path: $0.path, expectation: $0.expectation, summary: $0.summary) }
  }

  /// The JSON Schema (draft 2020-12) of preset files, which editors complete and check by.
  ///
  /// - Throws: never in practice; ``StudioError`` `.record` if it could not be written as JSON.
  public static func jsonSchema() throws(StudioError) -> String {
    var top: [String: JSONValue] = [
      "name": ["type": "string", "pattern": "^[a-z0-9-]{1,40}$"],
      "summary": ["type": "string", "description": "what it is for, in a sentence"],
      "extends": [
        "type": "string",
        "description": "the preset whose keys hold where this one says nothing",
      ],
    ]
    var sections: [String: [String: JSONValue]] = [:]
    for key in PresetKey.all {
      if let section = key.section {
        sections[section, default: [:]][key.word] = description(of: key)
      } else {
        top[key.path] = description(of: key)
      }
    }
    for (name, properties) in sections {
      let mapping: JSONValue = [
        "type": "object", "additionalProperties": false, "properties": .object(properties),
      ]
      top[name] = top[name].map { ["anyOf": [mapping, $0]] } ?? mapping
    }
    let schema: JSONValue = [
      "$schema": "https://json-schema.org/draft/2020-12/schema",
      "title": "A preset of hailuo-studio: how a video is delivered",
      "type": "object", "additionalProperties": false,
      "required": ["name", "summary"], "properties": .object(top),
    ]
    return String(
      decoding: try RecordFile.json(schema, file: "the schema of presets"), as: UTF8.self)
  }

  private static func description(of key: PresetKey) -> JSONValue {
    guard case .object(var members) = json(key.schema) else { return json(key.schema) }
    members["description"] = .string("\(key.summary); \(key.expectation)")
    return .object(members)
  }

  private static func json(_ type: PresetKey.SchemaType) -> JSONValue {
    switch type {
    case .words(let words): ["enum": .array(words.map { .string($0) })]
    case .number(let range):
      [
        "type": "number", "minimum": .number(range.lowerBound),
        "maximum": .number(range.upperBound),
      ]
    case .whole(let range):
      [
        "type": "integer", "minimum": .integer(range.lowerBound),
        "maximum": .integer(range.upperBound),
      ]
    case .flag: ["type": "boolean"]
    // Numbers are words of encoders, too.
    case .text: ["type": ["string", "number"]]
    case .options:
      ["type": "object", "additionalProperties": ["type": ["string", "number"]]]
    case .rungs:
      [
        "type": "array", "minItems": 1, "maxItems": 10,
        "items": [
          "type": "object", "additionalProperties": false,
          "required": ["short_side", "max_kilobits_per_second"],
          "properties": [
            "short_side": ["type": "integer", "minimum": 64, "maximum": 4320],
            "max_kilobits_per_second": ["type": "integer", "minimum": 20, "maximum": 200_000],
          ],
        ],
      ]
    case .either(let one, let other): ["anyOf": [json(one), json(other)]]
    }
  }
}
