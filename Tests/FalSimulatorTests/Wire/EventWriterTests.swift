import FalClient
import Testing

@testable import FalSimulator

struct EventWriterTests {
  static let first: JSONValue = ["a": "1", "b": "✓"]
  static let last: JSONValue = ["a": "2"]

  /// The bytes of a stream of two events, and what else happens.
  static func stream(_ change: (inout EventStyle) -> Void = { _ in }) -> [EventWriter.Piece] {
    var style = EventStyle()
    change(&style)
    var writer = EventWriter(style)
    return writer.pieces(for: first, isLast: false) + writer.pieces(for: last, isLast: true)
  }

  static func text(_ pieces: [EventWriter.Piece]) -> String {
    let bytes = pieces.flatMap { piece -> [UInt8] in
      if case .bytes(let bytes) = piece { bytes } else { [] }
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  static let honest = "data: {\"a\":\"1\",\"b\":\"✓\"}\n\ndata: {\"a\":\"2\"}\n\n"

  @Test func `an honest stream has one data line an event`() {
    #expect(Self.text(Self.stream()) == Self.honest)
  }

  @Test(arguments: [EventStyle.LineEnding.crlf, .cr])
  func `lines end as they are told to`(ending: EventStyle.LineEnding) {
    #expect(
      Self.text(Self.stream { $0.lineEnding = ending })
        == Self.honest.replacing("\n", with: ending.rawValue))
  }

  @Test func `comments and other fields stand before the data`() {
    let text = Self.text(
      Self.stream {
        $0.hasComments = true
        $0.hasOtherFields = true
      })
    #expect(text.hasPrefix(": keep-alive\n\nevent: message\nid: 1\nretry: 1000\ndata: {"))
    #expect(text.contains("id: 2\n"))
  }

  @Test func `several data lines make the same document`() {
    let text = Self.text(Self.stream { $0.hasSeveralDataLines = true })
    let events = text.split(separator: "\n\n")
    #expect(events.count == 2)
    #expect(events.allSatisfy { $0.split(separator: "\n").count > 2 })
    let joined = events[0].split(separator: "\n").map { $0.dropFirst(6) }.joined(separator: "\n")
    #expect(JSONValue(parsing: Array(joined.utf8)) == Self.first)
  }

  @Test func `a split falls inside of a character`() {
    let pieces = Self.stream { $0.splitsCharacters = true }
    #expect(Self.text(pieces) == Self.honest)
    guard case .bytes(let head) = pieces[0] else {
      Issue.record("no bytes at first: \(pieces)")
      return
    }
    #expect(pieces[1] == .rest)
    #expect(String(validating: head, as: UTF8.self) == nil)
  }

  @Test func `events are repeated, swapped, held back and cut off`() {
    let twice = Self.text(Self.stream { $0.repeatsEvents = true })
    #expect(twice.split(separator: "\n\n").count == 4)
    let swapped = Self.text(Self.stream { $0.swapsFirstEvents = true })
    #expect(swapped.split(separator: "\n\n").count == 2)
    #expect(Self.stream { $0.silentAfter = 1 }.last == .silence)
    #expect(Self.stream { $0.cutAfter = 0 } == [.cut, .cut])
  }

  @Test func `a feed tells every change once, and each log line once`() {
    var feed = StatusFeed()
    #expect(feed.news(.waiting(position: 1), lineCount: 0) == 0..<0)
    #expect(feed.news(.waiting(position: 1), lineCount: 0) == nil)
    #expect(feed.news(.waiting(position: 0), lineCount: 0) == 0..<0)
    #expect(feed.news(.running(since: .zero), lineCount: 1) == 0..<1)
    #expect(feed.news(.running(since: .zero), lineCount: 1) == nil)
    #expect(feed.news(.running(since: .zero), lineCount: 3) == 1..<3)
    #expect(!feed.isComplete)
    #expect(feed.news(.completed(.cancelled, since: nil, ran: nil), lineCount: 4) == 3..<4)
    #expect(feed.isComplete)
  }
}
