import FalSimulator
import Foundation
import Outputs
import StudioTestSupport
import Testing
import Transfers

@testable import FalClient

/// A simulator with a fault in it, and a client with little patience: runs one cell.
struct FaultScene: Sendable {
  /// What the simulator's jobs make: not an MP4, but bytes that tell their place.
  static let clip = (0..<100_000).map { UInt8(truncatingIfNeeded: $0 / 251 ^ $0) }
  /// Three parts of content.
  static let content = (0..<2500).map { UInt8(truncatingIfNeeded: $0) }
  static let picture: [UInt8] =
    [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 0, 0, 0, 13] + Array("IHDR".utf8)
    + [0, 0, 2, 128, 0, 0, 1, 104, 8, 6, 0, 0, 0, 0, 0, 0, 0]

  let simulator: Simulator
  var client: FalClient
  let transport = CurlTransport()

  /// Runs a scene and ends its simulator, however the scene ends.
  static func run<Value: Sendable>(
    _ cell: FaultCell, _ body: (FaultScene) async throws -> Value
  ) async throws -> Value {
    let pace: SimulatorPace =
      switch cell.operation {
      case .cancel, .status: SimulatorPace(queueDelay: .seconds(60), runDelay: .zero)
      // Slow enough that a stream brings more than one event.
      case .stream: SimulatorPace(queueDelay: .milliseconds(100), runDelay: .milliseconds(400))
      default: .instant
      }
    let options = SimulatorOptions(
      pace: pace,
      faults: try SimulatorFaults(yaml: cell.yaml))
    let simulator = try await Simulator.start(options: options) { job in
      try Data(clip).write(to: URL(filePath: job.outputPath))
    }
    do {
      let value = try await body(FaultScene(simulator))
      await simulator.shutdown()
      return value
    } catch {
      await simulator.shutdown()
      throw error
    }
  }

  private init(_ simulator: Simulator) throws {
    self.simulator = simulator
    var client = FalClient(
      hosts: try FalHosts(allAt: simulator.baseURL), credential: Credential(key: secret),
      transport: transport)
    client.retryPolicy = RetryPolicy(attemptLimit: 3, firstPause: .milliseconds(1))
    // Long enough for a busy computer's honest answers, short enough to wait for in a test.
    client.limits.question = .seconds(2)
    client.limits.submission = .seconds(2)
    client.limits.storage = .seconds(2)
    client.limits.upload = .seconds(2)
    client.limits.streamSilence = .seconds(2)
    client.limits.stall = .seconds(1)
    client.storageLimits.largestSingleUpload = 2000
    client.storageLimits.partByteCount = 1000
    client.storageLimits.partsAtOnce = 2
    self.client = client
  }

  /// What the operation gives in one word, or the kind of its error.
  func outcome(of operation: FaultCell.Operation) async throws -> String {
    do {
      return try await perform(operation)
    } catch let error as FalError {
      #expect(!error.message.contains("feedfacecafe"))
      #expect(error.message.hasSuffix("."))
      return error.code.description
    }
  }

  private func perform(_ operation: FaultCell.Operation) async throws -> String {
    switch operation {
    case .submit:
      _ = try await submit()
      return "accepted"
    case .status: return word(try await client.status(of: try await submit(), logs: true))
    case .poll: return try await watch(by: .poll)
    case .stream: return try await watch(by: .stream)
    case .follow: return try await watch(by: .auto)
    case .result:
      let ticket = try await submit()
      let end = try await client.watch(
        ticket, .poll, logs: false, schedule: Self.schedule, timeout: nil
      ) { _ in }
      let result = try await client.result(of: ticket, after: end)
      let video = JSONValue(parsing: result.body)?["video"]?["url"]?.text
      return video.map { FileAddress($0, hosts: client.hosts) != nil } == true ? "clip" : "no clip"
    case .cancel: return "\(try await client.cancel(try await submit()))"
    case .initiate, .put:
      return try await read(try await upload(Array(Self.content.prefix(1000))), 1000)
    case .token, .uploadDirectly:
      let content = UploadContent.bytes(Array(Self.content.prefix(1000)))
      return try await read(try await client.uploadDirectly(order(content)), 1000)
    case .initiateParts, .part, .complete, .filePart, .completeFile:
      return try await read(try await upload(Self.content), 2500)
    case .download:
      let ticket = try await submit()
      let result = try await client.awaitResult(of: ticket, by: .poll, schedule: Self.schedule)
      let url = try #require(JSONValue(parsing: result.body)?["video"]?["url"]?.text)
      let folder = try TemporaryFolder()
      let receipt = try await client.download(url, to: folder / "clip.mp4")
      let bytes = try folder.bytes(of: "clip.mp4")
      #expect(receipt.byteCount == bytes.count)
      #expect(receipt.sha256 == FileDigest.sha256(of: bytes))
      return bytes == Self.clip ? "whole" : "other bytes"
    case .keys:
      let keys = WebhookKeys(hosts: client.hosts, transport: transport)
      return "\(try await keys.current().count) key"
    }
  }

