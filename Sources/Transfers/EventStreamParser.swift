/// One message of a stream of server-sent events.
public struct ServerSentEvent: Sendable, Hashable {
  /// The kind of event; "message" where the server names none.
  public var type: String
  /// The data lines, joined by line feeds.
  public var data: String
  /// The id the server gave last, for this event or an earlier one.
  public var lastEventID: String?

  /// Creates an event.
  public init(type: String = "message", data: String, lastEventID: String? = nil) {
    self.type = type
    self.data = data
    self.lastEventID = lastEventID
  }
}

/// Reads server-sent events from bytes that come in pieces of any size. Pure.
///
/// Lines end with LF, CR, or CR LF, also when a piece ends between the two; a character may be cut
/// anywhere. Comments are skipped, an event without data is none, and what follows the last blank
/// line is dropped at the end. Source: WHATWG HTML, section 9.2.6, "Interpreting an event stream".
public struct EventStreamParser: Sendable {
  /// The largest event accepted, in bytes of its lines; guards the memory against the server.
  public let maximumEventByteCount: Int
  /// The pause before reconnecting the server asked for last.
  public private(set) var reconnectionPause: Duration?

  private var line: [UInt8] = []
  private var endedWithReturn = false
  private var isAtStart = true
  private var type = ""
  private var data: [UInt8]?
  private var lastEventID: String?

  /// Creates a parser at the beginning of a stream.
  public init(maximumEventByteCount: Int = 4 << 20) {
    self.maximumEventByteCount = maximumEventByteCount
  }

  /// Takes in the next bytes and gives the events they complete.
  ///
  /// - Throws: ``TransferError`` `.tooLarge` when an event grows beyond the limit; the parser
  ///   cannot be used any more.
  public mutating func events(
    in bytes: some Sequence<UInt8>
  ) throws(TransferError) -> [ServerSentEvent] {
    var events: [ServerSentEvent] = []
    for byte in bytes {
      if byte == Self.lineFeed, endedWithReturn {
        endedWithReturn = false
        continue
      }
      endedWithReturn = byte == Self.carriageReturn
      if byte == Self.lineFeed || byte == Self.carriageReturn {
        if let event = endLine() { events.append(event) }
      } else {
        guard line.count + (data?.count ?? 0) < maximumEventByteCount else {
          throw TransferError(
            .tooLarge, "An event of the stream is larger than \(maximumEventByteCount) bytes.")
        }
        line.append(byte)
      }
    }
    return events
  }

  private static let lineFeed: UInt8 = 0x0A
  private static let carriageReturn: UInt8 = 0x0D
  private static let colon: UInt8 = 0x3A
  private static let byteOrderMark: [UInt8] = [0xEF, 0xBB, 0xBF]

  private mutating func endLine() -> ServerSentEvent? {
    defer { line.removeAll(keepingCapacity: true) }
    if isAtStart {
      isAtStart = false
      if line.starts(with: Self.byteOrderMark) { line.removeFirst(3) }
    }
    guard !line.isEmpty else { return dispatch() }
    let name = line.prefix { $0 != Self.colon }
    guard !name.isEmpty else { return nil }  // A comment.
    var value = line.dropFirst(name.count + 1)
    if value.first == 0x20 { value.removeFirst() }
    take(String(decoding: name, as: UTF8.self), value)
    return nil
  }

  private mutating func take(_ name: String, _ value: ArraySlice<UInt8>) {
    switch name {
    case "data":
      data = (data.map { $0 + [Self.lineFeed] } ?? []) + value
    case "event": type = String(decoding: value, as: UTF8.self)
    case "id" where !value.contains(0): lastEventID = String(decoding: value, as: UTF8.self)
    case "retry" where !value.isEmpty && value.allSatisfy({ (0x30...0x39).contains($0) }):
      if let milliseconds = Int(String(decoding: value, as: UTF8.self)) {
        reconnectionPause = .milliseconds(min(milliseconds, 86_400_000))
      }
    default: break
    }
  }

  private mutating func dispatch() -> ServerSentEvent? {
    defer {
      type = ""
      data = nil
    }
    guard let data else { return nil }
    return ServerSentEvent(
      type: type.isEmpty ? "message" : type, data: String(decoding: data, as: UTF8.self),
      lastEventID: lastEventID)
  }
}
