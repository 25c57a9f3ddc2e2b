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

  @Test func `a second is priced by the size, where the price goes by seconds`() {
    #expect(Model.hailuo02Standard.pricePerSecond?.description == "$0.045")
    #expect(Model.hailuo02Standard.pricePerSecond(at: .p512)?.description == "$0.017")
    #expect(Model.hailuo23FastPro.pricePerSecond == nil)
  }

  @Test func `a command the model does not know is told, and so is a word that is none`() {
    let script = CameraScript(parsing: "[Push in, Shake] a [Push out] b")
    #expect(script.advice.count == 1)
    let advice = script.advice(for: [.pushIn])
    #expect(advice.count == 2)
    #expect(advice.last == "[Shake]: this model does not know the command.")
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
    // What is priced is what is asked for, also where it is the usual size.
    let usual = String(decoding: try request().body(for: .hailuo02Standard), as: UTF8.self)
    #expect(usual.contains(#""resolution":"768P""#))
    let fast = try request(resolution: .p512).body(for: .hailuo02Fast)
    #expect(!String(decoding: fast, as: UTF8.self).contains("resolution"))
  }
}
