import Crypto
import FalClient
import FoundationEssentials
import Synchronization
import Testing
import Transfers

@testable import FalGateway

@Suite(.timeLimit(.minutes(1))) struct ProxyTests {
  static let key = "upstream-id:upstream-secret"
  static let token = "the-callers-own-token-0123456789"
  static let hailuo = "fal-ai/minimax/hailuo-02-fast/image-to-video"
  static let submission = "https://queue.fal.run/" + hailuo

  /// A proxy on loopback, in front of an upstream made of answers.
  private func withProxy<Result>(
    _ upstream: Upstream, limit: Int? = 500_000, folder given: String? = nil,
    _ body: (_ url: String) async throws -> Result
  ) async throws -> Result {
    let folder =
      given ?? FileManager.default.temporaryDirectory.path + "/proxy-\(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { if given == nil { try? FileManager.default.removeItem(atPath: folder) } }
    var policy = ProxyPolicy(
      endpoints: [ProxyPolicy.Endpoint(try EndpointID(Self.hailuo), mostMicrodollars: 170_000)],
      callers: [
        ProxyPolicy.Caller(
          name: "other", tokenDigest: Self.hex("something-else"), limitMicrodollars: nil),
        ProxyPolicy.Caller(
          name: "ana", tokenDigest: Self.hex(Self.token).uppercased(), limitMicrodollars: limit),
      ])
    policy.maximumByteCount = 10_000
    policy.origins = ["https://studio.example.com"]
    let proxy = try await CredentialProxy.start(
      policy: policy, spendFile: folder + "/spent.json", credential: Credential(key: Self.key),
      transport: upstream, log: { upstream.logged($0) })
    do {
      let result = try await body("http://\(proxy.address)/")
      await proxy.shutdown()
      return result
    } catch {
      await proxy.shutdown()
      throw error
    }
  }

  static func hex(_ text: String) -> String {
    SHA256.hash(data: Data(text.utf8))
      .map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
  }

  private func call(
    _ url: String, _ method: HTTPMethod = .post, target: String? = submission,
    token: String? = token, body: String = "{}", headers: HTTPHeaders = [:]
  ) async throws -> HTTPResponse {
    var request = HTTPRequest(
      method, url, headers: headers, body: method == .post ? .bytes(Array(body.utf8)) : .none)
    if let target { request.headers.append(target, for: "x-fal-target-url") }
    if let token { request.headers["Authorization"] = "Bearer " + token }
    return try await CurlTransport().send(request)
  }

  @Test func `a call goes out with our key and the caller's wishes, and nothing else`() async throws
  {
    let upstream = Upstream([
      HTTPResponse(
        status: 200,
        headers: [
          "x-fal-request-id": "r1", "Set-Cookie": "a=b", "Content-Type": "application/json",
          "Content-Encoding": "x",
        ], body: Array(#"{"request_id":"r1"}"#.utf8))
    ])
    try await withProxy(upstream) { url in
      let response = try await call(
        url, body: #"{"prompt":"x"}"#,
        headers: [
          "X-Fal-Queue-Priority": "low", "Cookie": "c=d", "X-Forwarded-For": "1.2.3.4",
          "Accept": "text/html",
        ])
      #expect(response.status == 200)
      #expect(response.body == Array(#"{"request_id":"r1"}"#.utf8))
      #expect(response.headers["x-fal-request-id"] == "r1")
      #expect(response.headers["Set-Cookie"] == nil)
      #expect(response.headers["Content-Encoding"] == nil)
      let request = try #require(upstream.requests.first)
      #expect(request.url == Self.submission)
      #expect(request.freshConnection)
      #expect(request.body == .bytes(Array(#"{"prompt":"x"}"#.utf8)))
      #expect(request.headers["Authorization"] == "Key " + Self.key)
      #expect(
        Set(request.headers.fields.map { $0.name.lowercased() }) == [
          "x-fal-queue-priority", "x-fal-client-proxy", "accept", "content-type", "authorization",
        ])
    }
    #expect(upstream.log.allSatisfy { !$0.contains("secret") && !$0.contains(Self.token) })
  }

  @Test(arguments: [nil, "", "wrong", token + "x", String(token.dropLast())])
  func `without a token of the list nothing goes out`(_ token: String?) async throws {
    let upstream = Upstream([])
    try await withProxy(upstream) { url in
      let response = try await call(url, token: token)
      #expect(response.status == 401)
    }
    #expect(upstream.requests.isEmpty)
  }

  @Test(arguments: [
    "https://evilfal.run/x", "https://fal.run@evil/x", "https://127.0.0.1/x",
    "https://169.254.169.254/latest/", "https://queue.fal.run/fal-ai/flux/dev",
  ])
  func `a bad target is refused with a sentence and nothing goes out`(_ target: String)
    async throws
  {
    let upstream = Upstream([])
    try await withProxy(upstream) { url in
      let response = try await call(url, target: target)
      #expect(response.status == 400)
      let text = String(decoding: response.body, as: UTF8.self)
      #expect(text.hasPrefix(#"{"detail":""#) && text.hasSuffix(#"."}"#))
    }
    #expect(upstream.requests.isEmpty)
  }

  @Test func `a target that is missing or there twice is refused`() async throws {
    let upstream = Upstream([])
    try await withProxy(upstream) { url in
      expect(400, try await call(url, target: nil).status)
      expect(400, try await call(url, headers: ["X-Fal-Target-Url": "https://rest.fal.ai/"]).status)
    }
    #expect(upstream.requests.isEmpty)
  }

  @Test func `the limit of a caller holds, over a restart as well`() async throws {
    let folder = FileManager.default.temporaryDirectory.path + "/proxy-\(UUID().uuidString)"
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let upstream = Upstream([HTTPResponse(status: 200, body: Array("{}".utf8))])
    // $0.50 are enough for two of $0.17.
    let first = try await withProxy(upstream, folder: folder) { url in
      [try await call(url).status, try await call(url).status, try await call(url).status]
    }
    #expect(first == [200, 200, 403])
    let second = try await withProxy(upstream, folder: folder) { url in
      let response = try await call(url)
      #expect(String(decoding: response.body, as: UTF8.self).contains("$0.160 left, $0.170 needed"))
      // Asking about jobs costs nothing.
      let job = "https://queue.fal.run/fal-ai/minimax/requests/r1/status"
      return [response.status, try await call(url, .get, target: job).status]
    }
    #expect(second == [403, 200])
    #expect(upstream.requests.count == 3)
  }

  @Test func `many submissions at once never go beyond the limit`() async throws {
    let upstream = Upstream([HTTPResponse(status: 200, body: Array("{}".utf8))])
    let statuses = try await withProxy(upstream) { url in
      await withTaskGroup(of: Int.self) { group in
        for _ in 0..<12 { group.addTask { (try? await call(url).status) ?? 0 } }
        return await group.reduce(into: [Int]()) { $0.append($1) }
      }
    }
    #expect(statuses.count { $0 == 200 } == 2)
    #expect(upstream.requests.count == 2)
  }

  @Test(arguments: [(422, 5), (401, 5), (429, 5), (500, 2), (502, 2)])
  func `what fal refused costs nothing, what nobody knows counts`(
    _ status: Int, _ expected: Int
  ) async throws {
    let upstream = Upstream([HTTPResponse(status: status)])
    try await withProxy(upstream) { url in
      for _ in 0..<5 { _ = try await call(url) }
    }
    #expect(upstream.requests.count == expected)
  }

  @Test func `a redirect is neither followed nor handed on`() async throws {
    let upstream = Upstream([HTTPResponse(status: 307, headers: ["Location": "https://evil.com/"])])
    try await withProxy(upstream) { url in
      for (method, target) in [
        (HTTPMethod.post, Self.submission),
        (.get, "https://queue.fal.run/fal-ai/minimax/requests/r1"),
      ] {
        let response = try await call(url, method, target: target)
        #expect(response.status == 502)
        #expect(response.headers["Location"] == nil)
      }
    }
  }

  @Test func `a request that is too large is refused`() async throws {
    let upstream = Upstream([])
    try await withProxy(upstream) { url in
      let response = try await call(url, body: String(repeating: "x", count: 10_001))
      #expect(response.status == 413)
    }
    #expect(upstream.requests.isEmpty)
  }

  @Test func `pages on the list may call, others may not`() async throws {
    let upstream = Upstream([HTTPResponse(status: 200, body: Array("{}".utf8))])
    try await withProxy(upstream) { url in
      let options = HTTPMethod(rawValue: "OPTIONS")
      let known = try await call(
        url, options, target: nil, token: nil, headers: ["Origin": "https://studio.example.com"])
      #expect(known.status == 204)
      #expect(known.headers["Access-Control-Allow-Origin"] == "https://studio.example.com")
      let unknown = try await call(
        url, options, target: nil, token: nil, headers: ["Origin": "https://evil.com"])
      #expect(unknown.status == 403)
      #expect(unknown.headers["Access-Control-Allow-Origin"] == nil)
      let answer = try await call(url, headers: ["Origin": "https://evil.com"])
      #expect(answer.headers["Access-Control-Allow-Origin"] == nil)
    }
  }

  @Test func `a connection that broke says what it means`() async throws {
    let upstream = Upstream([])
    try await withProxy(upstream) { url in
      let response = try await call(url)
      #expect(response.status == 502)
      #expect(String(decoding: response.body, as: UTF8.self).contains("unknown whether"))
    }
  }

  @Test(arguments: [HTTPMethod.post, .get])
  func `a refusal that echoes the key is handed on without it`(_ method: HTTPMethod) async throws {
    let upstream = Upstream([
      HTTPResponse(status: 401, body: Array("{\"detail\":\"bad key \(Self.key)\"}".utf8))
    ])
    try await withProxy(upstream) { url in
      let target =
        method == .get
        ? "https://queue.fal.run/fal-ai/minimax/requests/r1/status" : Self.submission
      let response = try await call(url, method, target: target)
      #expect(response.status == 401)
      #expect(String(decoding: response.body, as: UTF8.self) == "{\"detail\":\"bad key [key]\"}")
    }
  }

  @Test func `two proxies never share a record of what was spent`() throws {
    let path = FileManager.default.temporaryDirectory.path + "/spent-\(UUID().uuidString)"
    defer { for end in ["", ".lock"] { try? FileManager.default.removeItem(atPath: path + end) } }
    var first: SpendBook? = try SpendBook(path: path)
    #expect(try first?.reserve(5, for: "ana", limit: 5) == true)
    let error = #expect(throws: GatewayError.self) { try SpendBook(path: path) }
    #expect(error?.message.contains("another proxy") == true)
    first = nil
    #expect(try SpendBook(path: path).reserve(1, for: "ana", limit: 5) == false)
  }

  @Test func `a damaged record of what was spent stops the proxy`() throws {
    let path = FileManager.default.temporaryDirectory.path + "/spent-\(UUID().uuidString)"
    defer { try? FileManager.default.removeItem(atPath: path) }
    try Data("{".utf8).write(to: URL(filePath: path))
    let error = #expect(throws: GatewayError.self) { try SpendBook(path: path) }
    #expect(error?.code == .ledger)
  }
}

/// An upstream that answers from a list; the last answer is given again and again.
final class Upstream: HTTPTransport {
  private struct State {
    var answers: [HTTPResponse]
    var requests: [HTTPRequest] = []
    var log: [String] = []
  }

  private let state: Mutex<State>

  init(_ answers: [HTTPResponse]) { state = Mutex(State(answers: answers)) }

  var requests: [HTTPRequest] { state.withLock { $0.requests } }
  var log: [String] { state.withLock { $0.log } }

  func logged(_ line: String) { state.withLock { $0.log.append(line) } }

  func send(_ request: HTTPRequest) async throws -> HTTPResponse {
    try state.withLock { state in
      state.requests.append(request)
      guard let answer = state.answers.first else {
        throw TransferError(.aborted, host: "queue.fal.run", "queue.fal.run: broken.")
      }
      if state.answers.count > 1 { state.answers.removeFirst() }
      return answer
    }
  }

  func stream(_ request: HTTPRequest) async throws -> HTTPStream {
    let response = try await send(request)
    let wasRead = Mutex(false)
    return HTTPStream(status: response.status, headers: response.headers) {
      let isFirst = wasRead.withLock { wasRead in
        defer { wasRead = true }
        return !wasRead
      }
      return isFirst && !response.body.isEmpty ? response.body : nil
    }
  }

  func download(
    _ request: HTTPRequest, to path: String, options: DownloadOptions,
    progress: @escaping TransferProgressHandler
  ) async throws -> DownloadReceipt { DownloadReceipt(byteCount: 0) }
}

/// Compares a status; inside closures that throw, the macro cannot wait for it.
func expect(
  _ expected: Int, _ status: Int, sourceLocation: SourceLocation = #_sourceLocation
) {
  #expect(status == expected, sourceLocation: sourceLocation)
}
