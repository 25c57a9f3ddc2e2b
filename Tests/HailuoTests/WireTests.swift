import FalClient
import Hailuo
import Testing

@Suite struct WireTests {
  @Test func `the body is the model's input with the duration as a string`() throws {
    let request = ClipRequest(
      prompt: "Say \"hi\" / [Pan left]\né", imageURL: "https://v3.fal.media/a.png", duration: .ten,
      promptOptimizer: false)
    #expect(
      String(decoding: try request.body, as: UTF8.self)
        == #"{"duration":"10","image_url":"https://v3.fal.media/a.png","prompt":"Say \"hi\" / [Pan left]\né","prompt_optimizer":false}"#
    )
  }

  @Test func `equal requests have equal bytes, and any prompt survives the way`() throws {
    for prompt in [
      "a", "\u{0}\u{1F}", "👩‍👩‍👧", "\\\"", "\u{2028}", String(repeating: "ü", count: 2000),
    ] {
      let request = ClipRequest(prompt: prompt, imageURL: "https://x")
      #expect(try request.body == request.body)
      #expect(JSONValue(parsing: try request.body)?["prompt"]?.text == prompt)
      #expect(JSONValue(parsing: try request.body)?["prompt_optimizer"] == .bool(true))
    }
  }

  @Test func `a full answer is read`() throws {
    let body =
      #"{"video":{"url":"https://x/v.mp4","content_type":"video/mp4","file_name":"output.mp4","file_size":123}}"#
    let response = try ClipResponse(parsing: Array(body.utf8))
    #expect(response.videoURL == "https://x/v.mp4")
    #expect(response.contentType == "video/mp4")
    #expect(response.fileName == "output.mp4")
    #expect(response.fileSize == 123)
  }

  @Test(arguments: [
    #"{"video":{"url":"u"}}"#,
    #"{"video":{"url":"u","content_type":null,"file_name":null,"file_size":null,"file_data":null}}"#,
    #"{"video":{"url":"u","content_type":7,"file_name":[],"file_size":"big"},"extra":{"a":[1]}}"#,
    #"{"video":{"url":"u","file_size":-1}}"#, #"{"video":{"url":"u","file_size":1.5}}"#,
    #"{"video":{"url":"u","file_size":1e300}}"#,
  ])
  func `only the address has to be there`(_ body: String) throws {
    let response = try ClipResponse(parsing: Array(body.utf8))
    #expect(response.videoURL == "u")
    #expect(response.contentType == nil)
    #expect(response.fileName == nil)
    #expect(response.fileSize == nil)
  }

  @Test(arguments: [
    "", "null", "[]", "{}", #"{"video":null}"#, #"{"video":"u"}"#, #"{"video":{"url":null}}"#,
    #"{"video":{"url":""}}"#, #"{"video":{"url":7}}"#, #"{"video":{"url":"u"}"#, "<html>",
  ])
  func `an answer without a video is an error`(_ body: String) {
    let error = #expect(throws: HailuoError.self) { try ClipResponse(parsing: Array(body.utf8)) }
    #expect(error?.code == .badResponse)
  }
}
