import FalClient
import Foundation
import Testing

@testable import FalSimulator

/// Faults that damage the answer or the connection, asked for as a person would.
@Suite(.timeLimit(.minutes(1)))
struct HardFaultTests {
  typealias Scene = SimulatorScene

  static func run(_ yaml: String, _ body: (SimulatorScene) async throws -> Void) async throws {
    try await Scene.run { scene async throws in
      let reply = try await scene.http.send("POST", "/_simulator/faults", body: Array(yaml.utf8))
      try #require(reply.status == 200, "\(reply.text)")
      try await body(scene)
    }
  }

  static func attemptSubmit(_ scene: Scene) async throws -> Reply? {
    try await scene.http.attempt("POST", Scene.endpoint, body: Scene.goodInput.bytes)
  }

  @Test(arguments: [
    ("hang-up-unread", 0), ("hang-up", 0), ("hang-up-after-work", 1), ("reset", 0),
    ("reset-after-work", 1),
  ])
  func `a connection without an answer leaves the jobs it should`(
    effect: String, jobs: Int
  ) async throws {
    try await Self.run("[{at: submit, do: \(effect)}]") { scene async throws in
      #expect(try await Self.attemptSubmit(scene) == nil)
      #expect(scene.simulator.record.submissions.count == jobs)
      #expect(try await Self.attemptSubmit(scene)?.status == 200)
    }
  }

  @Test func `a reset is one`() async throws {
    try await Self.run("[{at: submit, do: reset}]") { scene async throws in
      let request = scene.http.request("POST", Scene.endpoint, body: Scene.goodInput.bytes)
      let isReset = try await RawHTTP.blocking { [port = scene.http.port] in
        let connection = try RawConnection(port: port)
        try connection.write(request)
        return try connection.endsWithReset()
      }
      #expect(isReset)
    }
  }

  @Test func `a connection is closed when it is used again`() async throws {
    try await Self.run("[{at: status, do: close-when-reused}]") { scene async throws in
      let id = try await scene.submitted()
      let request = scene.http.request("GET", "\(Scene.app)/requests/\(id)/status")
      let replies = try await RawHTTP.blocking { [port = scene.http.port] in
        let connection = try RawConnection(port: port)
        try connection.write(request)
        let first = try connection.readReply()
        try connection.write(request)
        return (first, try connection.readReply())
      }
      #expect(replies.0?.json?["status"] != nil)
      #expect(replies.1 == nil)
      #expect(scene.simulator.record.count("GET", under: "\(Scene.app)/requests/") == 1)
    }
  }

  @Test func `an answer is cut short and says it is whole`() async throws {
    try await Self.run("[{at: submit, truncate: 20}]") { scene async throws in
      let reply = try await scene.submit()
      #expect(reply.isWhole)
      #expect(reply.body.count == 20)
      #expect(reply.json == nil)
      #expect(scene.simulator.record.submissions.count == 1)
    }
  }

  @Test(arguments: [7, -7])
  func `a length is wrong`(error: Int) async throws {
    try await Self.run("[{at: download, wrong-length: \(error)}]") { scene async throws in
      let file = scene.http.target(try await scene.uploaded([UInt8](repeating: 5, count: 100)))
      let reply = try await scene.http.send("GET", file, sendsKey: false)
      #expect(reply["content-length"] == "\(100 + error)")
      #expect(reply.isWhole == (error < 0))
      #expect(reply.body.count == min(100, 100 + error))
    }
  }

  @Test func `a body drips, and comes whole all the same`() async throws {
    try await Self.run("[{at: download, drip: {bytes: 10, seconds: 0.01}}]") {
      scene async throws in
      let bytes = (0..<100).map { UInt8($0) }
      let file = scene.http.target(try await scene.uploaded(bytes))
      let began = ContinuousClock.now
      #expect(try await scene.http.send("GET", file, sendsKey: false).body == bytes)
      #expect(began.duration(to: .now) >= .milliseconds(90))
    }
  }

