import FalClient
import Testing

@testable import FalSimulator

@Suite(.timeLimit(.minutes(1)))
struct DownloadWireTests {
  typealias Scene = SimulatorScene

  @Test func `a clip is served whole, with what a resuming client needs`() async throws {
    try await Scene.run { scene async throws in
      let clip = try await scene.finishedClip()
      let whole = try await scene.http.send("GET", clip, sendsKey: false)
      #expect(whole.status == 200)
      #expect(whole.body == Scene.clip)
      #expect(whole["content-type"] == "video/mp4")
      #expect(whole["content-length"] == "100000")
      #expect(whole["accept-ranges"] == "bytes")
      #expect(whole["etag"]?.hasPrefix("\"") == true)
      let head = try await scene.http.send("HEAD", clip, sendsKey: false)
      #expect(head.status == 200)
      #expect(head["content-length"] == "100000")
      #expect(head["etag"] == whole["etag"])
    }
  }

  @Test func `a range is served as it was asked for`() async throws {
    let cases: [(range: String, status: Int, contentRange: String?, bytes: Range<Int>)] = [
      ("bytes=0-0", 206, "bytes 0-0/100000", 0..<1),
      ("bytes=70000-", 206, "bytes 70000-99999/100000", 70000..<100_000),
      ("bytes=65530-65550", 206, "bytes 65530-65550/100000", 65530..<65551),
      ("bytes=-5", 206, "bytes 99995-99999/100000", 99995..<100_000),
      ("bytes=99999-200000", 206, "bytes 99999-99999/100000", 99999..<100_000),
      ("bytes=0-1,5-6", 200, nil, 0..<100_000),
      ("lines=0-1", 200, nil, 0..<100_000),
    ]
    try await Scene.run { scene async throws in
      let clip = try await scene.finishedClip()
      for (range, status, contentRange, bytes) in cases {
        let reply = try await scene.http.send("GET", clip, ["Range": range], sendsKey: false)
        #expect(reply.status == status, "\(range)")
        #expect(reply["content-range"] == contentRange)
        #expect(reply.body == Array(Scene.clip[bytes]), "\(range)")
      }
    }
  }

  @Test func `a range outside the file is refused with the file's size`() async throws {
    try await Scene.run { scene async throws in
      let clip = try await scene.finishedClip()
      let reply = try await scene.http.send(
        "GET", clip, ["Range": "bytes=100000-"], sendsKey: false)
      #expect(reply.status == 416)
      #expect(reply["content-range"] == "bytes */100000")
    }
  }

  @Test func `a range counts only while the file is the same`() async throws {
    try await Scene.run { scene async throws in
      let clip = try await scene.finishedClip()
      let etag = try #require(try await scene.http.send("HEAD", clip, sendsKey: false)["etag"])
      let validators = [(etag, 206), ("\"other\"", 200), ("W/" + etag, 200), ("Mon, 23 Nov", 200)]
      for (validator, status) in validators {
        let reply = try await scene.http.send(
          "GET", clip, ["Range": "bytes=10-", "If-Range": validator], sendsKey: false)
        #expect(reply.status == status, "\(validator)")
        #expect(reply.body == Array(Scene.clip[(status == 206 ? 10 : 0)...]))
      }
    }
  }

  @Test func `an upload that was replaced has another validator`() async throws {
    try await Scene.run { scene async throws in
      let initiated = try await scene.initiate()
      let target = scene.http.target(initiated["upload_url"]?.text)
      let file = scene.http.target(initiated["file_url"]?.text)
      var etags: [String?] = []
      for byte in [UInt8(1), 2] {
        _ = try await scene.http.send(
          "PUT", target, ["Content-Type": "image/png"], body: [byte], sendsKey: false)
        let reply = try await scene.http.send("GET", file, sendsKey: false)
        #expect(reply.body == [byte])
        etags.append(reply["etag"])
      }
      #expect(etags[0] != etags[1])
    }
  }

  @Test func `an empty file is served, and no range of it`() async throws {
    try await Scene.run { scene async throws in
      let file = scene.http.target(try await scene.uploaded([]))
      let whole = try await scene.http.send("GET", file, sendsKey: false)
      #expect(whole.status == 200)
      #expect(whole.body.isEmpty)
      let part = try await scene.http.send("GET", file, ["Range": "bytes=0-"], sendsKey: false)
      #expect(part.status == 416)
    }
  }

  @Test(arguments: ["/files/b/none/x.mp4", "/files/../../etc/passwd", "/files/%2e%2e/x", "/files"])
  func `what is not there is not found`(path: String) async throws {
    try await Scene.run { scene async throws in
      #expect(try await scene.http.send("GET", path, sendsKey: false).status == 404)
    }
  }
}
