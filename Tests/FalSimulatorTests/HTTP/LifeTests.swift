import FalClient
import Foundation
import Synchronization
import Testing

@testable import FalSimulator

@Suite(.timeLimit(.minutes(1)))
struct LifeTests {
  typealias Scene = SimulatorScene

  @Test func `every answer says that it is simulated and has a request id`() async throws {
    try await Scene.run { scene async throws in
      for path in ["/", "/nonesuch", "/files/x", Scene.endpoint, "\(Scene.app)/requests/x"] {
        let reply = try await scene.http.send("GET", path)
        #expect(reply["x-hailuo-simulated"] == "1", "\(path)")
        #expect(reply["x-fal-request-id"]?.isEmpty == false, "\(path)")
        #expect(reply["content-type"] == "application/json", "\(path)")
      }
    }
  }

  @Test func `the log has one line a request, without its query`() async throws {
    try await Scene.run { scene async throws in
      _ = try await scene.initiate()
      _ = try await scene.http.send("GET", "\(Scene.app)/requests/x/status?logs=1")
      _ = try await scene.http.send("GET", "/?secret=1")
      #expect(
        scene.lines.all == [
          "POST /storage/upload/initiate 200", "GET /fal-ai/minimax/requests/x/status 404",
          "GET / 200",
        ])
    }
  }

  @Test func `one connection serves many requests`() async throws {
    try await Scene.run { scene async throws in
      let request = scene.http.request("GET", "\(Scene.app)/requests/x/status")
      let statuses = try await RawHTTP.blocking { [port = scene.http.port] in
        let connection = try RawConnection(port: port)
        return try (0..<5).map { _ in
          try connection.write(request)
          return try connection.readReply()?.status
        }
      }
      #expect(statuses == [404, 404, 404, 404, 404])
    }
  }

  @Test func `many clients are served at once`() async throws {
    try await Scene.run { scene async throws in
      try await withThrowingTaskGroup(of: Int.self) { group in
        for _ in 0..<40 { group.addTask { try await scene.submit().status } }
        for try await status in group { #expect(status == 200) }
      }
      #expect(Set(scene.simulator.record.submissions.map(\.requestID)).count == 40)
    }
  }

  @Test func `a port that is taken is named`() async throws {
    try await Scene.run { scene async throws in
      let error = await #expect(throws: SimulatorError.self) {
        _ = try await Simulator.start(
          options: SimulatorOptions(port: scene.simulator.port), render: Scene.draw)
      }
      #expect(error?.code == .portTaken)
      #expect(error?.description.contains("\(scene.simulator.port)") == true)
    }
  }

  @Test(arguments: [-1, 65536])
  func `a port that does not exist is refused`(port: Int) async {
    let error = await #expect(throws: SimulatorError.self) {
      _ = try await Simulator.start(options: SimulatorOptions(port: port), render: Scene.draw)
    }
    #expect(error?.code == .badPort)
  }

  @Test func `a port that was given back can be taken again`() async throws {
    // Another test may be quicker to take it; five times in a row it is not.
    var error: SimulatorError?
    for _ in 0..<5 {
      let first = try await Simulator.start(render: Scene.draw)
      await first.shutdown()
      do {
        let second = try await Simulator.start(
          options: SimulatorOptions(port: first.port), render: Scene.draw)
        #expect(second.baseURL == first.baseURL)
        await second.shutdown()
        return
      } catch let taken as SimulatorError where taken.code == .portTaken {
        error = taken
      }
    }
    Issue.record("the port stays taken: \(String(describing: error))")
  }

  @Test func `shutting down ends idle, half-sent and unanswered connections`() async throws {
    let faults: SimulatorFaults = [SimulatorFault(.cancel, .delay(.seconds(3000)))]
    let simulator = try await Simulator.start(
      options: SimulatorOptions(pace: .instant, faults: faults), render: Scene.draw)
    let http = RawHTTP(port: simulator.port)
    let starts = [
      http.request("GET", "/"),
      Array("GET / HTTP/1.1\r\nHos".utf8),
      Array("PUT /upload/x HTTP/1.1\r\nHost: x\r\nContent-Length: 900\r\n\r\nsome".utf8),
      http.request("PUT", "\(Scene.app)/requests/x/cancel"),
      [],
    ]
    let open = try await RawHTTP.blocking {
      try starts.map { start in
        let connection = try RawConnection(port: simulator.port)
        try connection.write(start)
        return SendableConnection(connection)
      }
    }
    let answered = try await RawHTTP.blocking { try open[0].connection.readReply()?.status }
    #expect(answered == 200)
    await simulator.shutdown()
    for connection in open {
      let ended = try await RawHTTP.blocking { try connection.connection.endsSilently() }
      #expect(ended)
    }
    try await waitUntilRefused(http.port)
    await simulator.shutdown()
  }

  /// A connection that is used by one thread at a time: each use is awaited before the next.
  struct SendableConnection: @unchecked Sendable {
    let connection: RawConnection
    init(_ connection: RawConnection) { self.connection = connection }
  }

  @Test func `shutting down cancels running jobs and removes their files`() async throws {
    let paths = Mutex<[String]>([])
    let cancelled = Mutex(false)
    let simulator = try await Simulator.start(
      options: SimulatorOptions(pace: .instant),
      render: { job in
        paths.withLock { $0.append(job.outputPath) }
        try await Scene.draw(job)
        do {
          try await Task.sleep(for: .seconds(3000))
        } catch {
          cancelled.withLock { $0 = true }
          throw error
        }
      })
    let scene = Scene(
      simulator: simulator, http: RawHTTP(port: simulator.port), lines: Scene.Lines())
    try await scene.waits(for: "IN_PROGRESS", try await scene.submitted())
    while paths.withLock({ $0.isEmpty }) { await Task.yield() }
    let path = try #require(paths.withLock { $0.first })
    let folder = (path as NSString).deletingLastPathComponent
    #expect(FileManager.default.fileExists(atPath: folder))
    let attributes = try FileManager.default.attributesOfItem(atPath: folder)
    #expect((attributes[.posixPermissions] as? NSNumber)?.intValue == 0o700)
    await simulator.shutdown()
    #expect(cancelled.withLock { $0 })
    #expect(!FileManager.default.fileExists(atPath: folder))
  }

  @Test func `clients that come while it shuts down harm nobody`() async throws {
    for _ in 0..<15 {
      let simulator = try await Simulator.start(render: Scene.draw)
      let http = RawHTTP(port: simulator.port)
      await withTaskGroup(of: Void.self) { group in
        for _ in 0..<12 {
          group.addTask {
            // Refused, cut off or answered: all three are right at such a moment.
            do { _ = try await http.attempt("GET", "/") } catch {}
          }
        }
        group.addTask { await simulator.shutdown() }
      }
    }
  }

  @Test func `a simulator that is let go ends by itself`() async throws {
    var simulator: Simulator? = try await Simulator.start(render: Scene.draw)
    let port = try #require(simulator?.port)
    simulator = nil
    try await waitUntilRefused(port)
  }

  /// Returns once nobody listens on a port.
  ///
  /// It waits rather than asks once: another test's simulator may have got the same port.
  func waitUntilRefused(_ port: Int) async throws {
    while true {
      do {
        try await RawHTTP.blocking { _ = try RawConnection(port: port) }
      } catch let failure as RawConnection.Failure where failure.number == ECONNREFUSED {
        return
      }
      try await Task.sleep(for: .milliseconds(10))
    }
  }

  @Test(arguments: [
    "NONSENSE\r\n\r\n", "GET / HTTP/9.9\r\n\r\n", "GET /\u{0} HTTP/1.1\r\nHost: x\r\n\r\n",
    "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: -5\r\n\r\n",
    "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 99999999999999999999\r\n\r\n",
    "GET / HTTP/1.1\r\nHost: x\r\nX: (300,000 letters)\r\n\r\n",
  ])
  func `what is not HTTP harms nobody`(request: String) async throws {
    let request = request.replacingOccurrences(
      of: "(300,000 letters)", with: String(repeating: "y", count: 300_000))
    try await Scene.run { scene async throws in
      let status = try await RawHTTP.blocking { [port = scene.http.port] in
        let connection = try RawConnection(port: port)
        do { try connection.write(request) } catch is RawConnection.Failure {}
        return try connection.readReply()?.status
      }
      #expect(status == nil || (400..<500).contains(status ?? 0))
      #expect(try await scene.http.send("GET", "/").status == 200)
    }
  }
}
