import Testing
import Transfers

@Suite(.timeLimit(.minutes(1))) struct SendFailureTests {
  let transport = CurlTransport()

  private func failure(_ request: HTTPRequest) async -> TransferError? {
    await #expect(throws: TransferError.self) { try await transport.send(request) }
  }

  @Test func `a port nobody listens on proves that nothing was sent`() async throws {
    let deaf = try DeafPort()
    let error = await failure(HTTPRequest(.post, "http://127.0.0.1:\(deaf.port)/?token=hush"))
    withExtendedLifetime(deaf) {}
    #expect(error?.code == .connect)
    #expect(error?.nothingWasSent == true)
    #expect(error?.isTransient == true)
    #expect(error?.description.contains("127.0.0.1") == true)
    #expect(error?.description.contains("hush") == false)
  }

  @Test func `a server that does not speak TLS proves that nothing was sent`() async throws {
    let server = try ScriptedServer { _, _ in [.answer(400)] }
    // The greeting is no HTTP either: the scripted server waits for a line that never comes.
    var request = HTTPRequest(.post, "https://127.0.0.1:\(server.port)/")
    request.timeout = .milliseconds(300)
    let error = await failure(request)
    #expect([.tls, .timeout].contains(error?.code))
    #expect(error?.nothingWasSent == true)
    #expect(server.requests.isEmpty)
  }

  @Test(arguments: [ScriptedServer.Step.close, .reset])
  func `a connection closed after the request proves nothing`(
    _ step: ScriptedServer.Step
  ) async throws {
    let server = try ScriptedServer { _, _ in [step] }
    var request = HTTPRequest(.post, server.url, body: .bytes([1, 2, 3]))
    request.freshConnection = true
    let error = await failure(request)
    #expect(error?.code == .aborted)
    #expect(error?.nothingWasSent == false)
    #expect(server.requests.count == 1)
  }

  /// libcurl calls it an unsupported protocol, a word it also has for addresses nothing is sent to.
  @Test(arguments: [true, false])
  func `an answer that is no HTTP does not prove that nothing was sent`(_ fresh: Bool) async throws
  {
    let server = try ScriptedServer { _, _ in [.send(Array("hello, world\n".utf8)), .close] }
    var request = HTTPRequest(.post, server.url, body: .bytes([1, 2, 3]))
    request.freshConnection = fresh
    let error = await failure(request)
    #expect(error?.code == .aborted)
    #expect(error?.nothingWasSent == false)
    #expect(server.requests.count == 1)
  }

  @Test func `an answer cut short is no answer`() async throws {
    let server = try ScriptedServer { _, _ in [.head(200, [:], byteCount: 10, [1, 2]), .close] }
    #expect(await failure(HTTPRequest(.get, server.url))?.code == .aborted)
  }

  @Test func `a silent server is given up after the timeout`() async throws {
    let server = try ScriptedServer { _, _ in [.hang] }
    var request = HTTPRequest(.get, server.url)
    request.timeout = .milliseconds(200)
    let error = await failure(request)
    #expect(error?.code == .timeout)
    #expect(error?.nothingWasSent == false)
  }

  @Test func `a cancelled task stops waiting for a silent server`() async throws {
    let server = try ScriptedServer { _, _ in [.hang] }
    let (url, transport) = (server.url, transport)
    let task = Task { try await transport.send(HTTPRequest(.get, url)) }
    while server.requests.isEmpty { try await Task.sleep(for: .milliseconds(5)) }
    task.cancel()
    await #expect(throws: CancellationError.self) { try await task.value }
    // The transport goes on working for others.
    let other = try ScriptedServer { _, _ in [.answer(200)] }
    #expect(try await transport.send(HTTPRequest(.get, other.url)).status == 200)
  }

  @Test func `a task cancelled beforehand sends nothing`() async throws {
    let server = try ScriptedServer { _, _ in [.answer(200)] }
    let (url, transport) = (server.url, transport)
    let task = Task {
      while !Task.isCancelled { await Task.yield() }
      _ = try await transport.send(HTTPRequest(.get, url))
    }
    task.cancel()
    await #expect(throws: CancellationError.self) { try await task.value }
    #expect(server.requests.isEmpty)
  }

  @Test func `cancelling at any moment ends a request one way or the other`() async throws {
    let server = try ScriptedServer { _, _ in [.answer(200)] }
    let (url, transport) = (server.url, transport)
    for delay in 0..<40 {
      let task = Task { try await transport.send(HTTPRequest(.get, url)) }
      for _ in 0..<delay * 20 { await Task.yield() }
      task.cancel()
      switch await task.result {
      case .success(let response): #expect(response.status == 200)
      case .failure(let error): #expect(error is CancellationError)
      }
    }
  }

  @Test func `a header without end is refused`() async throws {
    let line = Array("X-Long: \(String(repeating: "x", count: 8000))\r\n".utf8)
    let endless = Array("HTTP/1.1 200 OK\r\n".utf8) + Array(repeatElement(line, count: 20).joined())
    let server = try ScriptedServer { _, _ in [.send(endless), .hang] }
    #expect(await failure(HTTPRequest(.get, server.url))?.code == .tooLarge)
  }

  @Test func `an answer larger than allowed is refused`() async throws {
    let server = try ScriptedServer { _, _ in [.answer(200, [:], sampleBytes(5000))] }
    var request = HTTPRequest(.get, server.url)
    request.maximumAnswerByteCount = 4999
    #expect(await failure(request)?.code == .tooLarge)
    request.maximumAnswerByteCount = 5000
    #expect(try await transport.send(request).body.count == 5000)
  }

  @Test(.timeLimit(.minutes(1)))
  func `an answer that is announced as larger than allowed is refused at once`() async throws {
    let server = try ScriptedServer { _, _ in
      [.head(200, [:], byteCount: 1 << 40, sampleBytes(10)), .hang]
    }
    #expect(await failure(HTTPRequest(.get, server.url))?.code == .tooLarge)
  }

  @Test(arguments: [
    "", "queue.fal.run", "/path", "ftp://host/file", "file:///etc/passwd", "http://",
    "http://h st/",
    "https://me:hush@host/", "https://hush@host/", "https://host\\@evil/", "http://host\r\nX: y",
    "http://host:0/", "http://host:99999/", "javascript:alert(1)", "http:///nohost",
  ])
  func `an address that is no plain web address is refused unsent`(_ url: String) async {
    let error = await failure(HTTPRequest(.get, url))
    #expect(error?.code == .badURL)
    #expect(error?.nothingWasSent == true)
    #expect(error?.description.contains("hush") == false)
  }

  @Test(arguments: [
    ("X-A", "b\r\nX-Evil: 1"), ("X A", "b"), ("", "b"), ("X-A:", "b"), ("X", "\u{0}"),
  ])
  func `a header that would smuggle a line is refused unsent`(_ name: String, _ value: String)
    async throws
  {
    let server = try ScriptedServer { _, _ in [.answer(200)] }
    var request = HTTPRequest(.get, server.url)
    request.headers.append(value, for: name)
    let error = await failure(request)
    #expect(error?.code == .badRequest)
    #expect(server.requests.isEmpty)
  }
}
