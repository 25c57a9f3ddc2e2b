import FalClient
import Testing

@testable import FalGateway

@Suite struct ProxyTargetTests {
  static let hailuo = "fal-ai/minimax/hailuo-02-fast/image-to-video"

  private func policy(uploads: Bool = true) throws -> ProxyPolicy {
    var policy = ProxyPolicy(
      endpoints: [ProxyPolicy.Endpoint(try EndpointID(Self.hailuo), mostMicrodollars: 170_000)],
      callers: [])
    policy.allowsUploads = uploads
    return policy
  }

  private func target(_ url: String, _ method: String = "GET") throws -> ProxyTarget {
    try ProxyTarget(url, method: method, policy: policy(), hosts: .production)
  }

  @Test(arguments: [
    ("GET", "https://queue.fal.run/fal-ai/minimax/requests/a-1_B"),
    ("GET", "https://queue.fal.run/fal-ai/minimax/requests/r1/status"),
    ("GET", "https://queue.fal.run/fal-ai/minimax/requests/r1/status?logs=1"),
    ("PUT", "https://queue.fal.run/fal-ai/minimax/requests/r1/cancel"),
    ("GET", "https://queue.fal.run/fal-ai/minimax/requests/r1/status/stream?logs=true"),
    ("POST", "https://queue.fal.run/" + hailuo),
    ("POST", "https://rest.fal.ai/storage/upload/initiate?storage_type=fal-cdn-v3"),
    ("POST", "https://rest.fal.ai/storage/upload/initiate-multipart?storage_type=fal-cdn-v3"),
  ])
  func `calls that are allowed lead where they say`(_ method: String, _ url: String) throws {
    #expect(try target(url, method).url == url)
  }

  @Test(
    arguments: [
      // Other hosts, however they are dressed up.
      "https://evilfal.run/fal-ai/minimax/requests/r1",
      "https://fal.run@evil/fal-ai/minimax/requests/r1",
      "https://queue.fal.run@evil.com/fal-ai/minimax/requests/r1",
      "https://queue.fal.run.evil.com/fal-ai/minimax/requests/r1",
      "https://evil.com/queue.fal.run/fal-ai/minimax/requests/r1",
      "https://evil.com#https://queue.fal.run/fal-ai/minimax/requests/r1",
      "https://evil.com\\@queue.fal.run/fal-ai/minimax/requests/r1",
      "https://xqueue.fal.run/fal-ai/minimax/requests/r1",
      "https://fal.run/fal-ai/minimax/requests/r1",
      "https://queue.falrun.com/fal-ai/minimax/requests/r1",
      "https://api.fal.ai/v1/models", "https://v3.fal.media/files/upload",
      // Private addresses, in every spelling.
      "http://127.0.0.1/fal-ai/minimax/requests/r1", "https://localhost/", "https://10.0.0.1/",
      "https://192.168.1.1/", "https://169.254.169.254/latest/meta-data", "https://[::1]/",
      "https://[fd00::1]/", "https://0x7f000001/", "https://2130706433/", "https://0/",
      "https://127.1/", "https://[::ffff:10.0.0.1]/", "https://[::ffff:a00:1]/",
      "https://[::10.0.0.1]/", "https://167772161/", "https://0xa.0.0.1/", "https://012.0.0.1/",
      // The right host in the wrong way.
      "http://queue.fal.run/fal-ai/minimax/requests/r1",
      "https://queue.fal.run:8443/fal-ai/minimax/requests/r1",
      "https://me:pw@queue.fal.run/fal-ai/minimax/requests/r1",
      "ftp://queue.fal.run/fal-ai/minimax/requests/r1", "//queue.fal.run/x", "", "queue.fal.run",
      "https://queue.fal.run/fal-ai/minimax/requests/r1#x",
      "https://queue.fal.run/fal-ai/minimax/requests/..",
      "https://queue.fal.run/fal-ai/minimax/requests/../../other/app/requests/r1",
      "https://queue.fal.run/fal-ai/minimax/requests/%2e%2e/status",
      "https://queue.fal.run//fal-ai/minimax/requests/r1",
      "https://queue.fal.run/fal-ai/minimax/requests/",
      "https://queue.fal.run/fal-ai/minimax/requests/r1/status/",
      "https://queue.fal.run/fal-ai/minimax/requests/r1/other",
      "https://queue.fal.run/fal-ai/minimax/requests/r1?logs=1&x=y",
      "https://queue.fal.run/fal-ai/minimax/requests/r1 /status",
      "https://queue.fal.run/fal-ai/minimaxi/requests/r1",
      "https://queue.fal.run/other/app/requests/r1", "https://queue.fal.run/",
      "https://queue.fal.run/" + hailuo,
      "https://rest.fal.ai/storage/auth/token?storage_type=fal-cdn-v3",
      "https://rest.fal.ai/tokens/",
    ])
  func `everything else is refused with a sentence`(_ url: String) throws {
    let error = #expect(throws: ProxyRefusal.self) { try target(url) }
    #expect(error?.sentence.hasSuffix(".") == true)
    #expect((error?.sentence.count ?? 0) > 20)
    #expect(error?.sentence.contains("pw") == false)
  }

