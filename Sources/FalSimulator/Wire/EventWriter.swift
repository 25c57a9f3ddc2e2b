internal import FalClient

/// Turns status documents into the bytes of an event stream. Pure.
struct EventWriter: Sendable {
  /// One thing to do with the connection.
  enum Piece: Hashable, Sendable {
    /// Sent as one write of its own.
    case bytes([UInt8])
    /// Long enough for the bytes before it to travel by themselves.
    case rest
    /// From now on nothing is sent.
    case silence
    /// The connection is closed.
    case cut
  }

  private let style: EventStyle
  private var count = 0
  private var held: JSONValue?

  init(_ style: EventStyle) {
    self.style = style
  }

  /// What to send for a document.
  mutating func pieces(for document: JSONValue, isLast: Bool) -> [Piece] {
    if style.swapsFirstEvents, count == 0, held == nil, !isLast {
      held = document
      return []
    }
    var pieces = write(document)
    if let held {
      self.held = nil
      // Nobody listens any longer after the last one, so this is the last moment.
      pieces = isLast ? write(held) + pieces : pieces + write(held)
    }
    return pieces
  }

  private mutating func write(_ document: JSONValue) -> [Piece] {
    count += 1
    if style.silentAfter.map({ count > $0 }) == true { return [.silence] }
    if style.cutAfter.map({ count > $0 }) == true { return [.cut] }
    return written(document)
  }

  private func written(_ document: JSONValue) -> [Piece] {
    let end = style.lineEnding.rawValue
    var event = ""
    if style.hasComments { event += ": keep-alive\(end)\(end)" }
    if style.hasOtherFields {
      event += "event: message\(end)id: \(count)\(end)retry: 1000\(end)"
    }
    if style.hasSeveralDataLines {
      let lines = String(decoding: document.spreadBytes, as: UTF8.self)
        .split(separator: "\n", omittingEmptySubsequences: true)
      event += lines.map { "data: \($0)\(end)" }.joined() + end
    } else {
      event += "data: \(String(decoding: document.bytes, as: UTF8.self))\(end)\(end)"
    }
    let bytes = Array(event.utf8)
    let once = style.splitsCharacters ? Self.split(bytes) : [Piece.bytes(bytes)]
    return style.repeatsEvents ? once + once : once
  }

  /// Cuts after the first byte of every character of several bytes, or else in the middle.
  private static func split(_ bytes: [UInt8]) -> [Piece] {
    var pieces: [Piece] = []
    var start = 0
    for index in bytes.indices where bytes[index] >= 0xC0 {
      pieces += [.bytes(Array(bytes[start...index])), .rest]
      start = index + 1
    }
    if start == 0 {
      let middle = bytes.count / 2
      return [.bytes(Array(bytes[..<middle])), .rest, .bytes(Array(bytes[middle...]))]
    }
    return pieces + [.bytes(Array(bytes[start...]))]
  }
}
