import FalClient
import Hailuo
import Testing

@Suite struct CardTests {
  private func request(
    resolution: Resolution? = nil, end: String? = nil, duration: ClipDuration = .six
  ) -> ClipRequest {
    ClipRequest(
      prompt: "A boat drifts.", imageURL: "https://x/a.png", duration: duration,
      resolution: resolution, endImageURL: end)
  }

  @Test(
    arguments: [
      (Model.hailuo02Standard, nil, nil, []), (.hailuo02Standard, .p512, nil, []),
      (.hailuo02Standard, .p768, "https://x/b.png", []),
      (.hailuo02Standard, nil, "https://x/b.png", []),
      (.hailuo02Standard, .p512, "https://x/b.png", [.resolution]),
      (.hailuo02Standard, .p1080, nil, [.resolution]),
      (.hailuo02Standard, nil, "b.png", [.endImageURL]),
      (.hailuo02Fast, nil, nil, []), (.hailuo02Fast, .p512, nil, []),
      (.hailuo02Fast, .p768, nil, [.resolution]),
      (.hailuo02Fast, nil, "https://x/b.png", [.endImageURL]),
      (.hailuo23FastPro, .p1080, nil, []),
    ] as [(Model, Resolution?, String?, [Violation.Rule])])
  func `size and last picture are judged by the card`(
    _ model: Model, _ resolution: Resolution?, _ end: String?, _ rules: [Violation.Rule]
  ) {
    let violations = request(resolution: resolution, end: end).violations(for: model)
    #expect(violations.map(\.rule) == rules)
    #expect(violations.allSatisfy { $0.message.hasSuffix(".") })
  }

  @Test(
    arguments: [
      (Model.hailuo02Standard, ClipDuration.six, nil, "$0.27"),
      (.hailuo02Standard, .ten, .p768, "$0.45"), (.hailuo02Standard, .six, .p512, "$0.102"),
      (.hailuo02Standard, .six, .p1080, nil), (.hailuo23FastPro, .six, nil, "$0.33"),
      (.hailuo23FastPro, .ten, nil, nil), (.hailuo02Fast, .ten, .p512, "$0.17"),
      (.hailuo02Fast, .ten, .p768, nil),
    ] as [(Model, ClipDuration, Resolution?, String?)])
  func `a clip's price goes by its length and size`(
    _ model: Model, _ duration: ClipDuration, _ resolution: Resolution?, _ price: String?
  ) {
    #expect(model.price(of: duration, at: resolution)?.description == price)
  }

  @Test func `every card prices all it makes`() {
    for model in Model.all {
      for duration in model.durations {
        for size in model.resolutions + [model.standardResolution] {
          #expect(model.price(of: duration, at: size) != nil)
        }
      }
    }
  }

  @Test func `a model of one length is not asked for it`() throws {
    let body = String(
      decoding: try request(end: "https://x/b.png").body(for: .hailuo23FastPro), as: UTF8.self)
    #expect(
      body
        == #"{"end_image_url":"https://x/b.png","image_url":"https://x/a.png","prompt":"A boat drifts.","prompt_optimizer":true}"#
    )
    let sized = String(
      decoding: try request(resolution: .p512).body(for: .hailuo02Standard), as: UTF8.self)
    #expect(sized.contains(#""duration":"6""#))
    #expect(sized.contains(#""resolution":"512P""#))
    #expect(try request().body == request().body(for: .hailuo02Fast))
  }

  static let card =
    #"{"id":"mine","endpoint":"fal-ai/minimax/hailuo-9/image-to-video","resolution":"768p","#
    + #""resolutions":["512P","768P"],"takes_end_image":true,"durations":[6],"#
    + #""price_per_second_by_resolution_usd":{"512P":0.01,"768P":0.02}}"#

  @Test func `a card of one's own is read and found`() throws {
    let model = try Model(parsing: Array(Self.card.utf8))
    #expect(model.title == "mine")
    #expect(model.price(of: .six, at: .p512)?.description == "$0.06")
    #expect(model.price(of: .ten) == nil)
    #expect(model.takesEndImage)
    #expect(Model.named("mine", own: [model]) == model)
    #expect(Model.named("hailuo-02-fast", own: [model]) == .hailuo02Fast)
    let simple = #"{"id":"m","endpoint":"a/b","resolution":"512P","price_per_second_usd":0.017}"#
    #expect(try Model(parsing: Array(simple.utf8)).price(of: .ten)?.description == "$0.17")
  }

  @Test(arguments: [
    ("", "no JSON"), ("{}", "\"id\" is missing"), (card.replacing("mine", with: "a b"), "letters"),
    (card.replacing("fal-ai/minimax", with: ".."), "endpoint name"),
    (card.replacing("768p", with: "4K"), "512P, 768P or 1080P"),
    (card.replacing("[6]", with: "[7]"), "6 and 10"),
    (card.replacing("[6]", with: "[]"), "empty"),
    (card.replacing("[6]", with: "6"), "wrong kind"),
    (card.replacing(#""512P":0.01,"#, with: ""), "no price for 6 s at 512P"),
    (card.replacing("0.02", with: "0"), "between 0"),
    (card.replacing("price_per_second_by", with: "x"), "names no price"),
  ])
  func `what is wrong with a card is said`(_ json: String, _ words: String) {
    let error = #expect(throws: HailuoError.self) { try Model(parsing: Array(json.utf8)) }
    #expect(error?.code == .badCard)
    #expect(error?.message.contains(words) == true)
  }
}
