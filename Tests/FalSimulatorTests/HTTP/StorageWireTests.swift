import FalClient
import Testing

@testable import FalSimulator

@Suite(.timeLimit(.minutes(1)))
struct StorageWireTests {
  typealias Scene = SimulatorScene

  @Test func `an upload can be read back, byte for byte`() async throws {
    try await Scene.run { scene async throws in
      let bytes = Scene.png(640, 360) + Scene.clip
      let url = try await scene.uploaded(bytes, name: "../odd name.png")
      #expect(url.hasSuffix("_odd-name.png"))
      let file = try await scene.http.send("GET", scene.http.target(url), sendsKey: false)
      #expect(file.status == 200)
      #expect(file.body == bytes)
      #expect(file["content-type"] == "image/png")
      let upload = try #require(scene.simulator.record.uploads.first)
      #expect(upload.byteCount == bytes.count)
      #expect(upload.contentType == "image/png")
      #expect(upload.fileName == "../odd name.png")
      #expect(upload.sha256.count == 64)
    }
  }

  @Test func `a file does not exist before its bytes have come`() async throws {
    try await Scene.run { scene async throws in
      let initiated = try await scene.initiate()
      let file = scene.http.target(initiated["file_url"]?.text)
      #expect(try await scene.http.send("GET", file, sendsKey: false).status == 404)
    }
  }

  @Test func `an upload needs the signature and the declared type`() async throws {
    try await Scene.run { scene async throws in
      let initiated = try await scene.initiate()
      let target = scene.http.target(initiated["upload_url"]?.text)
      let unsigned = String(target.prefix { $0 != "?" })
      let png = ["Content-Type": "image/png"]
      let body = Scene.png(640, 360)
      let cases = [
        (target, ["Content-Type": "image/jpeg"]), (target, [:]), (unsigned, png),
        (target + "0", png), ("/upload/nonesuch", png),
      ]
      for (target, headers) in cases {
        let reply = try await scene.http.send(
          "PUT", target, headers, body: body, sendsKey: false)
        #expect(reply.status == 403)
      }
      #expect(scene.simulator.record.uploads.isEmpty)
      let reply = try await scene.http.send("PUT", target, png, body: body, sendsKey: false)
      #expect(reply.status == 200)
      #expect(reply["etag"] != nil)
      #expect(reply.body.isEmpty)
    }
  }

  @Test func `a field that is missing is named`() async throws {
    try await Scene.run { scene async throws in
      let body = JSONValue(dictionaryLiteral: ("content_type", "image/png")).bytes
      let reply = try await scene.http.send("POST", "/storage/upload/initiate", body: body)
      #expect(reply.status == 422)
      guard case .array(let details)? = reply.json?["detail"] else {
        Issue.record("no detail list: \(reply.text)")
        return
      }
      #expect(details.map { $0["loc"] } == [["body", "file_name"]])
      var none = scene.http
      none.key = nil
      #expect(try await none.send("POST", "/storage/upload/initiate", body: body).status == 401)
    }
  }

  @Test func `the lifecycle headers of an upload are recorded`() async throws {
    try await Scene.run { scene async throws in
      let body: JSONValue = ["content_type": "image/png", "file_name": "a.png"]
      let initiated = try await scene.http.send(
        "POST", "/storage/upload/initiate", ["X-Fal-Object-Lifecycle": "{}"], body: body.bytes)
      _ = try await scene.http.send(
        "PUT", scene.http.target(initiated.json?["upload_url"]?.text),
        ["Content-Type": "image/png"], body: [1], sendsKey: false)
      #expect(
        scene.simulator.record.uploads.first?.headers == ["x-fal-object-lifecycle": "{}"])
    }
  }

  @Test func `a key that goes where it must not is recorded, without the key`() async throws {
    try await Scene.run { scene async throws in
      let initiated = try await scene.initiate()
      let target = scene.http.target(initiated["upload_url"]?.text)
      let put = try await scene.http.send(
        "PUT", target, ["Content-Type": "image/png"], body: [1, 2])
      #expect(put.status == 200)
      let file = scene.http.target(initiated["file_url"]?.text)
      #expect(try await scene.http.send("GET", file).status == 200)
      let record = scene.simulator.record
      #expect(record.keyLeaks.map(\.method) == ["PUT", "GET"])
      #expect(record.keyLeaks.map(\.path) == [String(target.prefix { $0 != "?" }), file])
      #expect(!"\(record)".contains("id:secret"))
    }
  }

  @Test func `an upload that is too large is refused before and after it is known`() async throws {
    try await Scene.run(SimulatorOptions(pace: .instant, uploadLimit: 1000)) { scene async throws in
      let initiated = try await scene.initiate()
      let target = scene.http.target(initiated["upload_url"]?.text)
      let type = ["Content-Type": "image/png"]
      let declared = try await scene.http.send(
        "PUT", target, type, body: [UInt8](repeating: 0, count: 1001), sendsKey: false)
      #expect(declared.status == 413)
      let fits = try await scene.http.send(
        "PUT", target, type, body: [UInt8](repeating: 0, count: 1000), sendsKey: false)
      #expect(fits.status == 200)

      let chunked = try await RawHTTP.blocking { [port = scene.http.port] in
        let connection = try RawConnection(port: port)
        try connection.write(
          "PUT \(target) HTTP/1.1\r\nHost: x\r\nContent-Type: image/png\r\n"
            + "Transfer-Encoding: chunked\r\n\r\n")
        for _ in 0..<3 {
          try connection.write("200\r\n" + String(repeating: "x", count: 512) + "\r\n")
        }
        try connection.write("0\r\n\r\n")
        return try connection.readReply()
      }
      #expect(chunked?.status == 413)
      #expect(scene.simulator.record.uploads.count == 1)
    }
  }

  @Test func `an upload that breaks off stores nothing`() async throws {
    try await Scene.run { scene async throws in
      let initiated = try await scene.initiate()
      let target = scene.http.target(initiated["upload_url"]?.text)
      try await RawHTTP.blocking { [port = scene.http.port] in
        let connection = try RawConnection(port: port)
        try connection.write(
          "PUT \(target) HTTP/1.1\r\nHost: x\r\nContent-Type: image/png\r\n"
            + "Content-Length: 100\r\n\r\nonly some")
      }
      // The next request is answered after the broken one has been seen.
      let file = scene.http.target(initiated["file_url"]?.text)
      #expect(try await scene.http.send("GET", file, sendsKey: false).status == 404)
      await scene.simulator.shutdown()
      #expect(scene.simulator.record.uploads.isEmpty)
    }
  }

  @Test func `a client that asks first is told to go on`() async throws {
    try await Scene.run { scene async throws in
      let initiated = try await scene.initiate()
      let target = scene.http.target(initiated["upload_url"]?.text)
      let statuses = try await RawHTTP.blocking { [port = scene.http.port] in
        let connection = try RawConnection(port: port)
        try connection.write(
          "PUT \(target) HTTP/1.1\r\nHost: x\r\nContent-Type: image/png\r\n"
            + "Content-Length: 4\r\nExpect: 100-continue\r\n\r\n")
        let first = try connection.readReply()
        try connection.write("data")
        return [first?.status, try connection.readReply()?.status]
      }
      #expect(statuses == [100, 200])
    }
  }
}