  private static let schedule = PollSchedule.standard.scaled(by: 0.01)

  private func submit() async throws -> Ticket {
    let picture = "data:image/png;base64," + Data(Self.picture).base64EncodedString()
    let input: JSONValue = [
      "prompt": "A lighthouse, façade towards the sea. [Pan left]", "image_url": .string(picture),
    ]
    let ticket = try await client.submit(EndpointID(hailuo), input: try input.encoded())
    // Whatever the answer named, the key goes to the queue only.
    for url in [ticket.statusURL, ticket.responseURL, ticket.cancelURL] {
      #expect(url.hasPrefix(simulator.baseURL + "/fal-ai/minimax/requests/\(ticket.requestID)"))
    }
    return ticket
  }

  private func watch(by method: UpdateMethod) async throws -> String {
    let ticket = try await submit()
    var seen: [QueueStatus] = []
    let updates = client.updates(of: ticket, by: method, schedule: Self.schedule)
    for try await status in updates { seen.append(status) }
    guard case .completed(let end)? = seen.last else { return "no end" }
    return end.isFailure ? "failed" : "completed"
  }

  private func word(_ status: QueueStatus) -> String {
    switch status {
    case .inQueue: "queued"
    case .inProgress: "running"
    case .completed: "completed"
    case .unknown(let state): "unknown \(state)"
    }
  }

  private func upload(_ bytes: [UInt8]) async throws -> String {
    try await client.upload(bytes, contentType: "image/png", fileName: "still.png")
  }

  private func order(_ content: UploadContent) throws -> UploadOrder {
    UploadOrder(
      content: content, contentType: "image/png", fileName: "still.png", lifecycle: nil,
      byteCount: try content.byteCount, progress: nil)
  }

  /// Reads an upload back.
  private func read(_ url: String, _ count: Int) async throws -> String {
    let response = try await transport.send(HTTPRequest(.get, url))
    return response.body == Array(Self.content.prefix(count)) ? "stored" : "other bytes"
  }

  /// How often the step of an operation was asked for.
  func calls(of operation: FaultCell.Operation) -> Int {
    let counts = simulator.record.requestCounts
    func sum(_ isCounted: (String) -> Bool) -> Int {
      counts.reduce(0) { isCounted($1.key) ? $0 + $1.value : $0 }
    }
    return switch operation {
    case .submit: sum { $0.hasPrefix("POST /fal-ai/") }
    case .status, .poll: sum { $0.hasPrefix("GET /fal-ai/") && $0.hasSuffix("/status") }
    case .stream, .follow: sum { $0.hasSuffix("/status/stream") }
    case .result: sum { $0.hasPrefix("GET /fal-ai/") && !$0.contains("/status") }
    case .cancel: sum { $0.hasPrefix("PUT /fal-ai/") }
    case .initiate, .initiateParts: sum { $0.hasPrefix("POST /storage/upload/initiate") }
    case .put, .part: sum { $0.hasPrefix("PUT /upload/") }
    case .complete: sum { $0.hasPrefix("POST /upload/") }
    case .token: sum { $0 == "POST /storage/auth/token" }
    case .uploadDirectly: sum { $0 == "POST /files/upload" }
    case .filePart: sum { $0.hasPrefix("PUT /files/") }
    case .completeFile: sum { $0.hasPrefix("POST /files/") && $0.hasSuffix("/complete") }
    case .download: sum { $0.hasPrefix("GET /files/") }
    case .keys: sum { $0.hasPrefix("GET /.well-known/") }
    }
  }
}
