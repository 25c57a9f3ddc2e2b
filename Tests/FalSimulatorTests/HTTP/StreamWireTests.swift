import FalClient
import Testing

@testable import FalSimulator

@Suite(.timeLimit(.minutes(1)))
struct StreamWireTests {
  typealias Scene = SimulatorScene

  /// Every state and several log lines can be seen.
  static func options(_ faults: SimulatorFaults = []) -> SimulatorOptions {
    SimulatorOptions(
      pace: SimulatorPace(
        queueDelay: .milliseconds(60), runDelay: .milliseconds(200), strangersAhead: 2),
      faults: faults)
  }

  static func target(_ id: String) -> String {
    "\(Scene.app)/requests/\(id)/status/stream?logs=1"
  }

  /// The documents of a stream, read as a careful client would.
  static func documents(_ text: String) -> [JSONValue] {
    let lines = text.replacing("\r\n", with: "\n").replacing("\r", with: "\n")
    return lines.split(separator: "\n\n").compactMap { block in
      let data = block.split(separator: "\n").filter { $0.hasPrefix("data:") }
        .map { $0.dropFirst(5).drop { $0 == " " } }
      return data.isEmpty ? nil : JSONValue(parsing: Array(data.joined(separator: "\n").utf8))
    }
  }

  static func messages(_ documents: [JSONValue]) -> [String] {
    documents.flatMap { document -> [String] in
      guard case .array(let lines)? = document["logs"] else { return [] }
      return lines.compactMap { $0["message"]?.text }
    }
  }

  @Test func `a stream tells every change, logs in increments, and ends after completion`()
    async throws
  {
    // Long enough to be seen on a computer that has much else to do.
    let pace = SimulatorPace(queueDelay: .seconds(3), runDelay: .seconds(1), strangersAhead: 2)
    try await Scene.run(SimulatorOptions(pace: pace)) { scene async throws in
      let id = try await scene.submitted()
      let reply = try await scene.http.send("GET", Self.target(id))
      #expect(reply.status == 200)
      #expect(reply["content-type"] == "text/event-stream")
      #expect(reply["cache-control"] == "no-cache")
      #expect(reply["content-length"] == nil)
      #expect(reply["x-fal-request-id"] == id)
      #expect(reply.isWhole)
      let documents = Self.documents(reply.text)
      let states = documents.compactMap { $0["status"]?.text }
      #expect(states.first == "IN_QUEUE")
      #expect(states.contains("IN_PROGRESS"))
      #expect(states.last == "COMPLETED")
      #expect(states.count { $0 == "COMPLETED" } == 1)
      // Together the increments are what one poll tells.
      let poll = try #require(try await scene.status(id, query: "?logs=1").json)
      #expect(Self.messages(documents) == Self.messages([poll]))
      #expect(Self.messages(documents).count > 2)
    }
  }

  @Test func `a stream of a finished job has one event`() async throws {
    try await Scene.run { scene async throws in
      let id = try await scene.submitted()
      try await scene.waits(for: "COMPLETED", id)
      let reply = try await scene.http.send("GET", "\(Scene.app)/requests/\(id)/status/stream")
      #expect(reply.chunks.count == 1)
      #expect(Self.documents(reply.text).first?["logs"] == .null)
      #expect(try await scene.http.send("GET", Self.target("nonesuch")).status == 404)
      var keyless = scene.http
      keyless.key = nil
      #expect(try await keyless.send("GET", Self.target(id)).status == 401)
    }
  }

  @Test(arguments: ["crlf", "comments", "data lines", "split"])
  func `an odd form tells the same`(form: String) async throws {
    var style = EventStyle()
    switch form {
    case "crlf": style.lineEnding = .crlf
    case "comments": style.hasComments = true
    case "data lines": style.hasSeveralDataLines = true
    default: style.splitsCharacters = true
    }
    try await Scene.run(Self.options([SimulatorFault(.stream, .stream(style))])) {
      scene async throws in
      let id = try await scene.submitted()
      let reply = try await scene.http.send("GET", Self.target(id))
      let documents = Self.documents(reply.text)
      #expect(documents.last?["status"] == "COMPLETED")
      #expect(Self.messages(documents).first == "Simulated runner: picture loaded ✓")
      if form == "split" {
        #expect(reply.chunks.contains { String(validating: $0, as: UTF8.self) == nil })
      }
    }
  }

  @Test func `a cut stream ends without its last chunk`() async throws {
    var style = EventStyle()
    style.cutAfter = 1
    let faults: SimulatorFaults = [
      SimulatorFault(.stream, .stream(style)), SimulatorFault(.stream, .cut(afterBytes: 10)),
    ]
    try await Scene.run(Self.options(faults)) { scene async throws in
      let id = try await scene.submitted()
      let one = try await scene.http.send("GET", Self.target(id))
      #expect(!one.isWhole)
      #expect(Self.documents(one.text).count == 1)
      let ten = try await scene.http.send("GET", Self.target(id))
      #expect(!ten.isWhole)
      #expect(ten.body.count == 10)
      #expect(try await scene.http.send("GET", Self.target(id)).isWhole)
    }
  }

  @Test func `a silent stream stays open and ends with the simulator`() async throws {
    var style = EventStyle()
    style.silentAfter = 1
    // Nothing happens before the cancellation, however slow the computer is.
    let options = SimulatorOptions(
      pace: SimulatorPace(queueDelay: .seconds(600), runDelay: .zero),
      faults: [SimulatorFault(.stream, .stream(style))])
    try await Scene.run(options) { scene async throws in
      let id = try await scene.submitted()
      let request = scene.http.request("GET", Self.target(id))
      let connection = try await RawHTTP.blocking { [port = scene.http.port] in
        let connection = try RawConnection(port: port)
        try connection.write(request)
        let first = String(
          decoding: try connection.readSome(after: "data:", for: 0.1), as: UTF8.self)
        #expect(first.contains("IN_QUEUE"))
        return Parked(connection: connection)
      }
      _ = try await scene.http.send("PUT", "\(Scene.app)/requests/\(id)/cancel")
      try await scene.waits(for: "COMPLETED", id)
      let read = try await RawHTTP.blocking {
        String(
          decoding: try connection.connection.readSome(after: "data:", for: 0.3), as: UTF8.self)
      }
      #expect(!read.contains("COMPLETED"))
    }
  }

  /// A connection that one thread at a time uses: each use ends before the next one begins.
  struct Parked: @unchecked Sendable {
    let connection: RawConnection
  }
}
