import FalClient
import HTTPTypes
import Testing

@testable import FalSimulator

struct WireValueTests {
  @Test(arguments: [
    #"{"a":[1,2.5,true,null,"é/"],"b":{}}"#, "[]", "\"x\"", "12", "null",
  ])
  func `JSON comes out as it went in`(document: String) {
    #expect(JSONValue(parsing: Array(document.utf8))?.bytes == Array(document.utf8))
  }

  @Test(arguments: ["", "{", "{'a':1}", "hello", "{\"a\":1}}"])
  func `what is not JSON is not taken for it`(document: String) {
    #expect(JSONValue(parsing: Array(document.utf8)) == nil)
  }

  @Test func `JSON nested without end is refused, not followed`() {
    let document = String(repeating: "[", count: 100_000)
    #expect(JSONValue(parsing: Array(document.utf8)) == nil)
  }

  @Test func `a query item is found by its decoded name`() {
    let call = Call(method: "GET", target: "/x?logs=1&a%20b=c%2Fd&flag&logs=0", headers: [:])
    #expect(call.path == "/x")
    #expect(call.queryItem("logs") == "1")
    #expect(call.queryItem("a b") == "c/d")
    #expect(call.queryItem("flag") == "")
    #expect(call.queryItem("other") == nil)
  }

  @Test func `a logged path has no query and nothing that moves a cursor`() {
    let call = Call(method: "GET", target: "/a\u{1B}[2J\tb?key=secret", headers: [:])
    #expect(call.loggedPath == "/a?[2J?b")
  }

  @Test(arguments: [
    ("still.png", "still.png"), ("../../etc/passwd", "passwd"), ("a b\n.png", "a-b-.png"),
    ("", "upload.bin"), ("/", "upload.bin"), ("ü.png", "-.png"),
  ])
  func `a client's file name is made harmless`(name: String, expected: String) {
    #expect(RandomName.harmless(name) == expected)
  }

  @Test func `a percent-encoded text decodes to itself`() {
    let text = "a b/ü%+~"
    #expect(PercentCoding.encode(text) == "a%20b%2F%C3%BC%25%2B~")
    #expect(PercentCoding.decode(PercentCoding.encode(text).utf8) == text)
  }
}
