import FoundationEssentials
import Testing
import Transfers

@testable import FalClient

@Suite(.timeLimit(.minutes(1))) struct FileTests {
  static let place =
    #"{"upload_url":"https://up.example.com/x?sig=hush","file_url":"https://v3.fal.media/files/a/p.png"}"#

  @Test func `an upload is announced with the key and sent without it`() async throws {
    let transport = RecordedTransport(.json(200, Self.place), .json(200, ""))
    let url = try await client(transport).upload(
      [1, 2, 3], contentType: "image/png", fileName: "p.png", lifetime: FileLifetime(.seconds(60)))
    #expect(url == "https://v3.fal.media/files/a/p.png")
    let requests = transport.requests
    #expect(requests.count == 2)
    #expect(
      requests[0].url == "https://rest.fal.ai/storage/upload/initiate?storage_type=fal-cdn-v3")
    #expect(requests[0].headers["Authorization"] == "Key " + secret)
    #expect(
      requests[0].body == .bytes(Array(#"{"content_type":"image/png","file_name":"p.png"}"#.utf8)))
    for name in ["X-Fal-Object-Lifecycle", "X-Fal-Object-Lifecycle-Preference"] {
      #expect(requests[0].headers[name] == #"{"expiration_duration_seconds":60}"#)
    }
    #expect(requests[1].method == .put)
    #expect(requests[1].url == "https://up.example.com/x?sig=hush")
    #expect(requests[1].headers == ["Content-Type": "image/png"])
    #expect(requests[1].body == .bytes([1, 2, 3]))
  }

  @Test(arguments: [RecordedTransport.Reply.broken(.aborted), .json(403, ""), .json(500, "")])
  func `a failed upload is begun anew`(_ failure: RecordedTransport.Reply) async throws {
    let transport = RecordedTransport(
      .json(200, Self.place), failure, .json(503, ""), .json(200, Self.place), .json(200, ""))
    _ = try await client(transport).upload([1], contentType: "image/png", fileName: "p.png")
    #expect(transport.requests.map(\.method) == [.post, .put, .post, .post, .put])
  }

  @Test func `an upload that keeps failing says so without the signed address`() async throws {
    let transport = RecordedTransport(
      (0..<20).flatMap { _ in [.json(200, Self.place), .json(403, "<Error>hush</Error>")] })
    let error = await #expect(throws: FalError.self) {
      try await client(transport).upload([1], contentType: "image/png", fileName: "p.png")
    }
    #expect(error?.code == .temporary)
    #expect(error?.description.contains("p.png") == true)
    #expect(error?.description.contains("hush") == false)
    // Five times as a signed upload, and once in vain at the file server itself.
    #expect(transport.requests.count == 2 * RetryPolicy.standard.attemptLimit + 1)
  }

  @Test(arguments: [(401, FalError.Code.keyRefused), (403, .refused), (422, .invalidInput)])
  func `a refused announcement stops at once`(_ status: Int, _ code: FalError.Code) async throws {
    let transport = RecordedTransport(.json(status, ""))
    let error = await #expect(throws: FalError.self) {
      try await client(transport).upload([1], contentType: "image/png", fileName: "p.png")
    }
    #expect(error?.code == code)
    #expect(transport.requests.count == 1)
  }

  @Test(arguments: [
    "http://up.example.com/x", "https://10.0.0.1/x", "https://localhost/x", "file:///etc/passwd",
    "http://127.0.0.1:80/x", "https://me:pw@up.example.com/x", "", "https://[::1]/x",
  ])
  func `bytes go to no address inside or in the clear`(_ url: String) async throws {
    let transport = RecordedTransport(
      .json(200, #"{"upload_url":"\#(url)","file_url":"https://v3.fal.media/a"}"#))
    let error = await #expect(throws: FalError.self) {
      try await client(transport).upload([1], contentType: "image/png", fileName: "p.png")
    }
    #expect(error?.code == .badAnswer)
    #expect(transport.requests.count == 1)
    await #expect(throws: FalError.self) {
      try await client(transport).download(url, to: "/nowhere")
    }
    #expect(transport.requests.count == 1)
  }

  @Test func `with a simulator everything stays on this computer`() async throws {
    let transport = RecordedTransport(
      .json(200, #"{"upload_url":"http://127.0.0.1:9/u","file_url":"http://127.0.0.1:9/f"}"#),
      .json(200, ""))
    let url = try await client(transport, at: "http://localhost:9").upload(
      [1], contentType: "image/png", fileName: "p.png")
    #expect(url == "http://127.0.0.1:9/f")
    #expect(transport.requests.last?.headers["Authorization"] == nil)
  }

  @Test func `a download carries no key and comes back hashed`() async throws {
    let transport = RecordedTransport(.json(200, "abc"))
    let path = FileManager.default.temporaryDirectory.path + "/fal-\(UUID().uuidString)"
    defer { try? FileManager.default.removeItem(atPath: path) }
    let receipt = try await client(transport).download(
      "https://v3b.fal.media/files/b/x.mp4", to: path)
    #expect(receipt.byteCount == 3)
    // FIPS 180-2, appendix B.1
    #expect(
      receipt.sha256 == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
    #expect(transport.requests.first?.headers["Authorization"] == nil)
  }

  @Test func `a file that is gone is told apart from a network that is`() async throws {
    let gone = await #expect(throws: FalError.self) {
      try await client(RecordedTransport(.json(404, ""))).download(
        "https://v3.fal.media/x", to: "/x")
    }
    #expect(gone?.code == .notFound)
    let away = await #expect(throws: FalError.self) {
      try await client(RecordedTransport(.broken(.aborted))).download(
        "https://v3.fal.media/x", to: "/x")
    }
    #expect(away?.code == .unreachable)
    #expect(away?.isRetryable == true)
  }

  @Test(arguments: [
    (Duration.zero, 60), (.milliseconds(500), 60), (.seconds(1), 1), (.seconds(90), 90),
  ])
  func `a lifetime is never for ever by mistake`(_ duration: Duration, _ seconds: Int) {
    #expect(FileLifetime(duration).seconds == seconds)
  }
}
