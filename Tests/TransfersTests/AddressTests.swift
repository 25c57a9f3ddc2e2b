import Testing
import Transfers

@Suite struct AddressTests {
  @Test func `an address is taken apart`() throws {
    let address = try WebAddress("HTTPS://Queue.Fal.Run:8443/a/../b%20c?x=1&y=2#f")
    #expect(address.scheme == "https")
    #expect(address.host == "queue.fal.run")
    #expect(address.port == 8443)
    #expect(address.path == "/b%20c")
    #expect(address.query == "x=1&y=2")
    #expect(address.hasFragment)
    #expect(address.origin == "https://queue.fal.run:8443")
    #expect(address.redacted == "https://queue.fal.run:8443/b%20c")
    #expect(try WebAddress("http://h").usesDefaultPort)
  }

  @Test(arguments: [
    ("http://localhost/", true), ("http://LOCALHOST:80/", true), ("http://127.0.0.1/", true),
    ("http://127.9.9.9/", true), ("http://[::1]/", true), ("http://[0:0:0:0:0:0:0:1]/", true),
    ("http://127.0.0.1.evil.com/", false), ("http://127.evil.com/", false),
    ("http://localhost.evil.com/", false), ("http://evil-localhost/", false),
    ("http://0.0.0.0/", false), ("http://[::]/", false), ("http://10.0.0.1/", false),
    ("http://[::ffff:127.0.0.1]/", false), ("http://128.0.0.1/", false),
  ])
  func `loopback is loopback and nothing that looks like it`(_ url: String, _ expected: Bool) throws
  {
    #expect(try WebAddress(url).isLoopback == expected)
  }

  @Test(arguments: [
    ("0", Duration.seconds(0)), ("17", .seconds(17)), ("999999999", .seconds(86_400)),
  ])
  func `seconds to wait are read`(_ text: String, _ expected: Duration) {
    #expect(RetryAfter.duration(in: ["retry-after": text]) == expected)
  }

  @Test(arguments: ["", "-1", "soon", "Wed, 21 Oct 2026 07:28:00 GMT", "1.5"])
  func `anything else is no wait`(_ text: String) {
    #expect(RetryAfter.duration(in: ["Retry-After": text]) == nil)
  }

  @Test func `header names ignore case and keep their order`() {
    var headers: HTTPHeaders = ["A": "1", "b": "2"]
    headers.append("3", for: "a")
    #expect(headers["a"] == "1")
    headers["B"] = "4"
    headers["A"] = nil
    #expect(headers.fields.map(\.value) == ["4"])
  }
}
