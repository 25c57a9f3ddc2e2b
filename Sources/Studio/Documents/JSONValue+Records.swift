internal import FalClient
internal import FoundationEssentials

extension JSONValue {
  /// A value in the form our records have: snake_case names.
  init(encoding value: some Encodable) throws {
    let encoder = JSONEncoder()
    encoder.keyEncodingStrategy = .convertToSnakeCase
    self = try JSONDecoder().decode(JSONValue.self, from: encoder.encode(value))
  }
}
