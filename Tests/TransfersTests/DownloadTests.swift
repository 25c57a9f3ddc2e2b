import Synchronization
import Testing
import Transfers

@Suite(.timeLimit(.minutes(1))) struct DownloadTests {
  let transport = CurlTransport()
  let content = sampleBytes(400_000)
  let tag: HTTPHeaders = ["ETag": "\"one\""]

  private func download(
    _ url: String, to path: String, resume: ResumePoint? = nil, retryLimit: Int = 6,
    stallLimit: Duration = .seconds(30), maximum: Int64 = 1 << 30,
    progress: @escaping TransferProgressHandler = { _ in }
  ) async throws -> DownloadReceipt {
    var options = DownloadOptions(resume: resume)
    options.firstPause = .milliseconds(1)
    options.retryLimit = retryLimit
    options.stallLimit = stallLimit
    options.maximumByteCount = maximum
    return try await transport.download(
      HTTPRequest(.get, url), to: path, options: options, progress: progress)
  }

  /// The rest of the content as the request's Range asks for it.
  private static func rest(
    of content: [UInt8], _ request: ScriptedServer.Request, tag: String = "\"one\""
  ) -> ScriptedServer.Step {
    guard let text = request.headers["Range"]?.dropFirst("bytes=".count).dropLast(),
      let first = Int(text)
    else { return .answer(200, ["ETag": tag], content) }
    let range = "bytes \(first)-\(content.count - 1)/\(content.count)"
    return .answer(206, ["ETag": tag, "Content-Range": range], Array(content[first...]))
  }

  @Test func `a file arrives whole and progress counts up to its size`() async throws {
    let server = try ScriptedServer { [content] _, _ in
      [.answer(200, ["ETag": "\"one\"", "Content-Type": "video/mp4"], content)]
    }
    let file = try TemporaryFile()
    try file.write(sampleBytes(500_000, seed: 9))
    let seen = Mutex<[TransferProgress]>([])
    let receipt = try await download(server.url, to: file.path) { progress in
      seen.withLock { $0.append(progress) }
    }
    #expect(
      receipt
        == DownloadReceipt(byteCount: 400_000, entityTag: "\"one\"", contentType: "video/mp4"))
    #expect(file.bytes == content)
    let counts = seen.withLock { $0.map(\.completedByteCount) }
    #expect(counts == counts.sorted())
    #expect(
      seen.withLock { $0.last }
        == TransferProgress(completedByteCount: 400_000, totalByteCount: 400_000))
    #expect(server.requests.first?.headers["Accept-Encoding"] == nil)
  }

  @Test func `an empty file is a file`() async throws {
    let server = try ScriptedServer { _, _ in [.answer(200)] }
    let file = try TemporaryFile()
    try file.write([1, 2, 3])
    #expect(try await download(server.url, to: file.path).byteCount == 0)
    #expect(file.bytes.isEmpty)
  }

  @Test func `a broken download goes on where it stopped`() async throws {
    let server = try ScriptedServer { [content] request, number in
      if number == 0 {
        return [
          .head(200, ["ETag": "\"one\""], byteCount: content.count, Array(content[..<150_000])),
          .close,
        ]
      }
      return [Self.rest(of: content, request)]
    }
    let file = try TemporaryFile()
    let receipt = try await download(server.url, to: file.path)
    #expect(file.bytes == content)
    #expect(receipt.attemptCount == 2)
    let second = try #require(server.requests.last)
    #expect(second.headers["Range"] == "bytes=150000-")
    #expect(second.headers["If-Range"] == "\"one\"")
  }

  @Test func `it may break many times`() async throws {
    let server = try ScriptedServer { [content] request, number in
      let first = number * 100_000
      let piece = Array(content[first..<first + 100_000])
      if number == 0 {
        return [.head(200, ["ETag": "\"one\""], byteCount: content.count, piece), .close]
      }
      let headers: HTTPHeaders = [
        "ETag": "\"one\"",
        "Content-Range": "bytes \(first)-\(content.count - 1)/\(content.count)",
      ]
      return [.head(206, headers, byteCount: content.count - first, piece), .close]
    }
    let file = try TemporaryFile()
    let receipt = try await download(server.url, to: file.path)
    #expect(file.bytes == content)
    #expect(receipt.attemptCount == 4)
    #expect(server.requests.last?.headers["Range"] == "bytes=300000-")
  }

  @Test func `a server that ignores Range starts it over`() async throws {
    let server = try ScriptedServer { [content, tag] _, number in
      number == 0
        ? [.head(200, tag, byteCount: content.count, Array(content[..<150_000])), .close]
        : [.answer(200, tag, content)]
    }
    let file = try TemporaryFile()
    #expect(try await download(server.url, to: file.path).byteCount == 400_000)
    #expect(file.bytes == content)
    #expect(server.requests.count == 2)
  }

  @Test func `a file that changed meanwhile is fetched anew`() async throws {
    let newer = sampleBytes(300_000, seed: 7)
    let server = try ScriptedServer { [content] request, number in
      if number == 0 {
        return [
          .head(200, ["ETag": "\"one\""], byteCount: content.count, Array(content[..<150_000])),
          .close,
        ]
      }
      // Wrongly a part, of another version: it must not be glued to the old beginning.
      return [Self.rest(of: newer, request, tag: "\"two\"")]
    }
    let file = try TemporaryFile()
    let receipt = try await download(server.url, to: file.path)
    #expect(file.bytes == newer)
    #expect(receipt.entityTag == "\"two\"")
    #expect(server.requests.count == 3)
    #expect(server.requests.last?.headers["Range"] == nil)
  }

  @Test(arguments: ["W/\"weak\"", ""])
  func `without a strong tag nothing is glued together`(_ weak: String) async throws {
    let headers: HTTPHeaders = weak.isEmpty ? [:] : ["ETag": weak]
    let server = try ScriptedServer { [content] _, number in
      number == 0
        ? [.head(200, headers, byteCount: content.count, Array(content[..<150_000])), .close]
        : [.answer(200, headers, content)]
    }
    let file = try TemporaryFile()
    _ = try await download(server.url, to: file.path)
    #expect(file.bytes == content)
    #expect(server.requests.last?.headers["Range"] == nil)
  }

  @Test func `a part left by an earlier run is continued`() async throws {
    let server = try ScriptedServer { [content] request, _ in [Self.rest(of: content, request)] }
    let file = try TemporaryFile()
    try file.write(Array(content[..<1000]) + [0xFF, 0xFF])
    let point = ResumePoint(byteCount: 1000, entityTag: "\"one\"")
    _ = try await download(server.url, to: file.path, resume: point)
    #expect(file.bytes == content)
    #expect(server.requests.first?.headers["Range"] == "bytes=1000-")
  }

  @Test func `a part shorter than remembered is not continued`() async throws {
    let server = try ScriptedServer { [content] request, _ in [Self.rest(of: content, request)] }
    let file = try TemporaryFile()
    try file.write([1, 2, 3])
    let point = ResumePoint(byteCount: 1000, entityTag: "\"one\"")
    _ = try await download(server.url, to: file.path, resume: point)
    #expect(file.bytes == content)
    #expect(server.requests.first?.headers["Range"] == nil)
  }

  @Test func `a part that is already everything needs no more bytes`() async throws {
    let server = try ScriptedServer { _, _ in
      [.answer(416, ["ETag": "\"one\"", "Content-Range": "bytes */400000"])]
    }
    let file = try TemporaryFile()
    try file.write(content)
    let point = ResumePoint(byteCount: 400_000, entityTag: "\"one\"")
    #expect(try await download(server.url, to: file.path, resume: point).byteCount == 400_000)
    #expect(file.bytes == content)
  }

  @Test func `a range beyond the end starts over`() async throws {
    let server = try ScriptedServer { [content] request, _ in
      request.headers["Range"] == nil
        ? [.answer(200, ["ETag": "\"two\""], Array(content[..<500]))]
        : [.answer(416, ["Content-Range": "bytes */500"])]
    }
    let file = try TemporaryFile()
    try file.write(content)
    let point = ResumePoint(byteCount: 1000, entityTag: "\"one\"")
    #expect(try await download(server.url, to: file.path, resume: point).byteCount == 500)
    #expect(file.bytes == Array(content[..<500]))
  }

  @Test func `a download that never ends well gives up and says where it stands`() async throws {
    let server = try ScriptedServer { [content] request, _ in
      request.headers["Range"] == nil
        ? [
          .head(200, ["ETag": "\"one\""], byteCount: content.count, Array(content[..<150_000])),
          .close,
        ]
        : [.close]
    }
    let file = try TemporaryFile()
    let error = await #expect(throws: TransferError.self) {
      try await download(server.url + "/f?sig=hush", to: file.path, retryLimit: 3)
    }
    #expect(error?.code == .aborted)
    #expect(error?.resumePoint == ResumePoint(byteCount: 150_000, entityTag: "\"one\""))
    #expect(error?.description.contains("hush") == false)
    #expect(server.requests.count >= 4)
  }

  @Test func `a stalled download is picked up again`() async throws {
    let server = try ScriptedServer { [content] request, number in
      number == 0
        ? [
          .head(200, ["ETag": "\"one\""], byteCount: content.count, Array(content[..<9000])), .hang,
        ]
        : [Self.rest(of: content, request)]
    }
    let file = try TemporaryFile()
    _ = try await download(server.url, to: file.path, stallLimit: .seconds(1))
    #expect(file.bytes == content)
  }

  @Test func `a passing refusal is waited out and a final one is not`() async throws {
    let server = try ScriptedServer { [content] request, number in
      if request.target == "/gone" { return [.answer(404, [:], "no such file")] }
      return number == 0 ? [.answer(503, ["Retry-After": "0"])] : [.answer(200, [:], content)]
    }
    let file = try TemporaryFile()
    _ = try await download(server.url + "/busy", to: file.path)
    #expect(file.bytes == content)
    let error = await #expect(throws: TransferError.self) {
      try await download(server.url + "/gone", to: file.path)
    }
    #expect(error?.code == .status)
    #expect(error?.status == 404)
    #expect(server.requests.filter { $0.target == "/gone" }.count == 1)
  }

  @Test func `a refusal leaves the part on disk alone`() async throws {
    let server = try ScriptedServer { _, _ in [.answer(404, [:], "no such file")] }
    let file = try TemporaryFile()
    try file.write(content)
    _ = try? await download(
      server.url, to: file.path, resume: ResumePoint(byteCount: 400_000, entityTag: "\"one\""))
    #expect(file.bytes == content)
  }

  @Test func `redirects on loopback are followed three times`() async throws {
    let server = try ScriptedServer { [content] request, _ in
      guard let step = Int(request.target.dropFirst()), step > 0 else {
        return [.answer(200, [:], content)]
      }
      return [.answer(302, ["Location": "/\(step - 1)"], "moved")]
    }
    let file = try TemporaryFile()
    _ = try await download(server.url + "/3", to: file.path)
    #expect(file.bytes == content)
    let error = await #expect(throws: TransferError.self) {
      try await download(server.url + "/4", to: file.path)
    }
    #expect(error?.code == .redirect)
  }

  @Test(arguments: [
    "http://example.invalid/x", "file:///etc/passwd", "http://10.0.0.1/", "https://",
  ])
  func `a redirect away from https and loopback is refused`(_ location: String) async throws {
    let server = try ScriptedServer { _, _ in [.answer(302, ["Location": location])] }
    let file = try TemporaryFile()
    let error = await #expect(throws: TransferError.self) {
      try await download(server.url, to: file.path)
    }
    #expect(error?.code == .redirect)
  }

  @Test func `only public addresses means that loopback is not connected to`() async throws {
    let server = try ScriptedServer { _, _ in [.answer(200)] }
    let file = try TemporaryFile()
    var options = DownloadOptions()
    options.publicAddressesOnly = true
    let error = await #expect(throws: TransferError.self) {
      try await transport.download(
        HTTPRequest(.get, "http://localhost:\(server.port)/"), to: file.path, options: options,
        progress: { _ in })
    }
    #expect(error?.code == .redirect)
    #expect(server.connectionCount == 0)
  }

  @Test func `a file larger than allowed is refused`() async throws {
    let server = try ScriptedServer { [content] request, _ in
      request.target == "/told"
        ? [.answer(200, [:], content)]
        : [.send(Array("HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n".utf8) + content), .close]
    }
    for path in ["/told", "/untold"] {
      let file = try TemporaryFile()
      let error = await #expect(throws: TransferError.self) {
        try await download(server.url + path, to: file.path, maximum: 1000)
      }
      #expect(error?.code == .tooLarge)
      #expect(file.bytes.count <= 1000)
    }
  }

  @Test func `a compressed file is refused, since its length would lie`() async throws {
    let server = try ScriptedServer { _, _ in [.answer(200, ["Content-Encoding": "gzip"], [1, 2])] }
    let file = try TemporaryFile()
    let error = await #expect(throws: TransferError.self) {
      try await download(server.url, to: file.path)
    }
    #expect(error?.code == .badAnswer)
  }

  @Test func `a path that cannot be written is named`() async throws {
    let server = try ScriptedServer { [content] _, _ in [.answer(200, [:], content)] }
    let error = await #expect(throws: TransferError.self) {
      try await download(server.url, to: "/nowhere/at/all")
    }
    #expect(error?.code == .unwritable)
    #expect(error?.description.contains("/nowhere/at/all") == true)
    #expect(server.requests.count == 1)
  }

  @Test func `cancelling stops a download in the middle`() async throws {
    let server = try ScriptedServer { [content] _, _ in
      [.head(200, [:], byteCount: content.count, Array(content[..<9000])), .hang]
    }
    let file = try TemporaryFile()
    let arrived = Mutex(false)
    let (url, path, transport) = (server.url, file.path, transport)
    let task = Task {
      try await transport.download(HTTPRequest(.get, url), to: path, options: .init()) { _ in
        arrived.withLock { $0 = true }
      }
    }
    while !arrived.withLock({ $0 }) { try await Task.sleep(for: .milliseconds(5)) }
    task.cancel()
    await #expect(throws: CancellationError.self) { try await task.value }
  }
}
