import FalClient
import Foundation
import Synchronization
import Testing

@testable import FalSimulator

/// A running simulator with a renderer that writes known bytes, and a client for it.
struct SimulatorScene: Sendable {
  static let endpoint = "/fal-ai/minimax/hailuo-02-fast/image-to-video"
  static let app = "/fal-ai/minimax"
  /// What the renderer of the tests writes: not an MP4, but 100,000 bytes that tell their place.
  static let clip = (0..<100_000).map { UInt8(truncatingIfNeeded: $0 / 251 ^ $0) }

  let simulator: Simulator
  let http: RawHTTP
  let lines: Lines

  /// The log, collected.
  final class Lines: Sendable {
    private let collected = Mutex<[String]>([])
    func add(_ line: String) { collected.withLock { $0.append(line) } }
    var all: [String] { collected.withLock { $0 } }
  }

  static func draw(_ job: SimulatedJob) async throws {
    try Data(clip).write(to: URL(filePath: job.outputPath))
  }

  /// Runs a scene and ends its simulator, however the scene ends.
  static func run(
    _ options: SimulatorOptions = SimulatorOptions(pace: .instant),
    render: @escaping @Sendable (SimulatedJob) async throws -> Void = SimulatorScene.draw,
    _ body: (SimulatorScene) async throws -> Void
  ) async throws {
    let lines = Lines()
    let simulator = try await Simulator.start(
      options: options, render: render, log: { lines.add($0) })
    do {
      try await body(
        SimulatorScene(simulator: simulator, http: RawHTTP(port: simulator.port), lines: lines))
    } catch {
      await simulator.shutdown()
      throw error
    }
    await simulator.shutdown()
  }

  /// A PNG's head: enough for the service's checks, which read sizes only.
  static func png(_ width: Int, _ height: Int) -> [UInt8] {
    func big(_ value: Int) -> [UInt8] { (0..<4).map { UInt8(value >> (24 - 8 * $0) & 0xFF) } }
    return [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 0, 0, 0, 13] + Array("IHDR".utf8)
      + big(width) + big(height) + [8, 6, 0, 0, 0, 0, 0, 0, 0]
  }

  static func dataURI(_ bytes: [UInt8]) -> String {
    "data:image/png;base64," + Data(bytes).base64EncodedString()
  }

  static let goodInput: JSONValue = [
    "prompt": "A lighthouse. [Pan left]", "image_url": .string(dataURI(png(640, 360))),
    "duration": "6",
  ]

  func submit(_ input: JSONValue = goodInput, query: String = "") async throws -> Reply {
    try await http.send(
      "POST", Self.endpoint + query, ["Content-Type": "application/json"], body: input.bytes)
  }

  /// Submits and returns the request id.
  func submitted(_ input: JSONValue = goodInput) async throws -> String {
    try #require(try await submit(input).json?["request_id"]?.text)
  }

  func status(_ id: String, query: String = "") async throws -> Reply {
    try await http.send("GET", "\(Self.app)/requests/\(id)/status\(query)")
  }

  /// Polls until a job is in a state, and returns the status that said so.
  @discardableResult
  func waits(for state: String, _ id: String, query: String = "") async throws -> Reply {
    while true {
      let reply = try await status(id, query: query)
      if reply.json?["status"]?.text == state { return reply }
      try await Task.sleep(for: .milliseconds(5))
    }
  }

  /// Waits for the end of a job and returns its result.
  func result(_ id: String) async throws -> Reply {
    try await waits(for: "COMPLETED", id)
    return try await http.send("GET", "\(Self.app)/requests/\(id)")
  }

  /// Uploads bytes the way the clients do, and returns the file's address.
  func uploaded(_ bytes: [UInt8], name: String = "still.png") async throws -> String {
    let initiated = try await initiate(name)
    let put = try await http.send(
      "PUT", http.target(initiated["upload_url"]?.text), ["Content-Type": "image/png"],
      body: bytes, sendsKey: false)
    try #require(put.status == 200)
    return try #require(initiated["file_url"]?.text)
  }

  func initiate(_ name: String = "still.png") async throws -> JSONValue {
    let body: JSONValue = ["content_type": "image/png", "file_name": .string(name)]
    let reply = try await http.send(
      "POST", "/storage/upload/initiate?storage_type=fal-cdn-v3", body: body.bytes)
    try #require(reply.status == 200)
    return try #require(reply.json)
  }

  /// Makes one clip and returns the path of its file.
  func finishedClip() async throws -> String {
    let result = try await result(try await submitted())
    return http.target(result.json?["video"]?["url"]?.text)
  }
}