  @Test(arguments: [
    "https://queue.fal.run/fal-ai/flux/dev", "https://queue.fal.run/" + hailuo + "/",
    "https://queue.fal.run/" + hailuo + "x", "https://queue.fal.run/fal-ai/minimax",
    "https://queue.fal.run/" + hailuo + "?fal_webhook=https%3A%2F%2Fevil.com",
    "https://queue.fal.run/" + hailuo + "?fal_webhook=https://evil.com",
    "https://queue.fal.run/fal-ai/minimax/requests/r1/cancel",
    "https://rest.fal.ai/storage/upload/initiate?storage_type=gcs",
    "https://rest.fal.ai/storage/upload/initiate",
    "https://rest.fal.ai/storage/auth/token?storage_type=fal-cdn-v3",
    "https://rest.fal.ai/tokens/",
  ])
  func `a post makes jobs of the endpoints allowed, begins uploads, and does nothing else`(
    _ url: String
  ) {
    #expect(throws: ProxyRefusal.self) { try target(url, "POST") }
  }

  @Test(arguments: ["DELETE", "PATCH", "HEAD", "OPTIONS", "get", ""])
  func `other verbs are refused`(_ method: String) {
    #expect(throws: ProxyRefusal.self) {
      try target("https://queue.fal.run/fal-ai/minimax/requests/r1", method)
    }
  }

  @Test func `uploads can be forbidden`() throws {
    let policy = try policy(uploads: false)
    #expect(throws: ProxyRefusal.self) {
      try ProxyTarget(
        "https://rest.fal.ai/storage/upload/initiate?storage_type=fal-cdn-v3", method: "POST",
        policy: policy, hosts: .production)
    }
  }

  @Test func `fal's names lead to the services that are configured`() throws {
    let hosts = try FalHosts(allAt: "http://127.0.0.1:9")
    for base in ["https://queue.fal.run", "http://127.0.0.1:9"] {
      let target = try ProxyTarget(
        base + "/fal-ai/minimax/requests/r1", method: "GET", policy: policy(), hosts: hosts)
      #expect(target.url == "http://127.0.0.1:9/fal-ai/minimax/requests/r1")
    }
    for port in ["10", "90"] {
      #expect(throws: ProxyRefusal.self) {
        try ProxyTarget(
          "http://127.0.0.1:\(port)/fal-ai/minimax/requests/r1", method: "GET", policy: policy(),
          hosts: hosts)
      }
    }
  }
}

@Suite struct ProxyConfigurationTests {
  private static let digest = String(repeating: "ab", count: 32)
  private static let good =
    #"{"listen":"127.0.0.1:8787","endpoints":[{"id":"fal-ai/minimax/x","most_usd":0.17}],"#
    + #""callers":[{"name":"ana","token_sha256":"\#(digest)","spend_limit_usd":5}],"#
    + #""origins":["https://a.example"],"maximum_bytes":1000,"spend_file":"s.json"}"#

  @Test func `a configuration is read`() throws {
    let configuration = try ProxyConfiguration(parsing: Array(Self.good.utf8))
    #expect(configuration.listen?.description == "127.0.0.1:8787")
    #expect(configuration.policy.endpoints.first?.mostMicrodollars == 170_000)
    #expect(configuration.policy.callers.first?.limitMicrodollars == 5_000_000)
    #expect(configuration.policy.origins == ["https://a.example"])
    #expect(configuration.policy.maximumByteCount == 1000)
    #expect(configuration.spendFile == "s.json")
  }

  @Test(arguments: [
    ("{", "no JSON"), ("{}", "\"endpoints\" is missing"),
    (#"{"endpoints":[],"callers":[]}"#, "allows nothing"),
    (good.replacing("\"ana\"", with: "7"), "callers.0.name"),
    (good.replacing(digest, with: "abc"), "64 hexadecimal"),
    (good.replacing("fal-ai/minimax/x", with: "x"), "endpoint name"),
    (good.replacing(#","most_usd":0.17"#, with: ""), "most_usd"),
    (good.replacing("0.17", with: "-1"), "between 0"),
    (good.replacing("https://a.example", with: "*"), "one by one"),
    (good.replacing("1000,", with: "0,"), "maximum_bytes"),
    (good.replacing("127.0.0.1:8787", with: "8787"), "ADDR:PORT"),
    // A limit whose name is misspelt is no limit.
    (good.replacing("spend_limit_usd", with: "spend_limit"), "unknown key \"spend_limit\""),
    (good.replacing("most_usd", with: "max_usd"), "unknown key \"max_usd\""),
    (good.replacing("origins", with: "origin"), "unknown key \"origin\""),
  ])
  func `what is wrong is said`(_ json: String, _ words: String) {
    let error = #expect(throws: GatewayError.self) {
      try ProxyConfiguration(parsing: Array(json.utf8))
    }
    #expect(error?.message.contains(words) == true)
    #expect(error?.message.hasSuffix(".") == true)
  }

  @Test(arguments: [
    ("127.0.0.1:80", "127.0.0.1:80", true), (":80", "127.0.0.1:80", true),
    ("[::1]:0", "[::1]:0", true), ("localhost:1", "localhost:1", true),
    ("0.0.0.0:65535", "0.0.0.0:65535", false), ("[::]:1", "[::]:1", false),
  ])
  func `a place to listen at is read`(_ text: String, _ written: String, _ isLoopback: Bool) throws
  {
    let address = try ListenAddress(text)
    #expect(address.description == written)
    #expect(address.isLoopback == isLoopback)
  }

  @Test(arguments: ["", "80", "::1:80", "a:", "a:-1", "a:65536", "a b:1", "a/b:1", "a:1x"])
  func `what is no place to listen at is refused`(_ text: String) {
    #expect(throws: GatewayError.self) { try ListenAddress(text) }
  }
}
