import StudioTestSupport
import Testing

@testable import Footage

struct CaptionFileTests {
  private func parse(_ text: String) throws -> [Caption] {
    try CaptionFile.parse(Array(text.utf8), path: "a.srt")
  }

  @Test func `SubRip and WebVTT are read`() throws {
    let wanted = [
      Caption(start: 1500, end: 4000, text: "Hello\nyou"),
      Caption(start: 3_723_004, end: 3_724_000, text: "Bye"),
    ]
    let subRip =
      "1\n00:00:01,500 --> 00:00:04,000\nHello\nyou\n\n2\n01:02:03,004 --> 01:02:04,000\nBye\n"
    #expect(try parse(subRip) == wanted)
    #expect(try parse("\u{FEFF}" + subRip.replacing("\n", with: "\r\n")) == wanted)
    let webVTT =
      "WEBVTT\n\nNOTE a\n\n00:01.500 --> 00:04.000 align:start\nHello\nyou\n\n"
      + "bye\n01:02:03.004 --> 01:02:04.000\nBye"
    let asWebVTT = wanted.map {
      Caption(start: $0.start, end: $0.end, text: $0.text, isWebVTT: true)
    }
    #expect(try parse(webVTT) == asWebVTT)
  }

  @Test func `each form of captions gets the marks that it knows`() throws {
    let words = "a < b and c > d, 1<2 {x} &amp; <i>so</i> <script>s</script>{\\an8}"
    let subRip = Caption(start: 0, end: 1, text: words)
    #expect(subRip.plain == "a < b and c > d, 1<2 {x} &amp; so s")
    #expect(subRip.subRip == words)
    let file =
      "WEBVTT\n\n00:00.000 --> 00:01.000\n<v Ann><c.foo>Hi &amp; &lt;b&gt; "
      + "<00:00:00.500><i>you</i></c>&#33;&nbsp;\n"
    let webVTT = try #require(try CaptionFile.parse(Array(file.utf8), path: "a.vtt").first)
    #expect(webVTT.plain == "Hi & <b> you!\u{A0}" && webVTT.subRip == "Hi & <b> <i>you</i>!\u{A0}")
    #expect(webVTT.webVTT == webVTT.text)
    #expect(WebVTTCaptions.text([webVTT]).contains("<00:00:00.500><i>you</i></c>"))
    var random = SeededGenerator(seed: 3)
    for _ in 0..<500 {
      let noise = (0..<20).map { _ in "<>/&;#{}\\bi1:. ".randomElement(using: &random) ?? " " }
      let caption = Caption(start: 0, end: 1, text: String(noise), isWebVTT: true)
      #expect(caption.plain.count <= noise.count && caption.subRip.count <= noise.count)
    }
  }

  @Test(arguments: [
    ("", "no caption"), ("words\n", "no caption"),
    ("1\n00:00:01 --> 00:00:02,000\nA\n", "line 2"),
    ("\n\n00:00:04,000 --> 00:00:02,000\nA\n", "line 3"),
    ("00:00:61,000 --> 00:02:02,000\nA\n", "line 1"),
    ("00:00:01,000 -->\nA\n", "line 1"),
  ])
  func `what is broken is named with its line`(text: String, words: String) {
    let error = #expect(throws: FootageError.self) { try parse(text) }
    #expect(error?.message.contains(words) == true, "\(error?.message ?? "")")
    #expect(error?.code == .damaged)
  }

  @Test func `captions that nobody sees are passed over`() throws {
    let text = "00:00:01,000 --> 00:00:01,000\nA\n\n00:00:02,000 --> 00:00:03,000\nB\n"
    #expect(try parse(text).map(\.text) == ["B"])
  }

  @Test func `a domain that is the usual one may stand anywhere`() throws {
    let table = String(repeating: "0 0 0\n", count: 8)
    for text in [
      "DOMAIN_MIN 0.0 0 0\nDOMAIN_MAX 1.0 1 1\nLUT_3D_SIZE 2\n" + table,
      "LUT_3D_SIZE 2\nDOMAIN_MAX 2 2 2\n" + table,
    ] { try CubeFile.check(Array(text.utf8), path: "a.cube") }
  }

  @Test func `no text whatever stops the program`() {
    var generator = SeededGenerator(seed: 7)
    let pieces = ["00:00:01,000", " --> ", "\n", "99:99:99.999", ":", ",", "A", "-->", "\r\n", "é"]
    for _ in 0..<400 {
      let count = Int.random(in: 0..<20, using: &generator)
      let text = (0..<count).map { _ in
        pieces[Int.random(in: 0..<pieces.count, using: &generator)]
      }.joined()
      if let captions = try? parse(text) {
        #expect(captions.allSatisfy { $0.end > $0.start && $0.start >= 0 })
      }
    }
    let bytes: [UInt8] = [0xFF, 0xFE, 0x00]
    #expect(throws: FootageError.self) { try CaptionFile.parse(bytes, path: "a.srt") }
  }

  @Test(arguments: [
    ("LUT_3D_SIZE 2\n0 0 0\n", "1 lines"), ("0 0 0\n", "LUT_3D_SIZE"),
    ("LUT_3D_SIZE 1\n", "line 1"), ("LUT_1D_SIZE 4\n", "one dimension"),
    ("LUT_3D_SIZE 2\n0 zero 0\n", "three numbers"), ("LUT_3D_SIZE 2\n0 0\n", "line 2"),
    ("DOMAIN_MAX 2 2 2\nLUT_3D_SIZE 2\n", "line 1: FFmpeg reads DOMAIN_MAX only below"),
    ("TITLE x\nDOMAIN_MIN 0 0 -1\nLUT_3D_SIZE 2\n", "line 2: FFmpeg reads DOMAIN_MIN"),
  ])
  func `broken tables of colours are refused`(text: String, words: String) {
    let error = #expect(throws: FootageError.self) {
      try CubeFile.check(Array(text.utf8), path: "a.cube")
    }
    #expect(error?.message.contains(words) == true, "\(error?.message ?? "")")
  }
}
