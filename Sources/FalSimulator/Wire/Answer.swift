/// One answer, before it goes over the wire.
struct Answer: Sendable {
  enum Body: Sendable, Hashable {
    case bytes([UInt8])
    case file(path: String, range: Range<Int>)
  }

  /// How much of the answer is really sent.
  enum Delivery: Sendable, Hashable {
    case whole
    /// The connection is closed after so many bytes of the body.
    case cut(afterBytes: Int)
    /// The connection is closed at once.
    case none
  }

  var status: Int
  var headers: [(name: String, value: String)] = []
  var body: Body = .bytes([])
  var delivery = Delivery.whole

  /// A JSON document.
  static func json(
    _ status: Int, _ document: JSONValue, headers: [(name: String, value: String)] = []
  ) -> Answer {
    Answer(
      status: status, headers: [("Content-Type", "application/json")] + headers,
      body: .bytes(document.bytes))
  }

  /// The answer of one who hangs up.
  static let silence = Answer(status: 0, delivery: .none)

  var byteCount: Int {
    switch body {
    case .bytes(let bytes): bytes.count
    case .file(_, let range): range.count
    }
  }

  /// Adds a header unless one of that name is there.
  mutating func offer(_ name: String, _ value: String) {
    guard !headers.contains(where: { $0.name.lowercased() == name.lowercased() }) else { return }
    headers.append((name, value))
  }
}

extension Answer {
  init(_ refusal: SimulatedRefusal) {
    self.init(
      status: min(max(refusal.status, 200), 999),
      headers: [("Content-Type", refusal.contentType)]
        + refusal.headers.sorted { $0.key < $1.key }.map { ($0.key, $0.value) },
      body: .bytes(Array(refusal.body.utf8)))
  }
}
