internal import FoundationEssentials

/// How our JSON records are written and read: snake case, sorted, ISO-8601 in UTC, one version.
enum RecordFile {
  private struct Version: Decodable {
    let schemaVersion: Int
    enum CodingKeys: String, CodingKey { case schemaVersion = "schema_version" }
  }

  static func json(_ record: some Encodable, file: String) throws(StudioError) -> [UInt8] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    encoder.dateEncodingStrategy = .custom { date, encoder in
      var container = encoder.singleValueContainer()
      try container.encode(UTC.text(date))
    }
    do {
      return [UInt8](try encoder.encode(record)) + [UInt8(ascii: "\n")]
    } catch {
      throw StudioError(.record, file, "cannot be written as JSON: \(error)")
    }
  }

  static func parse<Record: Decodable>(
    _ bytes: [UInt8], as type: Record.Type, version: Int, file: String
  ) throws(StudioError) -> Record {
    let decoder = JSONDecoder()
    decoder.dateDecodingStrategy = .custom { decoder in
      let container = try decoder.singleValueContainer()
      guard let date = UTC.date(try container.decode(String.self)) else {
        throw DecodingError.dataCorruptedError(
          in: container, debugDescription: "not an ISO-8601 time in UTC")
      }
      return date
    }
    do {
      let found = try decoder.decode(Version.self, from: Data(bytes)).schemaVersion
      guard found <= version else {
        throw StudioError(
          .record, file, "is of version \(found), made by a newer hailuo-studio; use that one")
      }
      return try decoder.decode(type, from: Data(bytes))
    } catch let error as StudioError {
      throw error
    } catch let error as DecodingError {
      throw StudioError(.record, file, "is damaged: \(sentence(error))")
    } catch {
      throw StudioError(.record, file, "is damaged: it is not JSON")
    }
  }

  private static func sentence(_ error: DecodingError) -> String {
    func path(_ keys: [any CodingKey]) -> String {
      keys.map(\.stringValue).joined(separator: ".")
    }
    switch error {
    case .keyNotFound(let key, let context):
      return "'\(path(context.codingPath + [key]))' is missing"
    case .typeMismatch(_, let context), .valueNotFound(_, let context):
      return "'\(path(context.codingPath))' is of the wrong type"
    case .dataCorrupted(let context) where context.codingPath.isEmpty: return "it is not JSON"
    case .dataCorrupted(let context):
      return "'\(path(context.codingPath))': \(context.debugDescription)"
    @unknown default: return "it cannot be understood"
    }
  }
}

/// Times in our records: ISO-8601, UTC, thousandths of a second.
enum UTC {
  private static let style = Date.ISO8601FormatStyle(includingFractionalSeconds: true)

  static func text(_ date: Date) -> String {
    // The style cuts off; half a thousandth more makes it round, so that reading and writing again
    // never moves a time.
    style.format(date + 0.0005)
  }

  static func date(_ text: String) -> Date? {
    if let date = try? style.parse(text) { return date }
    return try? Date.ISO8601FormatStyle().parse(text)
  }
}
