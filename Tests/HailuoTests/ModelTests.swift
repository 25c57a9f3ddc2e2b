import FalClient
import Hailuo
import Testing

@Suite struct ModelTests {
  @Test(arguments: [
    (0, "$0.00"), (102_000, "$0.102"), (170_000, "$0.17"), (1_000_000, "$1.00"), (17_000, "$0.017"),
    (1, "$0.000001"), (12_345_678, "$12.345678"), (-102_000, "-$0.102"), (100_000, "$0.10"),
  ])
  func `a price is written with the decimals it needs`(_ amount: Int, _ text: String) {
    #expect(Price(microdollars: amount).description == text)
  }

  @Test func `prices add up exactly and never overflow`() {
    let clip = Price(microdollars: 102_000)
    #expect((0..<1000).reduce(Price.zero) { sum, _ in sum + clip } == clip * 1000)
    #expect(Price(microdollars: .max) + clip == Price(microdollars: .max))
    #expect(Price(microdollars: .max) * 2 == Price(microdollars: .max))
    #expect(Price.zero < clip)
  }

  @Test(arguments: [
    (Model.hailuo02Fast, ClipDuration.six, "$0.102"), (.hailuo02Fast, .ten, "$0.17"),
    (.hailuo23FastStandard, .six, "$0.19"), (.hailuo23FastStandard, .ten, "$0.32"),
    (.hailuo23Standard, .six, "$0.28"), (.hailuo23Standard, .ten, "$0.56"),
  ])
  func `each clip has its price`(_ model: Model, _ duration: ClipDuration, _ price: String) {
    #expect(model.price(of: duration)?.description == price)
  }

  @Test func `the cards name endpoints that can be read back`() throws {
    #expect(Model.hailuo02Fast.endpoint.id == "fal-ai/minimax/hailuo-02-fast/image-to-video")
    for model in Model.all {
      #expect(try EndpointID(model.endpoint.id) == model.endpoint)
      #expect(Model.named(model.id) == model)
      #expect(Model.named(model.endpoint.id) == model)
    }
    #expect(Set(Model.all.map(\.id)).count == Model.all.count)
    #expect(Model.named("hailuo-99") == nil)
  }

  @Test(arguments: [(6, ClipDuration.six), (10, .ten), (7, nil), (0, nil), (-6, nil)])
  func `there are two lengths`(_ seconds: Int, _ duration: ClipDuration?) {
    #expect(ClipDuration(seconds: seconds) == duration)
  }
}
