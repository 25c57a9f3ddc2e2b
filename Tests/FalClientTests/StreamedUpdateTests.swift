import Synchronization
import Testing
import Transfers

@testable import FalClient

@Suite(.timeLimit(.minutes(1))) struct StreamedUpdateTests {
  private static let queued = #"data: {"status":"IN_QUEUE","queue_position":1}"# + "\n\n"
  private static let done =
    #"data: {"status":"COMPLETED","logs":[{"message":"z","timestamp":"9"}]}"# + "\n\n"
  private static func running(_ lines: String...) -> String {
    let logs = lines.map { #"{"message":"\#($0)","timestamp":"\#($0)"}"# }
    return "data: {\"status\":\"IN_PROGRESS\",\"logs\":[\(logs.joined(separator: ","))]}\n\n"
  }

  private func news(
    _ transport: StreamedTransport, by method: UpdateMethod = .auto, timeout: Duration? = nil
  ) async throws -> [QueueStatus] {
    let fal = FalClient(
      credential: Credential(key: secret), transport: transport, clock: StillClock(),
      jitter: { 0.5 })
    var seen: [QueueStatus] = []
    for try await status in fal.updates(of: try ticket(), by: method, timeout: timeout) {
      seen.append(status)
    }
    return seen
  }

  @Test func `a stream is asked for with the key and followed to the end`() async throws {
    let transport = StreamedTransport([.events(": hi\r\n" + Self.queued + Self.done)])
    #expect(try await news(transport).map(\.isCompleted) == [false, true])
    let request = try #require(transport.requests.first)
    #expect(transport.requests.count == 1)
    #expect(
      request.url
        == "https://queue.fal.run/fal-ai/minimax/requests/r1/status/stream?logs=1")
    #expect(request.headers["Accept"] == "text/event-stream")
    #expect(request.headers["Authorization"] == "Key " + secret)
    #expect(request.timeout == nil)
    #expect(request.idleLimit != nil)
  }

  @Test func `increments add up, and what comes twice counts once`() async throws {
    let transport = StreamedTransport([
      .events(Self.running("a") + Self.running("b", "c") + Self.running("b", "c") + Self.done)
    ])
    let logs = try await news(transport).map { $0.logs.map(\.message) }
    #expect(logs == [["a"], ["a", "b", "c"], ["a", "b", "c"], ["a", "b", "c", "z"]])
  }

  @Test(arguments: [
    StreamedTransport.Part.events(""), .events("data: cut"), .status(404), .status(500),
    .status(401), .failure(.connect), .failure(.timeout), .plain, .events("data: {}\n\n"),
    .absent,
  ])
  func `any trouble without news makes polling take over`(_ part: StreamedTransport.Part)
    async throws
  {
    let transport = StreamedTransport([part], polls: ["IN_PROGRESS", "COMPLETED"])
    let seen = try await news(transport)
    #expect(seen == [.inProgress(logs: []), .completed(.init())])
    #expect(transport.requests.count == 3)
  }

  @Test func `a silent stream that had worked is opened anew`() async throws {
    let transport = StreamedTransport([
      .cut(Self.queued, .timeout), .cut(Self.running("a"), .timeout),
      .cut(Self.running("a"), .timeout), .cut(Self.running("a"), .timeout),
      .cut(Self.running("a"), .timeout), .events(Self.running("a", "b") + Self.done),
    ])
    let seen = try await news(transport)
    #expect(seen.last?.logs.map(\.message) == ["a", "b", "z"])
    #expect(transport.requests.count == 6)
  }

  @Test func `a stream that keeps breaking is given up for polling`() async throws {
    let transport = StreamedTransport(
      [StreamedTransport.Part](repeating: .cut(Self.queued, .aborted), count: 9),
      polls: ["COMPLETED"])
    let seen = try await news(transport)
    #expect(seen.last == .completed(.init()))
    #expect(transport.requests.count { $0.url.contains("/stream") } == 4)
  }

  @Test func `a stream that is insisted on never polls`() async throws {
    let transport = StreamedTransport(
      [
        .failure(.aborted), .status(503), .cut(Self.queued, .aborted), .events(""),
        .events(Self.done),
      ], polls: ["COMPLETED"])
    let seen = try await news(transport, by: .stream)
    #expect(seen.count == 2)
    #expect(transport.requests.allSatisfy { $0.url.contains("/stream") })
    let refused = StreamedTransport([.status(401)], polls: ["COMPLETED"])
    let error = await #expect(throws: FalError.self) { try await news(refused, by: .stream) }
    #expect(error?.code == .keyRefused)
    #expect(refused.requests.count == 1)
  }

  @Test func `polling never opens a stream`() async throws {
    let transport = StreamedTransport([.events(Self.done)], polls: ["COMPLETED"])
    _ = try await news(transport, by: .poll)
    #expect(transport.requests.allSatisfy { !$0.url.contains("/stream") })
  }

  @Test func `the time left bounds a stream`() async throws {
    let transport = StreamedTransport([.events(Self.done)])
    _ = try await news(transport, timeout: .seconds(90))
    #expect(transport.requests.first?.timeout == .seconds(90))
  }
}

/// A transport that gives streams and statuses from lists.
final class StreamedTransport: HTTPTransport {
  enum Part: Sendable {
    /// Events, one byte a piece, and a proper end.
    case events(String)
    /// Events and then a failure.
    case cut(String, TransferError.Code)
    case status(Int)
    case failure(TransferError.Code)
    /// A success that is no stream of events.
    case plain
    /// No streams at all.
    case absent
  }

  private struct State {
    var parts: [Part]
    var polls: [String]
    var requests: [HTTPRequest] = []
  }

  private let state: Mutex<State>

  init(_ parts: [Part], polls: [String] = []) { state = Mutex(State(parts: parts, polls: polls)) }

  var requests: [HTTPRequest] { state.withLock { $0.requests } }

  func stream(_ request: HTTPRequest) async throws -> HTTPStream {
    let part = state.withLock { state in
      state.requests.append(request)
      return state.parts.isEmpty ? .absent : state.parts.removeFirst()
    }
    func failure(_ code: TransferError.Code) -> TransferError {
      TransferError(code, host: "queue.fal.run", "queue.fal.run: \(code).")
    }
    func stream(_ text: String, _ ending: TransferError?) -> HTTPStream {
      let rest = Mutex(Array(text.utf8)[...])
      return HTTPStream(status: 200, headers: ["Content-Type": "text/event-stream; charset=utf-8"])
      {
        if let byte = rest.withLock({ $0.popFirst() }) { return [byte] }
        if let ending { throw ending }
        return nil
      }
    }
    switch part {
    case .events(let text): return stream(text, nil)
    case .cut(let text, let code): return stream(text, failure(code))
    case .status(let status): return HTTPStream(status: status) { nil }
    case .failure(let code): throw failure(code)
    case .plain: return HTTPStream(status: 200, headers: ["Content-Type": "text/html"]) { nil }
    case .absent: throw TransferError(.unavailable, "There are no streams here.")
    }
  }

  func send(_ request: HTTPRequest) async throws -> HTTPResponse {
    let status = state.withLock { state in
      state.requests.append(request)
      return state.polls.count > 1 ? state.polls.removeFirst() : state.polls.first ?? "ODD"
    }
    return HTTPResponse(status: 202, body: Array(#"{"status":"\#(status)"}"#.utf8))
  }

  func download(
    _ request: HTTPRequest, to path: String, options: DownloadOptions,
    progress: @escaping TransferProgressHandler
  ) async throws -> DownloadReceipt { DownloadReceipt(byteCount: 0) }
}
