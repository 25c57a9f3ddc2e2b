import FoundationEssentials
import Testing

@testable import FalClient

@Suite struct NameTests {
  @Test(arguments: [
    (hailuo, hailuo, "fal-ai/minimax"), ("owner/model", "owner/model", "owner/model"),
    ("workflows/owner/name/x", "workflows/owner/name/x", "workflows/owner/name"),
    ("comfy/owner/name", "comfy/owner/name", "comfy/owner/name"),
    ("1234-my-model", "1234/my-model", "1234/my-model"),
  ])
  func `an endpoint is split where fal splits it`(_ text: String, _ id: String, _ app: String)
    throws
  {
    let endpoint = try EndpointID(text)
    #expect(endpoint.id == id)
    #expect(endpoint.appID == app)
  }

  @Test(arguments: [
    "", "model", "/model", "owner/", "owner//x", "owner/../x", "owner/./x", "a b/c", "a/b?c",
    "a/b#c",
    "a/%2e%2e", "https://fal.run/a/b", "workflows/owner", "-model", "x1-model",
  ])
  func `what is no endpoint name is refused`(_ text: String) {
    let error = #expect(throws: FalError.self) { try EndpointID(text) }
    #expect(error?.code == .configuration)
  }

  @Test func `an endpoint is one string in JSON`() throws {
    let endpoint = try EndpointID(hailuo)
    let data = try JSONEncoder().encode([endpoint])
    #expect(try JSONDecoder().decode([String].self, from: data) == [hailuo])
    #expect(try JSONDecoder().decode([EndpointID].self, from: data) == [endpoint])
    #expect(throws: FalError.self) {
      try JSONDecoder().decode([EndpointID].self, from: Data(#"["../x"]"#.utf8))
    }
  }

  @Test(
    arguments: [
      (["FAL_KEY": "a:b"], "Key a:b"), (["FAL_KEY": " a:b\n"], "Key a:b"),
      (["FAL_KEY_ID": "i", "FAL_KEY_SECRET": "s"], "Key i:s"),
      (["FAL_KEY": "a:b", "FAL_KEY_ID": "i", "FAL_KEY_SECRET": "s"], "Key a:b"),
      (["FAL_KEY": " ", "FAL_KEY_ID": "i", "FAL_KEY_SECRET": "s"], "Key i:s"),
      (["FAL_KEY_ID": "i"], nil), (["FAL_KEY": ""], nil), ([:], nil),
    ] as [([String: String], String?)])
  func `the key comes from the environment in fal's order`(
    _ environment: [String: String], _ expected: String?
  ) {
    #expect(Credential.fromEnvironment(environment)?.authorization == expected)
  }

  @Test func `a key never shows itself`() {
    let credential = Credential(key: secret)
    var dumped = ""
    dump(credential, to: &dumped)
    for text in ["\(credential)", String(reflecting: credential), dumped, "\([credential])"] {
      #expect(!text.contains("feedface"))
      #expect(!text.contains("abcdef01"))
    }
    #expect(
      credential.blotted(outOf: "bad key \(secret) / feedfacecafe") == "bad key [key] / [key]")
  }

  @Test(arguments: [
    ("http://127.0.0.1:8080", "http://127.0.0.1:8080"), ("http://localhost/", "http://localhost"),
    ("http://[::1]:9/", "http://[::1]:9"),
    ("https://gate.example/fal/", "https://gate.example/fal"),
    ("HTTPS://Queue.FAL.run", "https://queue.fal.run"),
  ])
  func `a base address is https or this computer`(_ text: String, _ expected: String) throws {
    #expect(try BaseURL(text).text == expected)
  }

  @Test(arguments: [
    "http://queue.fal.run", "http://10.0.0.1", "http://127.0.0.1.evil.com", "ftp://127.0.0.1",
    "https://me:pw@queue.fal.run", "queue.fal.run", "", "https://queue.fal.run?x=1",
    "https://queue.fal.run#x", "http://0.0.0.0:80",
  ])
  func `any other base address is refused`(_ text: String) {
    let error = #expect(throws: FalError.self) { try FalHosts(allAt: text) }
    #expect(error?.code == .configuration)
    #expect(error?.description.contains("pw") != true)
  }