  @Test func `an answer stalls after its head, and the simulator can still end`() async throws {
    try await Self.run("[{at: status, stall: 0}]") { scene async throws in
      let id = try await scene.submitted()
      let request = scene.http.request("GET", "\(Scene.app)/requests/\(id)/status")
      let read = try await RawHTTP.blocking { [port = scene.http.port] in
        let connection = try RawConnection(port: port)
        try connection.write(request)
        return String(decoding: try connection.readSome(after: "\r\n\r\n", for: 0.2), as: UTF8.self)
      }
      #expect(read.hasPrefix("HTTP/1.1 20"))
      #expect(read.hasSuffix("\r\n\r\n"))
    }
  }

  @Test func `a submission's addresses lead astray`() async throws {
    try await Self.run("[{at: submit, patch: {status_url: 'http://u:p@evilfal.run/../x'}}]") {
      scene async throws in
      let reply = try await scene.submit()
      #expect(reply.json?["status_url"] == "http://u:p@evilfal.run/../x")
      #expect(reply.json?["request_id"]?.text != nil)
    }
  }

  @Test func `a status lacks members, and its logs look old`() async throws {
    let yaml = """
      - {at: status, patch: {metrics: null, status: PAUSED}, skip: 1}
      - {at: status, logs: labelled, skip: 2, times: 1}
      - {at: status, logs: plain, skip: 3, times: 1}
      """
    try await Scene.run { scene async throws in
      let id = try await scene.submitted()
      try await scene.waits(for: "COMPLETED", id)
      scene.simulator.provoke(try SimulatorFaults(yaml: yaml))
      var lines: [JSONValue?] = []
      for index in 0..<4 {
        let status = try #require(try await scene.status(id, query: "?logs=1").json)
        #expect((status["metrics"] == nil) == (index == 1))
        #expect(status["status"] == (index == 1 ? "PAUSED" : "COMPLETED"))
        if case .array(let logs)? = status["logs"] { lines.append(logs.first) }
      }
      #expect(lines[0]?["level"] == "INFO")
      #expect(lines[2]?["labels"] == ["level": "INFO", "source": "USER"])
      #expect(lines[2]?["level"] == nil)
      #expect(lines[3]?["labels"] == nil && lines[3]?["level"] == nil)
      #expect(lines[3]?["message"] != nil)
    }
  }

  @Test func `a download leads in a circle, ignores ranges, changes its mind, or is gone`()
    async throws
  {
    let yaml = """
      - {at: download, do: ignore-range, times: 1}
      - {at: download, headers: {ETag: '"other"', Accept-Ranges: ''}, skip: 1}
      - {at: download, do: redirect-loop, skip: 2, times: 1}
      - {at: download, do: expire, skip: 3}
      """
    try await Self.run(yaml) { scene async throws in
      let file = scene.http.target(try await scene.uploaded([1, 2, 3]))
      func get() async throws -> Reply {
        try await scene.http.send("GET", file, ["Range": "bytes=1-"], sendsKey: false)
      }
      let whole = try await get()
      #expect(whole.status == 200 && whole.body == [1, 2, 3])
      let other = try await get()
      #expect(other.status == 206 && other["etag"] == "\"other\"")
      #expect(other["accept-ranges"] == nil)
      let circle = try await get()
      #expect(circle.status == 302)
      #expect(circle["location"] == scene.simulator.baseURL + file)
      #expect(try await get().status == 404)
      #expect(try await get().status == 404)
    }
  }

  @Test func `faults are refused with a reason, and can be forgotten`() async throws {
    try await Self.run("[{at: status, do: html, times: all}]") { scene async throws in
      let id = try await scene.submitted()
      #expect(try await scene.status(id).status == 502)
      let bad = try await scene.http.send(
        "POST", "/_simulator/faults", body: Array("- {at: moon}".utf8))
      #expect(bad.status == 400)
      #expect(bad.json?["detail"]?.text?.contains("no step \"moon\"") == true)
      #expect(try await scene.http.send("DELETE", "/_simulator/faults").status == 200)
      try await scene.waits(for: "COMPLETED", id)
    }
  }
}
