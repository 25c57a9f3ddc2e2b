import Hailuo
import Raster
import Testing

@Suite struct ValidationTests {
  static let fine = PictureFacts(
    format: .png, byteCount: 1000, size: PixelSize(width: 910, height: 512))

  private func request(
    _ prompt: String = "A boat drifts.", _ url: String = "https://v3.fal.media/files/a.png"
  ) -> ClipRequest { ClipRequest(prompt: prompt, imageURL: url) }

  @Test func `a good request breaks nothing`() throws {
    #expect(request().violations(for: .hailuo02Fast, picture: Self.fine).isEmpty)
    try request().validate(for: .hailuo02Fast)
  }

  @Test(
    arguments: [
      (910, 512, []), (301, 301, []), (300, 300, [.pictureSize]), (300, 600, [.pictureSize]),
      (200, 200, [.pictureSize]), (1000, 301, [.pictureRatio]), (5120, 512, [.pictureRatio]),
      (512, 5120, [.pictureRatio]), (2500, 1000, [.pictureRatio]), (2487, 1000, []),
      (2488, 1000, [.pictureRatio]), (402, 1000, []), (401, 1000, [.pictureRatio]),
      (100, 2000, [.pictureSize, .pictureRatio]), (0, 0, [.pictureSize]), (-5, 600, [.pictureSize]),
      (1, .max, [.pictureSize, .pictureRatio]), (8000, 6000, []),
    ] as [(Int, Int, [Violation.Rule])])
  func `a picture's size is judged`(_ width: Int, _ height: Int, _ rules: [Violation.Rule]) {
    let size = PixelSize(width: width, height: height)
    #expect(ModelLimits.hailuo.violations(of: size).map(\.rule) == rules)
  }

  @Test func `the crop a sentence proposes is accepted`() throws {
    for size in [PixelSize(width: 5120, height: 512), PixelSize(width: 400, height: 9000)] {
      let message = try #require(ModelLimits.hailuo.violations(of: size).first?.message)
      let proposal = try #require(message.firstMatch(of: /crop it to (\d+)x(\d+)/))
      let (width, height) = (try #require(Int(proposal.1)), try #require(Int(proposal.2)))
      #expect(ModelLimits.hailuo.violations(of: PixelSize(width: width, height: height)).isEmpty)
    }
  }

  @Test(
    arguments: [
      (PictureFacts.Format.jpeg, 19_999_999, []), (.webP, 1, []),
      (.png, 20_000_000, [.pictureBytes]),
      (.other, 1, [.pictureFormat]), (.other, 30_000_000, [.pictureFormat, .pictureBytes]),
    ] as [(PictureFacts.Format, Int, [Violation.Rule])])
  func `a picture's file is judged`(
    _ format: PictureFacts.Format, _ byteCount: Int, _ rules: [Violation.Rule]
  ) {
    let facts = PictureFacts(format: format, byteCount: byteCount, size: Self.fine.size)
    #expect(ModelLimits.hailuo.violations(of: facts).map(\.rule) == rules)
  }

  @Test(
    arguments: [
      ("a", []), ("", [.promptEmpty]), (" \n\t ", [.promptEmpty]),
      (String(repeating: "x", count: 2000), []),
      (String(repeating: "x", count: 2001), [.promptLong]),
      // One character to a reader, two code points to the server.
      (String(repeating: "e\u{301}", count: 1000), []),
      (String(repeating: "e\u{301}", count: 1001), [.promptLong]),
      ("line one\nline two", []), ("abc\u{7}\u{8}", [.promptInvisible]),
      ("0123456789\u{200B}", []), ("\u{200B}\u{200B}a", [.promptInvisible]),
    ] as [(String, [Violation.Rule])])
  func `a prompt is judged by its code points`(_ prompt: String, _ rules: [Violation.Rule]) {
    #expect(ModelLimits.hailuo.violations(of: prompt).map(\.rule) == rules)
  }

  @Test(arguments: [
    ("https://v3.fal.media/a.png", true), ("http://127.0.0.1:1/a.png", true),
    ("data:image/png;base64,AAAA", true), ("", false), ("photo.png", false),
    ("file:///photo.png", false), ("https://a b", false),
    ("data:image/png;base64," + String(repeating: "A", count: 300_000), false),
  ])
  func `a picture's address is judged`(_ url: String, _ isFine: Bool) {
    #expect(request("a", url).violations(for: .hailuo02Fast).isEmpty == isFine)
  }

  @Test func `everything that is wrong is said at once, in whole sentences`() {
    let bad = PictureFacts(
      format: .other, byteCount: 30_000_000, size: PixelSize(width: 100, height: 3000))
    let request = request(String(repeating: "x", count: 3000), "nowhere")
    let violations = request.violations(for: .hailuo02Fast, picture: bad)
    #expect(
      violations.map(\.rule) == [
        .pictureFormat, .pictureBytes, .pictureSize, .pictureRatio, .promptLong, .imageURL,
      ])
    for violation in violations {
      #expect(violation.message.hasSuffix("."))
      #expect(violation.message.first?.isUppercase == true)
    }
    let error = #expect(throws: HailuoError.self) {
      try request.validate(for: .hailuo02Fast, picture: bad)
    }
    #expect(error?.violations == violations)
    #expect(error?.description.contains("shorten it by 1000") == true)
  }
}
