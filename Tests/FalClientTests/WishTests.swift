import Testing
import Transfers

@testable import FalClient

@Suite(.timeLimit(.minutes(1))) struct WishTests {
  private func sent(_ options: SubmitOptions, at base: String? = nil) async throws -> HTTPRequest {
    let transport = RecordedTransport(.json(200, accepted))
    _ = try await client(transport, at: base).submit(
      EndpointID(hailuo), input: Array("{}".utf8), options: options)
    return try #require(transport.requests.first)
  }

  private func refusal(_ options: SubmitOptions) async throws -> FalError? {
    let transport = RecordedTransport(.json(200, accepted))
    let error = await #expect(throws: FalError.self) {
      try await client(transport).submit(
        EndpointID(hailuo), input: Array("{}".utf8), options: options)
    }
    #expect(transport.requests.isEmpty)
    #expect(error?.code == .configuration)
    return error
  }

  @Test func `a webhook and a queue limit go into the query, encoded`() async throws {
    var options = SubmitOptions()
    options.webhookURL = "https://hooks.example.com/fal?a=1&b=ü"
    #expect(
      try await sent(options).url == "https://queue.fal.run/\(hailuo)"
        + "?fal_webhook=https%3A%2F%2Fhooks.example.com%2Ffal%3Fa%3D1%26b%3D%C3%BC")
    options.webhookURL = nil
    options.maximumQueueLength = 7
    #expect(try await sent(options).url.hasSuffix("?fal_max_queue_length=7"))
  }

  @Test(arguments: [
    "http://hooks.example.com/", "https://127.0.0.1/", "https://localhost/", "https://10.0.0.8/x",
    "ftp://x/", "https://me:pw@example.com/", "nonsense", "https://[::1]/",
  ])
  func `a webhook fal could not reach is refused unsent`(_ url: String) async throws {
    var options = SubmitOptions()
    options.webhookURL = url
    #expect(try await refusal(options)?.message.contains("webhook") == true)
  }

  @Test func `a simulator may post to this computer`() async throws {
    var options = SubmitOptions()
    options.webhookURL = "http://127.0.0.1:9/hook"
    #expect(try await sent(options, at: "http://127.0.0.1:8").url.contains("fal_webhook=http%3A"))
  }

  @Test func `hints, access and further headers are sent`() async throws {
    var options = SubmitOptions()
    options.runnerHint = "film-1"
    options.outputLifetime = FileLifetime(.seconds(3600))
    options.outputAccess = FileAccess(.forbid, byNickname: ["friend": .allow])
    options.extraHeaders = ["X-Fal-No-Retry": "1", "X-Fal-Tags": "a=b"]
    let headers = try await sent(options).headers
    #expect(headers["X-Fal-Runner-Hint"] == "film-1")
    #expect(headers["X-Fal-No-Retry"] == "1")
    #expect(headers["X-Fal-Tags"] == "a=b")
    #expect(
      headers["X-Fal-Object-Lifecycle-Preference"]
        == #"{"expiration_duration_seconds":3600,"initial_acl":{"default":"forbid","rules":[{"decision":"allow","user":"friend"}]}}"#
    )
  }

  @Test(arguments: SubmitOptions.reservedHeaders.sorted())
  func `a header of the client's own is not to be set`(_ name: String) async throws {
    var options = SubmitOptions()
    options.extraHeaders.append("x", for: name.uppercased())
    #expect(try await refusal(options)?.message.contains(name.uppercased()) == true)
  }

  @Test func `a header cannot smuggle a line, nor can a hint`() async throws {
    var options = SubmitOptions()
    options.extraHeaders = ["X-A": "b\r\nAuthorization: Key x"]
    _ = try await refusal(options)
    options.extraHeaders = [:]
    options.runnerHint = "a\nb"
    _ = try await refusal(options)
  }

  @Test(arguments: [Duration.zero, .seconds(-5), .milliseconds(500), .seconds(1)])
  func `a second or less to start is refused`(_ limit: Duration) async throws {
    var options = SubmitOptions()
    options.startTimeout = limit
    _ = try await refusal(options)
  }
}

@Suite struct ErrorKindTests {
  @Test(arguments: ErrorKind.catalogue)
  func `every kind has a status, a sentence and one entry`(_ kind: ErrorKind) {
    #expect(ErrorKind.named(kind.type) == kind)
    #expect((400..<600).contains(kind.status))
    #expect(kind.sentence.hasSuffix("."))
    #expect(kind.sentence.first.map { $0.isUppercase || kind.sentence.hasPrefix("fal ") } == true)
    #expect(kind.prospect == .never || kind.status >= 500 || kind.status == 400)
  }

  @Test(arguments: ErrorKind.catalogue.filter { $0.origin == .platform })
  func `a platform failure is read as what the catalogue says`(_ kind: ErrorKind) async throws {
    let body = #"{"detail":"why","error_type":"\#(kind.type)"}"#
    let transport = RecordedTransport(
      .json(kind.status, body, ["X-Fal-Error-Type": kind.type]))
    let error = await #expect(throws: FalError.self) {
      try await client(transport).result(of: ticket())
    }
    #expect(error?.errorType == kind.type)
    #expect(error?.isWorthAnotherJob == (kind.prospect != .never))
    #expect(
      error?.code
        == (kind.type == "client_cancelled" || kind.status == 499 ? .cancelled : .jobFailed))
  }

  @Test(arguments: ErrorKind.catalogue.filter { $0.origin == .model })
  func `a model's objection is read as what the catalogue says`(_ kind: ErrorKind) async throws {
    let context = kind.limits.map { #""\#($0)":7"# }.joined(separator: ",")
    let body =
      #"{"detail":[{"loc":["body","image_url"],"msg":"why","type":"\#(kind.type)","ctx":{\#(context)},"input":"SECRET"}]}"#
    let error = await #expect(throws: FalError.self) {
      try await client(RecordedTransport(.json(kind.status, body))).result(of: ticket())
    }
    #expect(error?.code == .jobFailed)
    #expect(error?.fieldErrors.first?.type == kind.type)
    #expect(error?.isWorthAnotherJob == (kind.prospect != .never))
    for limit in kind.limits { #expect(error?.message.contains("\(limit) 7") == true) }
    #expect(error?.message.contains("SECRET") == false)
  }

  @Test(arguments: ["missing", "literal_error", "string_type", "something_new"])
  func `kinds nobody knows pass through`(_ type: String) async throws {
    #expect(ErrorKind.named(type) == nil)
    let body = #"{"detail":[{"loc":["body"],"msg":"why","type":"\#(type)"}]}"#
    let error = await #expect(throws: FalError.self) {
      try await client(RecordedTransport(.json(422, body))).result(of: ticket())
    }
    #expect(error?.errorType == type)
    #expect(error?.isWorthAnotherJob == false)
  }
}
