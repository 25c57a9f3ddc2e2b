import Crypto
import FalClient
import FalSimulator
import FoundationEssentials
import Synchronization
import Testing
import Transfers

@testable import FalGateway

/// Client, receiver and proxy against the simulator, over real connections.
@Suite(.timeLimit(.minutes(1))) struct SimulatedServiceTests {
  private static let endpoint = "fal-ai/minimax/hailuo-02-fast/image-to-video"
  private static let picture: [UInt8] = {
    func big(_ value: Int) -> [UInt8] { (0..<4).map { UInt8(value >> (24 - 8 * $0) & 0xFF) } }
    return [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 0, 0, 0, 13] + Array("IHDR".utf8)
      + big(640) + big(360) + [8, 6, 0, 0, 0, 0, 0, 0, 0]
  }()

  private func withSimulator(
    _ pace: SimulatorPace = .instant, _ body: (FalClient, Simulator) async throws -> Void
  ) async throws {
    let simulator = try await Simulator.start(
      options: SimulatorOptions(pace: pace),
      render: { try Data("clip".utf8).write(to: URL(filePath: $0.outputPath)) })
    let client = FalClient(
      hosts: try FalHosts(allAt: simulator.baseURL), credential: Credential(key: "a:b"),
      transport: CurlTransport())
    do {
      try await body(client, simulator)
    } catch {
      await simulator.shutdown()
      throw error
    }
    await simulator.shutdown()
  }

  private func submit(
    _ client: FalClient, _ options: SubmitOptions = SubmitOptions()
  ) async throws -> Ticket {
    let url = try await client.upload(
      Self.picture, contentType: "image/png", fileName: "still.png")
    return try await client.submit(
      EndpointID(Self.endpoint),
      input: ["prompt": "A lighthouse.", "image_url": .text(url), "duration": "6"],
      options: options)
  }

  @Test(arguments: UpdateMethod.allCases)
  func `a job is followed to its end in every way`(_ method: UpdateMethod) async throws {
    let pace = SimulatorPace(queueDelay: .milliseconds(100), runDelay: .milliseconds(200))
    try await withSimulator(pace) { client, _ in
      let ticket = try await submit(client)
      var last: QueueStatus?
      for try await status in client.updates(
        of: ticket, by: method, schedule: .standard.scaled(by: 0.05))
      {
        last = status
      }
      let asked = try await client.status(of: ticket, logs: true)
      #expect(last?.isCompleted == true)
      #expect(last?.logs == asked.logs)
      #expect(try await client.result(of: ticket).billableUnits == 6)
    }
  }

  @Test func `a webhook arrives, is proven, and is handed on`() async throws {
    try await withSimulator { client, _ in
      let ids = Mutex<[String]>([])
      let receiver = try await WebhookReceiver.start(
        at: .loopback, path: "/hook",
        verifier: WebhookVerifier(
          keys: WebhookKeys(hosts: client.hosts, transport: CurlTransport())),
        handle: { event in ids.withLock { $0.append(event.requestID) } })
      var options = SubmitOptions()
      options.webhookURL = "http://\(receiver.address)/hook"
      let ticket = try await submit(client, options)
      while ids.withLock({ $0.isEmpty }) { try await Task.sleep(for: .milliseconds(5)) }
      await receiver.shutdown()
      #expect(ids.withLock { $0 } == [ticket.requestID])
    }
  }

  @Test(arguments: [1, 4]) func `a file in parts is put together by the storage`(
    _ partsAtOnce: Int
  ) async throws {
    try await withSimulator { client, _ in
      var client = client
      client.storageLimits.largestSingleUpload = 1000
      client.storageLimits.partByteCount = 700
      client.storageLimits.partsAtOnce = partsAtOnce
      let bytes = (0..<5000).map { UInt8(truncatingIfNeeded: $0 / 7 ^ $0) }
      let folder = FileManager.default.temporaryDirectory.path + "/parts-\(UUID().uuidString)"
      try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
      defer { try? FileManager.default.removeItem(atPath: folder) }
      try Data(bytes).write(to: URL(filePath: folder + "/in"))
      let url = try await client.upload(
        .file(path: folder + "/in"), contentType: "video/mp4", fileName: "v.mp4")
      _ = try await client.download(url, to: folder + "/out")
      #expect(try Data(contentsOf: URL(filePath: folder + "/out")) == Data(bytes))
    }
  }

  @Test func `a client works through the proxy with its own token`() async throws {
    let pace = SimulatorPace(queueDelay: .milliseconds(50), runDelay: .milliseconds(50))
    try await withSimulator(pace) { client, simulator in
      let spent = FileManager.default.temporaryDirectory.path + "/spent-\(UUID().uuidString)"
      defer { try? FileManager.default.removeItem(atPath: spent) }
      let policy = ProxyPolicy(
        endpoints: [ProxyPolicy.Endpoint(try EndpointID(Self.endpoint), mostMicrodollars: 170_000)],
        callers: [
          ProxyPolicy.Caller(
            name: "ana", tokenDigest: ProxyTests.hex("token"), limitMicrodollars: 200_000)
        ])
      let proxy = try await CredentialProxy.start(
        policy: policy, spendFile: spent, hosts: client.hosts, credential: Credential(key: "a:b"),
        transport: CurlTransport())
      let transport = CurlTransport()
      func call(
        _ method: HTTPMethod, _ target: String, _ body: String = ""
      ) async throws -> HTTPResponse {
        var request = HTTPRequest(
          method, "http://\(proxy.address)/",
          headers: ["Authorization": "Bearer token", "x-fal-target-url": target],
          body: method == .post ? .bytes(Array(body.utf8)) : .none)
        request.timeout = .seconds(20)
        return try await transport.send(request)
      }
      let picture = "data:image/png;base64," + Data(Self.picture).base64EncodedString()
      let input = #"{"prompt":"A boat.","image_url":"\#(picture)","duration":"6"}"#
      let submitted = try await call(.post, "https://queue.fal.run/" + Self.endpoint, input)
      #expect(submitted.status == 200)
      let id = try #require(JSONValue(parsing: submitted.body)?["request_id"]?.text)
      let stream = try await call(
        .get, "https://queue.fal.run/fal-ai/minimax/requests/\(id)/status/stream?logs=1")
      #expect(stream.headers["Content-Type"]?.hasPrefix("text/event-stream") == true)
      #expect(String(decoding: stream.body, as: UTF8.self).contains("COMPLETED"))
      let result = try await call(.get, "https://queue.fal.run/fal-ai/minimax/requests/\(id)")
      #expect(result.status == 200)
      #expect(result.headers["X-Fal-Billable-Units"] == "6")
      let second = try await call(.post, "https://queue.fal.run/" + Self.endpoint, input)
      #expect(second.status == 403)
      #expect(simulator.record.submissions.count == 1)
      await proxy.shutdown()
    }
  }
}
