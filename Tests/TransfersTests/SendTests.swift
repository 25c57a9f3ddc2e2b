import FoundationEssentials
import Synchronization
import Testing
import Transfers

@Suite(.timeLimit(.minutes(1))) struct SendTests {
  let transport = CurlTransport()

  @Test func `an answer comes back with status, header and body`() async throws {
    let server = try ScriptedServer { _, _ in [.answer(418, ["X-Kind": "teapot"], "short")] }
    let response = try await transport.send(HTTPRequest(.get, server.url + "/a?b=c"))
    #expect(response.status == 418)
    #expect(response.headers["x-kind"] == "teapot")
    #expect(response.body == Array("short".utf8))
    let request = try #require(server.requests.first)
    #expect(request.method == "GET")
    #expect(request.target == "/a?b=c")
    #expect(request.headers["User-Agent"] == CurlTransport.defaultUserAgent)
    #expect(request.headers["Accept-Encoding"]?.contains("gzip") == true)
  }

  @Test func `a posted body arrives whole with its type and nothing added`() async throws {
    let server = try ScriptedServer { _, _ in [.answer(200)] }
    let body = sampleBytes(300_000)
    _ = try await transport.send(
      HTTPRequest(
        .post, server.url, headers: ["Content-Type": "application/json"], body: .bytes(body)))
    let request = try #require(server.requests.first)
    #expect(request.method == "POST")
    #expect(request.body == body)
    #expect(request.headers["content-type"] == "application/json")
    #expect(request.headers["Expect"] == nil)
  }

  @Test func `a body without a type is sent without one`() async throws {
    let server = try ScriptedServer { _, _ in [.answer(200)] }
    _ = try await transport.send(HTTPRequest(.post, server.url, body: .bytes([1, 2])))
    #expect(server.requests.first?.headers["Content-Type"] == nil)
  }

  @Test(arguments: [HTTPMethod.put, .post])
  func `a request without a body says that its length is zero`(_ method: HTTPMethod) async throws {
    let server = try ScriptedServer { _, _ in [.answer(202)] }
    _ = try await transport.send(HTTPRequest(method, server.url))
    #expect(server.requests.first?.method == method.rawValue)
    #expect(server.requests.first?.headers["Content-Length"] == "0")
  }

  @Test func `a file is streamed and its progress ends at its size`() async throws {
    let server = try ScriptedServer { _, _ in [.answer(200)] }
    let file = try TemporaryFile()
    let content = sampleBytes(1_000_000)
    try file.write(content)
    let seen = Mutex<[TransferProgress]>([])
    var request = HTTPRequest(
      .put, server.url, headers: ["Content-Type": "image/png"], body: .file(path: file.path))
    request.uploadProgress = { progress in seen.withLock { $0.append(progress) } }
    _ = try await transport.send(request)
    #expect(server.requests.first?.body == content)
    let last = seen.withLock { $0.last }
    #expect(last == TransferProgress(completedByteCount: 1_000_000, totalByteCount: 1_000_000))
  }

  @Test(arguments: [(0, 10), (999_990, 10), (300_000, 500_000), (1_000_000, 0)])
  func `a part of a file is sent and nothing else`(_ offset: Int, _ count: Int) async throws {
    let server = try ScriptedServer { _, _ in [.answer(200)] }
    let file = try TemporaryFile()
    let content = sampleBytes(1_000_000)
    try file.write(content)
    func part(_ offset: Int, _ count: Int) -> HTTPRequest {
      HTTPRequest(
        .put, server.url,
        body: .filePart(path: file.path, offset: Int64(offset), byteCount: Int64(count)))
    }
    _ = try await transport.send(part(offset, count))
    #expect(server.requests.first?.body == Array(content[offset..<offset + count]))
    let error = await #expect(throws: TransferError.self) {
      try await transport.send(part(offset + 1, 1_000_000 - offset))
    }
    #expect(error?.code == .unreadable)
    #expect(server.requests.count == 1)
  }

  @Test func `a missing file is named before anything is sent`() async throws {
    let server = try ScriptedServer { _, _ in [.answer(200)] }
    let error = await #expect(throws: TransferError.self) {
      try await transport.send(HTTPRequest(.put, server.url, body: .file(path: "/nowhere/at.all")))
    }
    #expect(error?.code == .unreadable)
    #expect(error?.nothingWasSent == true)
    #expect(error?.message.contains("/nowhere/at.all") == true)
    #expect(server.requests.isEmpty)
  }

  @Test func `a compressed answer is unpacked`() async throws {
    // printf 'hello hello hello' | gzip -n, as made by gzip 1.12
    let packed: [UInt8] = [
      0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3, 0xcb, 0x48, 0xcd, 0xc9, 0xc9, 0x57, 0xc8, 0x40, 0x90, 0,
      0x80, 0x88, 0xf9, 0xe5, 0x11, 0, 0, 0,
    ]
    let server = try ScriptedServer { _, _ in [.answer(200, ["Content-Encoding": "gzip"], packed)] }
    let response = try await transport.send(HTTPRequest(.get, server.url))
    #expect(String(decoding: response.body, as: UTF8.self) == "hello hello hello")
  }

  @Test func `an empty header value is sent as an empty value`() async throws {
    let server = try ScriptedServer { _, _ in [.answer(200)] }
    _ = try await transport.send(HTTPRequest(.get, server.url, headers: ["X-Empty": ""]))
    #expect(server.requests.first?.headers["X-Empty"] == "")
  }

  @Test func `a redirect is an answer and nobody follows it`() async throws {
    let elsewhere = try ScriptedServer { _, _ in [.answer(200)] }
    let target = elsewhere.url
    let server = try ScriptedServer { _, _ in [.answer(302, ["Location": target])] }
    let response = try await transport.send(
      HTTPRequest(.get, server.url, headers: ["Authorization": "Key secret"]))
    #expect(response.status == 302)
    #expect(elsewhere.requests.isEmpty)
  }

  @Test func `fifty requests at once all come back`() async throws {
    let server = try ScriptedServer { request, _ in [.answer(200, [:], request.target)] }
    let (url, transport) = (server.url, transport)
    let bodies = try await withThrowingTaskGroup(of: String.self) { group in
      for number in 0..<50 {
        group.addTask {
          let response = try await transport.send(HTTPRequest(.get, "\(url)/\(number)"))
          return String(decoding: response.body, as: UTF8.self)
        }
      }
      return try await group.reduce(into: Set<String>()) { $0.insert($1) }
    }
    #expect(bodies == Set((0..<50).map { "/\($0)" }))
  }

  @Test func `a fresh connection is neither borrowed nor kept`() async throws {
    let server = try ScriptedServer { _, _ in [.answer(200)] }
    var fresh = HTTPRequest(.post, server.url, body: .bytes([1]))
    fresh.freshConnection = true
    _ = try await transport.send(HTTPRequest(.get, server.url))
    _ = try await transport.send(HTTPRequest(.get, server.url))
    #expect(server.connectionCount == 1)
    _ = try await transport.send(fresh)
    _ = try await transport.send(fresh)
    #expect(server.connectionCount == 3)
  }

  @Test func `a dying kept connection never makes a fresh request go twice`() async throws {
    let server = try ScriptedServer { request, _ in
      request.method == "GET" ? [.answer(200)] : [.close]
    }
    _ = try await transport.send(HTTPRequest(.get, server.url))
    var fresh = HTTPRequest(.post, server.url, body: .bytes([1]))
    fresh.freshConnection = true
    let error = await #expect(throws: TransferError.self) { try await transport.send(fresh) }
    #expect(error?.code == .aborted)
    #expect(error?.nothingWasSent == false)
    #expect(server.requests.filter { $0.method == "POST" }.count == 1)
  }
}
