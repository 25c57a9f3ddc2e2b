import FalClient
import Testing

@testable import FalSimulator

@Suite(.timeLimit(.minutes(1)))
struct FileHostTests {
  typealias Scene = SimulatorScene

  static func token(_ scene: Scene, body: JSONValue = [:]) async throws -> Reply {
    try await scene.http.send(
      "POST", "/storage/auth/token?storage_type=fal-cdn-v3", body: body.bytes)
  }

  static func bearer(_ scene: Scene) async throws -> [String: String] {
    let token = try #require(try await token(scene).json?["token"]?.text)
    return ["Authorization": "Bearer \(token)"]
  }

  @Test func `a token says where to and how long`() async throws {
    try await Scene.run { scene async throws in
      let reply = try await Self.token(scene)
      #expect(reply.status == 200)
      #expect(reply.json?["token_type"] == "Bearer")
      #expect(reply.json?["base_url"]?.text == scene.simulator.baseURL)
      #expect(reply.json?["expires_at"]?.text?.hasSuffix("+00:00") == true)
      var keyless = scene.http
      keyless.key = nil
      #expect(try await keyless.send("POST", "/storage/auth/token").status == 401)
    }
  }

  @Test func `a file is uploaded with a token, and with nothing else`() async throws {
    try await Scene.run { scene async throws in
      let headers = try await Self.bearer(scene).merging([
        "Content-Type": "image/png", "X-Fal-File-Name": "my still.png",
        "X-Fal-Object-Lifecycle": "{}",
      ]) { one, _ in one }
      let bytes = Scene.png(640, 360)
      let reply = try await scene.http.send(
        "POST", "/files/upload", headers, body: bytes, sendsKey: false)
      #expect(reply.status == 200)
      let url = try #require(reply.json?["access_url"]?.text)
      #expect(url.hasSuffix("_my-still.png"))
      let file = try await scene.http.send("GET", scene.http.target(url), sendsKey: false)
      #expect(file.body == bytes)
      #expect(file["content-type"] == "image/png")
      let upload = try #require(scene.simulator.record.uploads.first)
      #expect(upload.fileName == "my still.png")
      #expect(upload.headers["x-fal-object-lifecycle"] == "{}")
      #expect(scene.simulator.record.keyLeaks.isEmpty)

      let stale = try await scene.http.send(
        "POST", "/files/upload", ["Authorization": "Bearer stale"], body: bytes, sendsKey: false)
      #expect(stale.status == 401)
      let key = try await scene.http.send("POST", "/files/upload", body: bytes)
      #expect(key.status == 401)
      #expect(scene.simulator.record.keyLeaks.map(\.path) == ["/files/upload"])
    }
  }

