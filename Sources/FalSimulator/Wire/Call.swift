internal import HTTPTypes

/// One request, read whole.
struct Call: Sendable {
  let method: String
  /// The path as it came, still percent-encoded, without the query.
  let path: String
  let query: String
  let headers: HTTPFields
  var body: [UInt8] = []

  init(method: String, target: String, headers: HTTPFields) {
    self.method = method
    self.headers = headers
    let parts = target.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
    path = parts.first.map(String.init) ?? ""
    query = parts.count > 1 ? String(parts[1]) : ""
  }

  /// A header's value; several of one name are joined by commas.
  func header(_ name: String) -> String? {
    HTTPField.Name(name).flatMap { headers[$0] }
  }

  /// A query item's decoded value.
  func queryItem(_ name: String) -> String? {
    for item in query.utf8.split(separator: UInt8(ascii: "&")) {
      let parts = item.split(
        separator: UInt8(ascii: "="), maxSplits: 1, omittingEmptySubsequences: false)
      guard let key = parts.first, PercentCoding.decode(key) == name else { continue }
      return parts.count > 1 ? PercentCoding.decode(parts[1]) : ""
    }
    return nil
  }

  /// The headers that steer fal, by lower-case name.
  var falHeaders: [String: String] {
    let pairs = headers.filter { $0.name.canonicalName.hasPrefix("x-fal-") }
      .map { ($0.name.canonicalName, $0.value) }
    return Dictionary(pairs) { _, last in last }
  }

  /// The path for logs: printable, and not endless.
  var loggedPath: String {
    String(
      path.unicodeScalars.prefix(512).map {
        $0.value > 0x20 && $0.value < 0x7F ? Character($0) : "?"
      })
  }
}
