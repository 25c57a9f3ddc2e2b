import FoundationEssentials
import Synchronization
import Testing
import Transfers

@testable import FalClient

@Suite(.timeLimit(.minutes(1))) struct StorageTests {
  static let place =
    #"{"upload_url":"https://up.example.com/x?sig=hush","file_url":"https://v3.fal.media/files/a/p.png"}"#
  static func pass(_ expires: String = "2099-01-01T00:00:00+00:00", _ token: String = "t0k")
    -> String
  {
    #"{"token":"\#(token)","token_type":"Bearer","base_url":"https://v3b.fal.media","expires_at":"\#(expires)"}"#
  }

  private func upload(_ fal: FalClient) async throws -> String {
    try await fal.upload([1, 2], contentType: "image/png", fileName: "p.png")
  }

  /// A client whose first way of uploading is closed for good.
  private func cdnClient(_ replies: RecordedTransport.Reply...) throws -> (
    FalClient, RecordedTransport
  ) {
    let transport = RecordedTransport(replies)
    var fal = try client(transport)
    fal.retryPolicy.attemptLimit = 2
    return (fal, transport)
  }

  @Test func `when no address is signed the file server is asked itself`() async throws {
    let (fal, transport) = try cdnClient(
      .json(503, ""), .json(503, ""), .json(200, Self.pass()),
      .json(200, #"{"access_url":"https://v3b.fal.media/files/b/1/p.png"}"#),
      .json(503, ""), .json(503, ""),
      .json(200, #"{"access_url":"https://v3b.fal.media/files/b/2/p.png"}"#))
    #expect(try await upload(fal) == "https://v3b.fal.media/files/b/1/p.png")
    let requests = transport.requests
    #expect(
      requests[2].url == "https://rest.fal.ai/storage/auth/token?storage_type=fal-cdn-v3")
    #expect(requests[2].headers["Authorization"] == "Key " + secret)
    #expect(requests[3].url == "https://v3b.fal.media/files/upload")
    #expect(requests[3].headers["Authorization"] == "Bearer t0k")
    #expect(requests[3].headers["X-Fal-File-Name"] == "p.png")
    #expect(requests[3].body == .bytes([1, 2]))
    // The pass is kept.
    #expect(try await upload(fal) == "https://v3b.fal.media/files/b/2/p.png")
    #expect(transport.requests.count == 7)
  }

  @Test(arguments: ["2001-01-01T00:00:00Z", "nonsense", ""])
  func `a pass that has ended is not used again`(_ expires: String) async throws {
    let url = #"{"access_url":"https://v3b.fal.media/files/b/1/p.png"}"#
    let (fal, transport) = try cdnClient(
      .json(503, ""), .json(503, ""), .json(200, Self.pass(expires)), .json(200, url),
      .json(503, ""), .json(503, ""), .json(200, Self.pass(expires)), .json(200, url))
    _ = try await upload(fal)
    _ = try await upload(fal)
    #expect(transport.requests.count { $0.url.contains("/auth/token") } == 2)
  }

  @Test func `a pass that is refused is replaced`() async throws {
    let (fal, transport) = try cdnClient(
      .json(503, ""), .json(503, ""), .json(200, Self.pass()), .json(401, ""),
      .json(200, Self.pass("2099-01-01T00:00:00Z", "new")),
      .json(200, #"{"access_url":"https://v3b.fal.media/files/b/1/p.png"}"#))
    _ = try await upload(fal)
    #expect(transport.requests.last?.headers["Authorization"] == "Bearer new")
  }

  @Test(arguments: [
    ("https://v3.fal.media", "https://v3.fal.media"), ("https://fal.media", "https://fal.media"),
    ("https://evilfal.media", nil), ("https://fal.media.evil.com", nil),
    ("http://v3.fal.media", nil), ("https://v3.fal.media@evil.com", nil),
    ("https://v3.fal.media:8443", nil),
    ("https://10.0.0.1", nil), ("", nil),
  ])
  func `the pass goes to fal's file hosts only`(_ base: String, _ expected: String?) throws {
    let json = JSONValue.object(["token": .string("t"), "base_url": .string(base)])
    let token = try #require(StorageToken(json, hosts: .production, now: .now))
    #expect(token.base.text == expected ?? FalHosts.production.cdn.text)
  }

  @Test(arguments: [
    ("2026-12-01T00:00:00+00:00", 1_796_083_200), ("2026-12-01T00:00:00Z", 1_796_083_200),
    ("2026-12-01T00:00:00.500000+00:00", 1_796_083_200),
    ("2026-12-01T02:00:00+02:00", 1_796_083_200),
  ])
  func `the end of a pass is read`(_ text: String, _ seconds: Int) throws {
    let date = try #require(StorageToken.date(text))
    #expect(Int(date.timeIntervalSince1970) == seconds)
  }

  // MARK: In parts

  private func partClient(_ transport: PartTransport) throws -> FalClient {
    var fal = FalClient(
      credential: Credential(key: secret), transport: transport, clock: StillClock(),
      jitter: { 0.5 })
    fal.storageLimits.largestSingleUpload = 9
    fal.storageLimits.partByteCount = 4
    fal.storageLimits.partsAtOnce = 3
    return fal
  }

  static let content = (0..<30).map { UInt8($0) }

  @Test(arguments: [true, false]) func `a large upload goes in parts and is put together`(
    _ signed: Bool
  ) async throws {
    let transport = PartTransport(signed: signed)
    let sums = Mutex<[Int64]>([])
    let url = try await partClient(transport).upload(
      .bytes(Self.content), contentType: "video/mp4", fileName: "v.mp4",
      progress: { progress in sums.withLock { $0.append(progress.completedByteCount) } })
    #expect(url == "https://v3.fal.media/files/b/v.mp4")
    #expect(transport.assembled == Self.content)
    #expect(transport.mostAtOnce <= 3)
    #expect(sums.withLock { $0.max() } == 30)
    #expect(
      transport.authorizations == (signed ? [nil] : ["Bearer t0k"]))
  }

  @Test func `nine bytes of nine go in one piece`() async throws {
    let transport = RecordedTransport(.json(200, Self.place), .json(200, ""))
    var fal = try client(transport)
    fal.storageLimits.largestSingleUpload = 9
    _ = try await fal.upload([UInt8](repeating: 1, count: 9), contentType: "a/b", fileName: "x")
    #expect(transport.requests.count == 2)
  }

  @Test func `a failed part alone is sent again`() async throws {
    let transport = PartTransport(signed: true, failing: [3: 2, 8: 1])
    _ = try await partClient(transport).upload(
      .bytes(Self.content), contentType: "video/mp4", fileName: "v.mp4")
    #expect(transport.assembled == Self.content)
    #expect(transport.attempts == [1: 1, 2: 1, 3: 3, 4: 1, 5: 1, 6: 1, 7: 1, 8: 2])
  }

  @Test(arguments: [true, false]) func `a broken upload goes on with the parts that are missing`(
    _ signed: Bool
  ) async throws {
    let broken = PartTransport(signed: signed, failing: [5: .max])
    let last = Mutex<MultipartUpload?>(nil)
    var fal = try partClient(broken)
    fal.storageLimits.partsAtOnce = 1
    await #expect(throws: FalError.self) {
      try await fal.upload(
        .bytes(Self.content), contentType: "video/mp4", fileName: "v.mp4",
        remember: { state in last.withLock { $0 = state } })
    }
    let state = try #require(last.withLock { $0 })
    #expect(state.tags.count == 4)
    #expect(!"\(state)".contains("hush"))
    // Through a file, as between two runs.
    let stored = try JSONDecoder().decode(
      MultipartUpload.self, from: JSONEncoder().encode(state))
    let healed = PartTransport(signed: signed, continuing: broken)
    _ = try await partClient(healed).upload(
      .bytes(Self.content), contentType: "video/mp4", fileName: "v.mp4", resume: stored)
    #expect(healed.assembled == Self.content)
    #expect(healed.attempts == [5: 1, 6: 1, 7: 1, 8: 1])
    // Other content begins anew.
    let other = PartTransport(signed: signed)
    let changed = [9] + Self.content.dropFirst()
    _ = try await partClient(other).upload(
      .bytes(changed), contentType: "video/mp4", fileName: "v.mp4", resume: stored)
    #expect(other.assembled == changed)
  }

  // MARK: Inputs

  @Test func `files anywhere in an input become addresses, each sent once`() async throws {
    let folder = FileManager.default.temporaryDirectory.path + "/input-\(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try Data([1]).write(to: URL(filePath: folder + "/a.png"))
    try Data([2]).write(to: URL(filePath: folder + "/b.jpg"))
    let transport = RecordedTransport(
      .json(200, Self.place), .json(200, ""),
      .json(
        200, #"{"upload_url":"https://up.example.com/y","file_url":"https://v3.fal.media/b.jpg"}"#),
      .json(200, ""))
    var fal = try client(transport)
    fal.uploads = SessionUploads()
    let input: JobInput = [
      "prompt": "file:not-a-file", "image_url": .file(folder + "/a.png"),
      "list": [
        "https://example.com/x.png", ["deep": .file(folder + "/b.jpg")], .file(folder + "/a.png"),
      ],
      "n": 6, "flag": true, "none": nil,
    ]
    let a = "https://v3.fal.media/files/a/p.png"
    let expected =
      #"{"flag":true,"image_url":"\#(a)","list":["https://example.com/x.png",{"deep":"https://v3.fal.media/b.jpg"},"\#(a)"],"n":6,"none":null,"prompt":"file:not-a-file"}"#
    #expect(String(decoding: try await fal.body(of: input), as: UTF8.self) == expected)
    #expect(transport.requests.count == 4)
    #expect(transport.requests[1].headers["Content-Type"] == "image/png")
    #expect(transport.requests[3].headers["Content-Type"] == "image/jpeg")
    // A second time nothing is sent; that the files are still there is looked at.
    #expect(String(decoding: try await fal.body(of: input), as: UTF8.self) == expected)
    #expect(transport.requests.count == 6)
    #expect(transport.requests[4].url == a)
    for look in transport.requests[4...] {
      #expect(look.method == .get && look.headers["Range"] == "bytes=0-0")
      #expect(look.headers["Authorization"] == nil)
    }
    // Marked texts of a document are files only when that is wanted.
    let json = Array(#"{"image_url":"file:\#(folder)/a.png","x":"file://\#(folder)/a.png"}"#.utf8)
    #expect(try JobInput(parsing: json).files.isEmpty)
    #expect(
      try JobInput(parsing: json, filePrefix: "file:").files.map(\.path) == [folder + "/a.png"])

    var rules = FileRules()
    rules.longestDataURI = 1000
    let inline = try await fal.body(of: ["image_url": .file(folder + "/a.png")], files: rules)
    #expect(
      String(decoding: inline, as: UTF8.self) == #"{"image_url":"data:image/png;base64,AQ=="}"#)
    #expect(transport.requests.count == 6)
  }

  @Test func `a data URI is never longer than 256 KiB`() async throws {
    let path = FileManager.default.temporaryDirectory.path + "/big-\(UUID().uuidString).png"
    defer { try? FileManager.default.removeItem(atPath: path) }
    try Data(repeating: 1, count: 200 << 10).write(to: URL(filePath: path))
    let transport = RecordedTransport(.json(200, Self.place), .json(200, ""))
    var rules = FileRules()
    rules.longestDataURI = .max
    let body = try await client(transport).body(of: ["image_url": .file(path)], files: rules)
    #expect(body.count < 200)
    #expect(transport.requests.count == 2)
  }

  @Test func `a missing file is named before anything is sent`() async throws {
    let transport = RecordedTransport(.json(200, Self.place))
    let error = await #expect(throws: FalError.self) {
      try await client(transport).submit(
        EndpointID(hailuo), input: ["image_url": .file("/nowhere/a.png")])
    }
    #expect(error?.code == .file)
    #expect(error?.message.contains("/nowhere/a.png") == true)
    #expect(transport.requests.isEmpty)
  }

  @Test(arguments: [(7200, true), (3599, false), (0, false)])
  func `a remembered upload must live long enough`(_ seconds: Int, _ isUsable: Bool) async throws {
    let start = Date(timeIntervalSince1970: 1_000_000)
    let transport = RecordedTransport(.json(200, Self.place), .json(200, ""))
    var fal = FalClient(
      credential: Credential(key: secret), transport: transport, clock: StillClock(),
      now: { start })
    let memory = SessionUploads()
    fal.uploads = memory
    let content = UploadContent.bytes([1])
    let key = UploadKey(
      digest: try content.digest, contentType: "image/png", storage: "https://v3.fal.media")
    memory.remember(
      RememberedUpload(
        url: "https://v3.fal.media/old", expires: start.addingTimeInterval(Double(seconds))),
      for: key)
    let url = try await fal.uploadOnce(
      content, contentType: "image/png", fileName: "p", lifetime: FileLifetime(.seconds(86_400)))
    #expect((url == "https://v3.fal.media/old") == isUsable)
    #expect(memory.upload(of: key)?.expires == start.addingTimeInterval(isUsable ? 7200 : 86_400))
  }
}

/// A storage that takes parts, at signed addresses or with a pass.
private final class PartTransport: HTTPTransport {
  private struct State {
    var parts: [Int: [UInt8]] = [:]
    var attempts: [Int: Int] = [:]
    var failuresLeft: [Int: Int]
    var authorizations: Set<String?> = []
    var running = 0
    var mostAtOnce = 0
    var assembled: [UInt8]?
  }

  private let state: Mutex<State>
  private let signed: Bool

  init(signed: Bool, failing: [Int: Int] = [:], continuing other: PartTransport? = nil) {
    self.signed = signed
    var fresh = State(failuresLeft: failing)
    fresh.parts = other?.state.withLock { $0.parts } ?? [:]
    state = Mutex(fresh)
  }

  var assembled: [UInt8]? { state.withLock { $0.assembled } }
  var attempts: [Int: Int] { state.withLock { $0.attempts } }
  var mostAtOnce: Int { state.withLock { $0.mostAtOnce } }
  var authorizations: Set<String?> { state.withLock { $0.authorizations } }

  func send(_ request: HTTPRequest) async throws -> HTTPResponse {
    let path = request.url.split(separator: "?")[0]
    let last = String(path.split(separator: "/").last ?? "")
    switch last {
    case "initiate-multipart":
      guard signed else { return HTTPResponse(status: 503) }
      return answer(
        #"{"upload_url":"https://up.example.com/m?sig=hush","file_url":"https://v3.fal.media/files/b/v.mp4"}"#
      )
    case "token": return answer(StorageTests.pass())
    case "multipart":
      return answer(#"{"access_url":"https://v3.fal.media/files/b/v.mp4","uploadId":"u 1"}"#)
    case "complete": return try complete(request)
    default: return try await part(Int(last) ?? 0, request)
    }
  }

  private func part(_ number: Int, _ request: HTTPRequest) async throws -> HTTPResponse {
    state.withLock { state in
      state.running += 1
      state.mostAtOnce = max(state.mostAtOnce, state.running)
      state.attempts[number, default: 0] += 1
      state.authorizations.insert(request.headers["Authorization"])
    }
    // Later parts arrive first.
    for _ in 0..<(20 - number) { await Task.yield() }
    return try state.withLock { state in
      state.running -= 1
      if let left = state.failuresLeft[number], left > 0 {
        state.failuresLeft[number] = left - 1
        throw TransferError(.aborted, "broken.")
      }
      guard case .bytes(let bytes) = request.body,
        request.url
          == (signed
            ? "https://up.example.com/m/\(number)?sig=hush"
            : "https://v3.fal.media/files/b/v.mp4/multipart/u%201/\(number)")
      else { return HTTPResponse(status: 404) }
      state.parts[number] = bytes
      request.uploadProgress?(TransferProgress(completedByteCount: 1, totalByteCount: 4))
      // The header counts where both are there; only the body has it for odd parts.
      return number.isMultiple(of: 2)
        ? HTTPResponse(
          status: 200, headers: ["ETag": "\"e\(number)\""], body: Array(#"{"etag":"wrong"}"#.utf8))
        : HTTPResponse(
          status: 200, body: Array(#"{"partNumber":\#(number),"etag":"\"e\#(number)\""}"#.utf8))
    }
  }

  private func complete(_ request: HTTPRequest) throws -> HTTPResponse {
    guard case .bytes(let bytes) = request.body,
      let parts = JSONValue(parsing: bytes)?["parts"]?.elements
    else { return HTTPResponse(status: 400) }
    return state.withLock { state in
      let numbers = parts.compactMap { $0["partNumber"]?.integer }
      let tags = parts.compactMap { $0["etag"]?.text }
      guard numbers == Array(1...state.parts.count), tags == numbers.map({ "\"e\($0)\"" }) else {
        return HTTPResponse(status: 400)
      }
      state.assembled = numbers.flatMap { state.parts[$0] ?? [] }
      return answer("{}")
    }
  }

  private func answer(_ body: String) -> HTTPResponse {
    HTTPResponse(status: 200, body: Array(body.utf8))
  }

  func download(
    _ request: HTTPRequest, to path: String, options: DownloadOptions,
    progress: @escaping TransferProgressHandler
  ) async throws -> DownloadReceipt { DownloadReceipt(byteCount: 0) }
}