  @Test func `the environment moves single services and is named when wrong`() throws {
    let hosts = try FalHosts(environment: ["HAILUO_STUDIO_CDN_URL": "http://127.0.0.1:1"])
    #expect(hosts.cdn.text == "http://127.0.0.1:1")
    #expect(hosts.queue == FalHosts.production.queue)
    let error = #expect(throws: FalError.self) {
      try FalHosts(environment: ["HAILUO_STUDIO_REST_URL": "http://example.com"])
    }
    #expect(error?.message.contains("HAILUO_STUDIO_REST_URL") == true)
  }

  static let here = "https://queue.fal.run/fal-ai/minimax/requests/r1/status"

  @Test(arguments: [
    (here, here),
    (
      "https://queue.falrun.com/fal-ai/minimax/requests/r1/status",
      "https://queue.falrun.com/fal-ai/minimax/requests/r1/status"
    ),
    (
      "https://queue.fal.run/other/app/requests/r1/status",
      "https://queue.fal.run/other/app/requests/r1/status"
    ),
    ("http://queue.fal.run/fal-ai/minimax/requests/r1/status", here),
    ("https://queue.fal.run:444/fal-ai/minimax/requests/r1/status", here),
    ("https://queue.fal.run.evil.com/fal-ai/minimax/requests/r1/status", here),
    ("https://evilqueue.fal.run/fal-ai/minimax/requests/r1/status", here),
    ("https://queue.fal.run@evil.com/fal-ai/minimax/requests/r1/status", here),
    ("https://evil.com/https://queue.fal.run/requests/r1/status", here),
    ("https://evil.com\\@queue.fal.run/requests/r1/status", here),
    ("https://me:pw@queue.fal.run/fal-ai/minimax/requests/r1/status", here),
    ("https://queue.fal.run/x/../fal-ai/minimax/requests/r1/status", here),
    ("https://queue.fal.run/%2e%2e/requests/r1/status", here),
    ("https://queue.fal.run/fal-ai/minimax/requests/other/status", here),
    ("https://queue.fal.run/fal-ai/minimax/requests/r1/cancel", here),
    ("https://queue.fal.run/fal-ai/minimax/requests/r1/status?x=1", here),
    ("https://queue.fal.run/fal-ai/minimax/requests/r1/status#x", here),
    ("//queue.fal.run/fal-ai/minimax/requests/r1/status", here),
    ("/fal-ai/minimax/requests/r1/status", here), ("", here), ("file:///etc/passwd", here),
    ("http://127.0.0.1/fal-ai/minimax/requests/r1/status", here),
  ])
  func `an address from an answer is used only at the queue itself`(
    _ offered: String, _ used: String
  ) throws {
    let job = try #require(
      JobAddress(requestID: "r1", endpoint: try EndpointID(hailuo), hosts: .production))
    #expect(job.url(.status, preferring: offered) == used)
  }

  @Test func `a simulator's answer cannot send the key to fal or anywhere else`() throws {
    let hosts = try FalHosts(allAt: "http://127.0.0.1:8080/base")
    let job = try #require(
      JobAddress(requestID: "r1", endpoint: try EndpointID(hailuo), hosts: hosts))
    let built = "http://127.0.0.1:8080/base/fal-ai/minimax/requests/r1"
    #expect(job.url(.response) == built)
    for offered in [
      "https://queue.fal.run/fal-ai/minimax/requests/r1",
      "http://127.0.0.1:8081/base/fal-ai/minimax/requests/r1",
      "http://127.0.0.1:8080/basement/requests/r1",
    ] {
      #expect(job.url(.response, preferring: offered) == built)
    }
  }

  @Test(arguments: [
    ("r/../../x", "r%2F..%2F..%2Fx"), ("a b", "a%20b"), ("ä", "%C3%A4"), ("a?b#c", "a%3Fb%23c"),
  ])
  func `a request id is one path component`(_ id: String, _ encoded: String) throws {
    #expect(
      try ticket(id).statusURL == "https://queue.fal.run/fal-ai/minimax/requests/\(encoded)/status")
  }

  @Test(arguments: ["", " ", ".", "..", String(repeating: "x", count: 300)])
  func `an id that is no path component is refused`(_ id: String) {
    #expect(throws: FalError.self) { try ticket(id) }
  }
}
