import Testing
import Transfers

@testable import FalClient

@Suite struct RefusalTests {
  private func refusal(_ status: Int, _ body: String, _ headers: HTTPHeaders = [:]) -> Refusal {
    Refusal(HTTPResponse(status: status, headers: headers, body: Array(body.utf8)))
  }

  @Test func `a list of objections is read without the echoed input`() {
    let refusal = refusal(
      422,
      #"{"detail":[{"loc":["body","image_url"],"msg":"Image too small","type":"image_too_small","#
        + #""ctx":{"min_width":300,"min_height":300},"input":"data:image/png;base64,SECRETPICTURE"},"#
        + #"{"loc":["body","duration"],"msg":"Input should be '6' or '10'","type":"literal_error"}]}"#,
      ["X-Fal-Retryable": "false", "x-fal-request-id": "q9"])
    #expect(refusal.fieldErrors.count == 2)
    #expect(refusal.fieldErrors[0].type == "image_too_small")
    #expect(refusal.fieldErrors[0].location == ["body", "image_url"])
    #expect(refusal.fieldErrors[0].context == ["min_width": "300", "min_height": "300"])
    #expect(refusal.retryHint == false)
    #expect(refusal.requestID == "q9")
    #expect(
      refusal.detail
        == "image_url: Image too small (min_height 300, min_width 300); duration: Input should be '6' or '10'"
    )
    #expect(!"\(refusal)".contains("SECRETPICTURE"))
  }

  @Test(
    arguments: [
      (#"{"detail":"boom","error_type":"runner_disconnected"}"#, "boom", "runner_disconnected"),
      (#"{"detail":"Not Found"}"#, "Not Found", nil),
      (#"{"status":"NOT_FOUND"}"#, "NOT_FOUND", nil),
      (#"{"detail":null}"#, nil, nil), (#"{"detail":[]}"#, "", nil), ("{}", nil, nil),
      ("[]", nil, nil),
      ("\"plain\"", "plain", nil), ("", nil, nil),
      (
        "<html><head><title>502 Bad Gateway</title></head><center>nginx</center></html>",
        "502 bad gateway", nil
      ),
      ("<html><body>no title</body></html>", nil, nil), ("upstream died", "upstream died", nil),
      (
        #"{"detail":["just text",7,{"msg":null}]}"#, "just text; no reason given; no reason given",
        nil
      ),
      (#"{"detail":{"msg":"one object"}}"#, "one object", nil),
      (#"{"detail":"line\nbreak\u0007 bell"}"#, "line break bell", nil),
      (
        #"{"detail":"see https://me:pw@h/x.png?sig=abc&y#z now"}"#, "see https://h/x.png?… now", nil
      ),
      (#"{"detail":"got data:image/png;base64,AAAA"}"#, "got data:…", nil),
    ] as [(String, String?, String?)])
  func `every other shape is read too`(_ body: String, _ detail: String?, _ type: String?) {
    let refusal = refusal(500, body)
    #expect(refusal.detail == detail)
    #expect(refusal.errorType == type)
  }

  @Test func `a long text is cut`() {
    let body = #"{"detail":"\#(String(repeating: "x", count: 100_000))"}"#
    #expect((refusal(400, body).detail?.count ?? 0) <= ServerText.limit + 1)
  }

  @Test(
    arguments: [
      ("X-Fal-Needs-Retry", "1", true), ("x-fal-needs-retry", "true", true),
      ("X-Fal-Retryable", "true", true), ("X-Fal-Needs-Retry", "0", false),
      ("X-Fal-Retryable", "false", false), ("X-Fal-Retryable", "perhaps", nil),
    ] as [(String, String, Bool?)])
  func `both spellings of the retry hint are read`(_ name: String, _ value: String, _ hint: Bool?) {
    var headers = HTTPHeaders()
    headers.append(value, for: name)
    #expect(refusal(503, "", headers).retryHint == hint)
  }

  @Test(
    arguments: [
      (401, #"{"detail":"invalid key credentials"}"#, [:], .keyRefused, "FAL_KEY"),
      (
        403, #"{"detail":"User is locked. Reason: Exhausted balance."}"#, [:], .balance,
        "add credit"
      ),
      (403, #"{"detail":"Forbidden"}"#, [:], .refused, "Forbidden"),
      (404, "", [:], .notFound, "404"), (410, "", [:], .notFound, "410"),
      (422, #"{"detail":"bad"}"#, [:], .invalidInput, "bad"),
      (413, "", [:], .refused, "413"), (429, "", [:], .temporary, "busy"),
      (502, "<html>", [:], .temporary, "502"),
      (504, "", ["X-Fal-Request-Timeout-Type": "user"], .expired, "start"),
      (504, "", [:], .temporary, "504"),
      (400, #"{"detail":"Request is still in progress"}"#, [:], .notFinished, "running"),
      (302, "", [:], .badAnswer, "redirects"),
    ] as [(Int, String, HTTPHeaders, FalError.Code, String)])
  func `each refusal has its kind and its sentence`(
    _ status: Int, _ body: String, _ headers: HTTPHeaders, _ code: FalError.Code, _ word: String
  ) {
    let error = refusal(status, body, headers)
      .error(during: "Testing", credential: Credential(key: secret))
    #expect(error.code == code)
    #expect(error.message.contains(word))
    #expect(error.message.hasSuffix("."))
    #expect(error.status == status)
  }

  @Test func `an echoed key is blotted out`() {
    let error = refusal(401, #"{"detail":"no access for \#(secret)"}"#)
      .error(during: "Testing", credential: Credential(key: secret))
    #expect(!error.message.contains("feedface"))
    #expect(error.detail?.contains("feedface") == false)
  }
}
