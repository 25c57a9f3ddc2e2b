import FalClient
import Foundation
import Synchronization
import Transfers

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Drives the client library for `scripts/bench client`; prints one JSON object a line.
///
///     client-bench jobs BASE COUNT FOLDER UPDATES   as many jobs at once, clips into the folder
///     client-bench fetch URL FILE                   one download
///     client-bench upload BASE FILE                 one upload, in parts when it is large
@main
enum ClientBench {
  static func main() async {
    do {
      try await run()
    } catch {
      FileHandle.standardError.write(Data("client-bench: \(error)\n".utf8))
      exit(1)
    }
  }

  private static func run() async throws {
    let words = Array(CommandLine.arguments.dropFirst())
    switch words.first {
    case "jobs" where words.count == 5:
      guard let count = Int(words[2]), let method = UpdateMethod(rawValue: words[4]) else {
        throw Complaint(description: "jobs BASE COUNT FOLDER auto|poll|stream")
      }
      try await jobs(at: words[1], count, into: words[3], by: method)
    case "fetch" where words.count == 3: try await fetch(words[1], to: words[2])
    case "upload" where words.count == 3: try await upload(words[2], to: words[1])
    default: throw Complaint(description: "client-bench jobs|fetch|upload …; see scripts/bench")
    }
  }

  struct Complaint: Error, CustomStringConvertible {
    let description: String
  }

  private static func client(at base: String) throws -> FalClient {
    FalClient(
      hosts: try FalHosts(allAt: base), credential: Credential(key: "bench:secret"),
      transport: CurlTransport())
  }

  // MARK: Jobs

  private static func jobs(
    at base: String, _ count: Int, into folder: String, by method: UpdateMethod
  ) async throws {
    let client = try client(at: base)
    let picture = try await client.upload(
      Array(try Data(contentsOf: URL(filePath: folder + "/picture.png"))),
      contentType: "image/png", fileName: "picture.png")
    try await withThrowingTaskGroup(of: Line.self) { group in
      for number in 0..<count {
        group.addTask { try await job(number, picture, client, into: folder, by: method) }
      }
      for try await line in group { try show(line) }
    }
    try show(Usage.now)
  }

  private static func job(
    _ number: Int, _ picture: String, _ client: FalClient, into folder: String,
    by method: UpdateMethod
  ) async throws -> Line {
    let ticket = try await client.submit(
      EndpointID("fal-ai/minimax/hailuo-02-fast/image-to-video"),
      input: ["prompt": "Take \(number). [Pan left]", "image_url": .text(picture)])
    let seen = Mutex(0.0)
    let result = try await client.awaitResult(of: ticket, logs: false, by: method) { status in
      guard case .completed = status else { return }
      seen.withLock { $0 = Date().timeIntervalSince1970 }
    }
    let answered = Date().timeIntervalSince1970
    guard let url = JSONValue(parsing: result.body)?["video"]?["url"]?.text else {
      throw Complaint(description: "no video in the result")
    }
    let receipt = try await client.download(url, to: "\(folder)/\(number).mp4")
    return Line(
      requestId: ticket.requestID, url: url, seen: seen.withLock { $0 }, answered: answered,
      done: Date().timeIntervalSince1970,
      bytes: receipt.byteCount)
  }

  struct Line: Encodable {
    let requestId: String
    let url: String
    /// When the job's end was heard of, in Unix seconds.
    let seen: Double
    /// When its result was here.
    let answered: Double
    /// When the clip was on disk, hashed, in Unix seconds.
    let done: Double
    let bytes: Int64
  }

  // MARK: One file

  private static func fetch(_ url: String, to path: String) async throws {
    guard let end = url.range(of: "/files/") else {
      throw Complaint(description: "no file address")
    }
    let client = try client(at: String(url[..<end.lowerBound]))
    // Everything that is made once is made before the measurement: thread, handles, hash tables.
    _ = try await client.download(url[..<end.lowerBound] + "/", to: path)
    let idle = Usage.now
    let start = ContinuousClock.now
    let receipt = try await client.download(url, to: path)
    try show(
      FileLine(
        bytes: receipt.byteCount, seconds: start.duration(to: .now) / .seconds(1),
        idleKb: idle.residentKb, peakKb: Usage.now.peakKb))
  }

  private static func upload(_ path: String, to base: String) async throws {
    let client = try client(at: base)
    _ = try await client.upload([1, 2, 3], contentType: "video/mp4", fileName: "warm.mp4")
    let idle = Usage.now
    let start = ContinuousClock.now
    let url = try await client.upload(
      .file(path: path), contentType: "video/mp4", fileName: "large.mp4")
    let size = try FileManager.default.attributesOfItem(atPath: path)[.size] as? Int ?? 0
    try show(
      FileLine(
        url: url, bytes: Int64(size), seconds: start.duration(to: .now) / .seconds(1),
        idleKb: idle.residentKb,
        peakKb: Usage.now.peakKb))
  }

  struct FileLine: Encodable {
    var url: String?
    let bytes: Int64
    let seconds: Double
    /// Resident memory before, and the most there ever was, in KiB.
    let idleKb: Int
    let peakKb: Int
  }

  /// What this process has used so far, as the kernel counts it.
  struct Usage: Encodable {
    let cpuSeconds: Double
    let residentKb: Int
    let peakKb: Int

    static var now: Usage {
      // POSIX fixes the unit of clock() at a microsecond.
      Usage(
        cpuSeconds: Double(clock()) / 1_000_000, residentKb: kilobytes("VmRSS"),
        peakKb: kilobytes("VmHWM"))
    }

    private static func kilobytes(_ name: String) -> Int {
      let status = (try? String(contentsOfFile: "/proc/self/status", encoding: .utf8)) ?? ""
      let line = status.split(separator: "\n").first { $0.hasPrefix(name + ":") }
      return line?.split(whereSeparator: { $0 == " " || $0 == "\t" }).dropFirst().first
        .flatMap { Int($0) } ?? 0
    }
  }

  private static func show(_ value: some Encodable) throws {
    let encoder = JSONEncoder()
    encoder.keyEncodingStrategy = .convertToSnakeCase
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    print(String(decoding: try encoder.encode(value), as: UTF8.self))
  }
}
