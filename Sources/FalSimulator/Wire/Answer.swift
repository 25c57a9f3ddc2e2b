internal import FalClient

/// One answer, before it goes over the wire.
struct Answer: Sendable {
  enum Body: Sendable {
    case bytes([UInt8])
    case file(path: String, range: Range<Int>)
    /// As long as there is something to tell; the connection is closed afterwards.
    case events(StatusEvents)
  }

  /// How much of the answer is really sent.
  enum Delivery: Sendable, Hashable {
    case whole
    /// The connection is closed after so many bytes of the body.
    case cut(afterBytes: Int)
    /// The connection is closed at once.
    case none
    /// The connection is reset at once.
    case reset
    /// The body comes in small pieces.
    case drip(bytes: Int, every: Duration)
    /// Nothing comes after so many bytes of the body.
    case stall(afterBytes: Int)
  }

  var status: Int
  var headers: [(name: String, value: String)] = []
  var body: Body = .bytes([])
  var delivery = Delivery.whole
  /// By how much the announced length is wrong.
  var lengthError = 0
  /// Whether the connection is closed when its next request comes.
  var closesWhenReused = false

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

  /// `nil` when it is not known beforehand.
  var byteCount: Int? {
    switch body {
    case .bytes(let bytes): bytes.count
    case .file(_, let range): range.count
    case .events: nil
    }
  }

  /// Whether anything goes over the wire.
  var isSilent: Bool { delivery == .none || delivery == .reset }

  /// Ends the body early and announces what is left as its whole length.
  mutating func truncate(to count: Int) {
    switch body {
    case .bytes(let bytes): body = .bytes(Array(bytes.prefix(max(0, count))))
    case .file(let path, let range):
      let end = range.lowerBound + min(max(0, count), range.count)
      body = .file(path: path, range: range.lowerBound..<end)
    case .events: delivery = .cut(afterBytes: count)
    }
  }

  /// Adds a header unless one of that name is there.
  mutating func offer(_ name: String, _ value: String) {
    guard !headers.contains(where: { $0.name.lowercased() == name.lowercased() }) else { return }
    headers.append((name, value))
  }
}

extension Answer {
  /// - Parameters:
  ///   - base: what `{base}` stands for.
  ///   - path: what `{path}` stands for.
  init(_ refusal: SimulatedRefusal, base: String = "", path: String = "") {
    func filled(_ text: String) -> String {
      text.replacing("{base}", with: base).replacing("{path}", with: path)
    }
    self.init(
      status: min(max(refusal.status, 200), 999),
      headers: [("Content-Type", refusal.contentType)]
        + refusal.headers.sorted { $0.key < $1.key }.map { ($0.key, filled($0.value)) },
      body: .bytes(Array(filled(refusal.body).utf8)))
  }
}
