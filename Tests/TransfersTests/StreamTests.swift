import Synchronization
import Testing

@testable import Transfers

@Suite(.timeLimit(.minutes(1))) struct StreamTests {
  let transport = CurlTransport()

  private static let head = Array(
    "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nConnection: close\r\n\r\n".utf8)

  @Test func `pieces are handed on before the answer is over`() async throws {
    let server = try ScriptedServer { _, _ in [.send(Self.head + Array("first".utf8)), .hang] }
    let stream = try await transport.stream(HTTPRequest(.get, server.url))
    #expect(stream.status == 200)
    #expect(stream.headers["content-type"] == "text/event-stream")
    #expect(try await stream.next() == Array("first".utf8))
  }

  @Test func `a stream that ends gives everything and then nil`() async throws {
    let body = sampleBytes(3_000_000)
    let server = try ScriptedServer { _, _ in [.send(Self.head + body), .close] }
    let stream = try await transport.stream(HTTPRequest(.get, server.url))
    #expect(try await stream.remainder(limit: 4_000_000) == body)
    #expect(try await stream.next() == nil)
  }

  @Test func `an answer without a body has a head and an end`() async throws {
    let server = try ScriptedServer { _, _ in [.answer(404, [:], "")] }
    let stream = try await transport.stream(HTTPRequest(.get, server.url))
    #expect(stream.status == 404)
    #expect(try await stream.next() == nil)
  }

  @Test func `silence ends a stream at its idle limit`() async throws {
    let server = try ScriptedServer { _, _ in [.send(Self.head + Array("x".utf8)), .hang] }
    var request = HTTPRequest(.get, server.url)
    request.timeout = nil
    request.idleLimit = .milliseconds(150)
    let stream = try await transport.stream(request)
    #expect(try await stream.next() == [0x78])
    let error = await #expect(throws: TransferError.self) { try await stream.next() }
    #expect(error?.code == .timeout)
    #expect(error?.description.contains("nothing came in") == true)
  }

  @Test func `silence before the header counts too`() async throws {
    let server = try ScriptedServer { _, _ in [.hang] }
    var request = HTTPRequest(.get, server.url)
    request.idleLimit = .milliseconds(100)
    await #expect(throws: TransferError.self) { try await transport.stream(request) }
    await #expect(throws: TransferError.self) { try await transport.send(request) }
  }

  @Test func `a broken stream is an error after what came`() async throws {
    let server = try ScriptedServer { _, _ in [.head(200, [:], byteCount: 10, [1, 2, 3]), .close] }
    let stream = try await transport.stream(HTTPRequest(.get, server.url))
    #expect(try await stream.next() == [1, 2, 3])
    let error = await #expect(throws: TransferError.self) { try await stream.next() }
    #expect(error?.code == .aborted)
  }

  @Test func `a refused connection is an error at once`() async throws {
    let deaf = try DeafPort()
    let error = await #expect(throws: TransferError.self) {
      try await transport.stream(HTTPRequest(.get, "http://127.0.0.1:\(deaf.port)"))
    }
    #expect(error?.code == .connect)
  }

  @Test func `cancelling ends the wait for a header and for a piece`() async throws {
    let server = try ScriptedServer { request, _ in
      request.target == "/mute" ? [.hang] : [.send(Self.head), .hang]
    }
    for path in ["/mute", "/open"] {
      let task = Task { [transport, url = server.url + path] in
        var request = HTTPRequest(.get, url)
        request.timeout = nil
        return try await transport.stream(request).next()
      }
      while server.requests.last?.target != path { await Task.yield() }
      task.cancel()
      await #expect(throws: CancellationError.self) { try await task.value }
    }
  }

  @Test func `an unread stream makes the server wait, and goes on where it stopped`() async throws {
    let body = sampleBytes(20_000_000)
    let server = try ScriptedServer { request, _ in
      request.method == "HEAD" ? [.close] : [.head(200, [:], byteCount: body.count, body)]
    }
    let stream = try await transport.stream(HTTPRequest(.get, server.url))
    var read = try #require(try await stream.next())
    // Other exchanges of the same thread go on meanwhile.
    await #expect(throws: TransferError.self) {
      try await transport.send(HTTPRequest(.head, server.url + "/other"))
    }
    while let piece = try await stream.next() { read += piece }
    #expect(read == body)
  }

  @Test func `a pipe refuses bytes beyond its capacity until some are read`() async throws {
    let pipe = StreamPipe()
    let resumed = Atomic(0)
    pipe.onRoom { resumed.add(1, ordering: .relaxed) }
    let piece = [UInt8](repeating: 7, count: 64 << 10)
    func offer() -> Bool { piece.withUnsafeBytes { pipe.take($0) } }
    #expect((0..<4).allSatisfy { _ in offer() })
    #expect(!offer())
    for _ in 0..<3 { #expect(try await pipe.next()?.count == 64 << 10) }
    #expect(resumed.load(ordering: .relaxed) == 1)
    #expect(offer())
  }

  @Test func `a stream outlives the transport it came from`() async throws {
    let server = try ScriptedServer { _, _ in [.send(Self.head + [1]), .close] }
    var transport: CurlTransport? = CurlTransport()
    let stream = try await transport?.stream(HTTPRequest(.get, server.url))
    transport = nil
    #expect(try await stream?.remainder(limit: 9) == [1])
  }
}
