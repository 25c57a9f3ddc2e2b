import Testing
import Transfers

@Suite struct EventStreamTests {
  private func events(_ text: String) throws -> [ServerSentEvent] {
    var parser = EventStreamParser()
    return try parser.events(in: Array(text.utf8))
  }

  @Test(
    arguments: [
      ("data: a\n\n", ["a"]), ("data:a\n\n", ["a"]), ("data:  a\n\n", [" a"]),
      ("data: a\r\n\r\n", ["a"]), ("data: a\r\r", ["a"]), ("data: a\n\r\n", ["a"]),
      ("data: a\ndata: b\n\n", ["a\nb"]), ("data\ndata\n\n", ["\n"]), ("data:\n\n", [""]),
      (": keep-alive\n\ndata: a\n\n", ["a"]), ("data: a\n: in between\ndata: b\n\n", ["a\nb"]),
      ("\u{FEFF}data: a\n\n", ["a"]), ("data: \u{FEFF}a\n\n", ["\u{FEFF}a"]),
      ("event: x\n\n", []), ("id: 1\n\n", []), ("data: cut", []), ("data: cut\n", []), ("", []),
      ("\n\n\n", []), ("other: a\nDATA: b\n\n", []), ("data: a:b\n\n", ["a:b"]),
      ("data: é👩‍👩‍👧\n\ndata: 2\n\n", ["é👩‍👩‍👧", "2"]),
    ] as [(String, [String])])
  func `events are read as the standard says`(_ text: String, _ data: [String]) throws {
    #expect(try events(text).map(\.data) == data)
  }

  @Test func `types last for one event, ids for all that follow`() throws {
    #expect(
      try events("id: 7\nevent: x\ndata: a\n\ndata: b\n\nid\ndata: c\n\nid: \0\ndata: d\n\n") == [
        ServerSentEvent(type: "x", data: "a", lastEventID: "7"),
        ServerSentEvent(data: "b", lastEventID: "7"), ServerSentEvent(data: "c", lastEventID: ""),
        ServerSentEvent(data: "d", lastEventID: ""),
      ])
  }

  @Test(arguments: [("250", 250), ("0", 0)])
  func `a pause is read`(_ text: String, _ milliseconds: Int) throws {
    var parser = EventStreamParser()
    _ = try parser.events(in: Array("retry: \(text)\nretry: 1x\nretry: -5\nretry:\n".utf8))
    #expect(parser.reconnectionPause == .milliseconds(milliseconds))
  }

  @Test func `how the bytes are cut makes no difference`() throws {
    let text =
      ": hi\r\nid: ü\r\ndata: {\"a\":\"é👩‍👩‍👧\"}\r\ndata: 2\r\n\r\n\rdata: x\n\nevent: e\ndata: \u{2028}\n\n"
    let bytes = Array(text.utf8)
    let whole = try events(text)
    #expect(whole.count == 3)
    for cut in 0...bytes.count {
      var parser = EventStreamParser()
      let pieces =
        try parser.events(in: bytes[..<cut]) + parser.events(in: bytes[cut...])
      #expect(pieces == whole)
    }
    var parser = EventStreamParser()
    var single: [ServerSentEvent] = []
    for byte in bytes { single += try parser.events(in: [byte]) }
    #expect(single == whole)
  }

  @Test func `random streams are the same however they are cut`() throws {
    let words = ["data", "event", "id", "retry", ":", " ", "\r", "\n", "\r\n", "a", "é", "\0", "9"]
    var generator = SystemRandomNumberGenerator()
    for _ in 0..<2000 {
      var bytes = (0..<40).flatMap { _ in Array((words.randomElement() ?? "").utf8) }
      if Bool.random() { bytes.insert(.random(in: 0...255), at: .random(in: 0...bytes.count)) }
      var whole = EventStreamParser()
      let expected = try whole.events(in: bytes)
      var parser = EventStreamParser()
      var found: [ServerSentEvent] = []
      var rest = bytes[...]
      while !rest.isEmpty {
        let count = Int.random(in: 1...rest.count, using: &generator)
        found += try parser.events(in: rest.prefix(count))
        rest = rest.dropFirst(count)
      }
      #expect(found == expected)
    }
  }

  @Test func `an event without end is given up`() {
    var parser = EventStreamParser(maximumEventByteCount: 100)
    let error = #expect(throws: TransferError.self) {
      try parser.events(in: Array("data: \(String(repeating: "x", count: 200))".utf8))
    }
    #expect(error?.code == .tooLarge)
    var other = EventStreamParser(maximumEventByteCount: 100)
    #expect(throws: TransferError.self) {
      try other.events(in: Array(String(repeating: "data: xxxxxx\n", count: 20).utf8))
    }
  }
}