  @Test func `a token that has run out is refused`() async throws {
    try await Scene.run { scene async throws in
      let spent = try #require(
        try await Self.token(scene, body: ["expiration_seconds": 0]).json?["token"]?.text)
      let reply = try await scene.http.send(
        "POST", "/files/upload", ["Authorization": "Bearer \(spent)"], body: [1],
        sendsKey: false)
      #expect(reply.status == 401)
    }
  }

  @Test func `a restricted file may be read with the token`() async throws {
    try await Scene.run { scene async throws in
      let file = scene.http.target(try await scene.uploaded([1, 2, 3]))
      let bearer = try await Self.bearer(scene)
      #expect(try await scene.http.send("GET", file, bearer, sendsKey: false).body == [1, 2, 3])
      #expect(scene.simulator.record.keyLeaks.isEmpty)
      let foreign = ["Authorization": "Bearer other"]
      _ = try await scene.http.send("GET", file, foreign, sendsKey: false)
      #expect(scene.simulator.record.keyLeaks.count == 1)
    }
  }

  @Test func `parts become a file, by way of the file host`() async throws {
    try await Scene.run { scene async throws in
      let bearer = try await Self.bearer(scene)
      let begun = try await scene.http.send(
        "POST", "/files/upload/multipart",
        bearer.merging(["Content-Type": "video/mp4"]) { one, _ in one }, sendsKey: false)
      let access = scene.http.target(begun.json?["access_url"]?.text)
      let upload = try #require(begun.json?["uploadId"]?.text)
      var parts: [JSONValue] = []
      // The second first: parts may come in any order.
      for (number, bytes) in [(2, [UInt8]("world".utf8)), (1, [UInt8]("hello ".utf8))] {
        let put = try await scene.http.send(
          "PUT", "\(access)/multipart/\(upload)/\(number)", bearer, body: bytes, sendsKey: false)
        #expect(put.status == 200)
        #expect(put.body.isEmpty)
        parts.insert(
          ["partNumber": .integer(number), "etag": .string(try #require(put["etag"]))], at: 0)
      }
      #expect(try await scene.http.send("GET", access, sendsKey: false).status == 404)
      let gap: JSONValue = ["parts": .array([parts[1]])]
      let refused = try await scene.http.send(
        "POST", "\(access)/multipart/\(upload)/complete", bearer, body: gap.bytes,
        sendsKey: false)
      #expect(refused.status == 400)
      // In the order of their ends, as the official asynchronous client lists them.
      let list: JSONValue = ["parts": .array(parts.reversed())]
      let done = try await scene.http.send(
        "POST", "\(access)/multipart/\(upload)/complete", bearer, body: list.bytes,
        sendsKey: false)
      #expect(done.status == 200)
      let file = try await scene.http.send("GET", access, sendsKey: false)
      #expect(file.text == "hello world")
      #expect(file["content-type"] == "video/mp4")
      let again = try await scene.http.send(
        "POST", "\(access)/multipart/\(upload)/complete", bearer, body: list.bytes,
        sendsKey: false)
      #expect(again.status == 404)
    }
  }

  @Test func `parts become a file, by way of presigned addresses`() async throws {
    try await Scene.run { scene async throws in
      let body: JSONValue = ["content_type": "image/png", "file_name": "big.png"]
      let begun = try await scene.http.send(
        "POST", "/storage/upload/initiate-multipart?storage_type=fal-cdn-v3", body: body.bytes)
      let address = scene.http.target(begun.json?["upload_url"]?.text)
        .split(separator: "?", maxSplits: 1)
      try #require(address.count == 2)
      let (path, query) = (address[0], address[1])
      var etags: [JSONValue] = []
      for number in 1...2 {
        let put = try await scene.http.send(
          "PUT", "\(path)/\(number)?\(query)", body: [UInt8(number)], sendsKey: false)
        #expect(put.json?["partNumber"] == .integer(number))
        #expect(put.json?["etag"]?.text == put["etag"])
        etags.append(try #require(put.json?["etag"]))
      }
      #expect(
        try await scene.http.send("PUT", "\(path)/3", body: [3], sendsKey: false).status == 403)
      #expect(
        try await scene.http.send("PUT", "\(path)/0?\(query)", body: [3], sendsKey: false).status
          == 400)

      func list(_ numbers: [Int], etags: [JSONValue]) -> JSONValue {
        [
          "parts": .array(
            zip(numbers, etags).map { ["partNumber": .integer($0), "etag": $1] })
        ]
      }
      let bad: [JSONValue] = [
        [:], ["parts": []], list([1], etags: etags), list([2, 1], etags: etags.reversed()),
        list([1, 1], etags: etags), list([1, 2], etags: etags.reversed()),
        list([1, 2, 3], etags: etags + [etags[0]]), ["parts": [["partNumber": 1]]],
      ]
      for document in bad {
        let reply = try await scene.http.send(
          "POST", "\(path)/complete?\(query)", body: document.bytes, sendsKey: false)
        #expect(reply.status == 400, "\(document)")
        #expect(reply.json?["detail"]?.text != nil)
      }
      let done = try await scene.http.send(
        "POST", "\(path)/complete?\(query)", body: list([1, 2], etags: etags).bytes,
        sendsKey: false)
      #expect(done.status == 200)
      let file = scene.http.target(begun.json?["file_url"]?.text)
      #expect(try await scene.http.send("GET", file, sendsKey: false).body == [1, 2])
      #expect(scene.simulator.record.uploads.map(\.byteCount) == [2])
      #expect(scene.simulator.record.keyLeaks.isEmpty)
    }
  }

  @Test(arguments: [("forbid", 403), ("hide", 404), ("allow", 200)])
  func `an access rule shuts strangers out`(rule: String, status: Int) async throws {
    try await Scene.run { scene async throws in
      let bearer = try await Self.bearer(scene)
      let lifecycle = ["X-Fal-Object-Lifecycle": #"{"initial_acl":{"default":"\#(rule)"}}"#]
      let reply = try await scene.http.send(
        "POST", "/files/upload", bearer.merging(lifecycle) { one, _ in one }, body: [1],
        sendsKey: false)
      let file = scene.http.target(reply.json?["access_url"]?.text)
      #expect(try await scene.http.send("GET", file, sendsKey: false).status == status)
      #expect(try await scene.http.send("GET", file, bearer, sendsKey: false).status == 200)
    }
  }

  @Test func `a file expires when it was told to`() throws {
    let headers = ["x-fal-object-lifecycle-preference": #"{"expiration_duration_seconds":60}"#]
    let rule = FileLifecycle(headers, now: .seconds(10))
    #expect(rule.refusal(at: .seconds(69), isOwner: false) == nil)
    #expect(rule.refusal(at: .seconds(70), isOwner: true) == 404)
    #expect(FileLifecycle([:], now: .zero).expiry == nil)
    let never = ["x-fal-object-lifecycle": #"{"expiration_duration_seconds":0}"#]
    #expect(FileLifecycle(never, now: .zero).expiry == nil)
    #expect(FileLifecycle(["x-fal-object-lifecycle": "odd"], now: .zero).access == .allow)
  }

  @Test func `a file's address can be signed`() async throws {
    try await Scene.run { scene async throws in
      let bearer = try await Self.bearer(scene)
      let hidden = ["X-Fal-Object-Lifecycle": #"{"initial_acl":{"default":"hide"}}"#]
      let upload = try await scene.http.send(
        "POST", "/files/upload", bearer.merging(hidden) { one, _ in one }, body: [7],
        sendsKey: false)
      let file = scene.http.target(upload.json?["access_url"]?.text)
      let body: JSONValue = ["duration": 3600, "scope": ["read"]]
      let signed = try await scene.http.send(
        "POST", "\(file)/sign", bearer, body: body.bytes, sendsKey: false)
      #expect(signed["content-type"] == "text/plain")
      let read = try await scene.http.send(
        "GET", scene.http.target(signed.text), sendsKey: false)
      #expect(read.body == [7])
      let forged = try await scene.http.send(
        "GET", "\(file)?X-Signature=0", sendsKey: false)
      #expect(forged.status == 404)
      let long: JSONValue = ["duration": 604_801]
      let refused = try await scene.http.send(
        "POST", "\(file)/sign", bearer, body: long.bytes, sendsKey: false)
      #expect(refused.status == 400)
    }
  }
}
