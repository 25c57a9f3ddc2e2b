import FalClient
import Foundation
import Hailuo
import Testing

@testable import Studio

/// Cards of models as files: those of the user's, and ours as they are printed.
struct ModelCardTests {
  private static let good = """
    name: mine
    endpoint: fal-ai/minimax/hailuo-9/image-to-video
    resolution: 768P
    resolutions: [512P, 768P]
    end_image_resolutions: [768P]
    durations: [6]
    camera_moves: [Push in, Pan left]
    price_per_second_usd: {512P: 0.01, 768P: 0.02}
    limits: {prompt_characters: 500}
    source: the price list of the day
    """

  private func problems(_ text: String) -> [String] {
    let error = #expect(throws: StudioError.self) {
      try Model.parse(card: Array(text.utf8), file: "c")
    }
    #expect(error?.code == .preset)
    return error?.problems.map(\.description) ?? []
  }

  @Test(arguments: Model.all)
  func `a card that is printed is read as it was`(model: Model) throws {
    #expect(try Model.parse(card: Array(model.cardText.utf8), file: "c") == model)
    #expect(model.source != nil, "no number without its source")
  }

  @Test func `a card of one's own says what it says, and the usual for the rest`() throws {
    let model = try Model.parse(card: Array(Self.good.utf8), file: "c")
    #expect(model.title == "mine")
    #expect(model.price(of: .six, at: .p512)?.description == "$0.06")
    #expect(model.price(of: .ten) == nil)
    #expect(model.takesEndImage && model.takesDuration)
    #expect(model.cameraMoves == [.pushIn, .panLeft])
    #expect(model.limits.longestPrompt == 500)
    #expect(model.limits.tooShortSide == ModelLimits.hailuo.tooShortSide)
    let simple = "name: m\nendpoint: a/b\nresolution: 512P\nprice_per_second_usd: 0.017"
    let plain = try Model.parse(card: Array(simple.utf8), file: "c")
    #expect(plain.price(of: .ten)?.description == "$0.17")
    let clips =
      "{name: m, endpoint: a/b, resolution: 768P, price_per_clip_usd: {6: 0.19, 10: 0.32}}"
    let priced = try Model.parse(card: Array(clips.utf8), file: "c")
    #expect(priced.price(of: .ten)?.description == "$0.32")
  }

  @Test func `all problems of a card come at once, each with its line`() {
    let text = """
      name: My Model
      endpoint: none
      resolutin: 768P
      durations: [6, 7]
      camera_moves: [Push in, Pull on]
      price_per_second_usd: 0
      limits: {prompt_charaters: 1}
      """
    #expect(
      problems(text) == [
        "c:1:1: a model's card needs 'resolution'",
        "c:1:7: 'name' must be 1 to 60 small letters, digits, '.' or '-', not 'My Model'",
        "c:2:11: 'endpoint': \"none\" is no endpoint name; write owner/model or owner/model/task.",
        "c:3:1: unknown key 'resolutin' in a model's card; did you mean 'resolution'?",
        "c:4:16: 'durations' takes 6 or 10 (seconds), not '7'",
        "c:5:25: 'camera_moves' takes Truck left and the like, not 'Pull on'; "
          + "did you mean 'Pull out'?",
        "c:6:23: 'price_per_second_usd' must be more than 0",
        "c:7:10: unknown key 'prompt_charaters' in 'limits'; did you mean 'prompt_characters'?",
      ])
  }

  @Test(arguments: [
    ("512P: 0.01, ", "", "there is no price for 6 s at 512P"),
    ("price_per_second_usd", "source_of_it", "needs 'price_per_second_usd'"),
    ("resolutions: [512P, 768P]", "resolutions: [512P]", "must contain 768P"),
    ("end_image_resolutions: [768P]", "end_image_resolutions: [1080P]", "1080P, which is not made"),
    ("durations: [6]", "durations: 6", "'durations' must be a list"),
    ("durations: [6]", "durations: []", "'durations' must be a list"),
    ("source:", "price_per_clip_usd: {6: 1}\nsource:", "not both"),
  ])
  func `what is wrong with a card is said`(_ words: String, _ others: String, _ told: String) {
    let found = problems(Self.good.replacingOccurrences(of: words, with: others))
    #expect(found.contains { $0.contains(told) }, "\(found)")
  }

  @Test func `the user's folder adds cards and comes before ours`() throws {
    let folder = try ScratchFolder()
    try folder.write(Self.good, to: "models/mine.yaml")
    try folder.write("name: broken", to: "models/broken.yaml")
    let cheaper = Model.hailuo02Fast.cardText.replacingOccurrences(of: "0.017", with: "0.016")
    try folder.write(cheaper, to: "models/hailuo-02-fast.yaml")
    let library = try ModelLibrary(
      environment: [PresetLibrary.folderVariable: folder.path])
    #expect(library.models.map(\.id) == Model.all.map(\.id) + ["mine"])
    let fast = try library.entry(named: "hailuo-02-fast")
    #expect(fast.model.price(of: .six)?.description == "$0.096")
    #expect(fast.source.description == folder("models/hailuo-02-fast.yaml"))
    #expect(try library.model(named: "fal-ai/minimax/hailuo-9/image-to-video").id == "mine")
    #expect(throws: StudioError.self) { try library.model(named: "broken") }
    #expect(library.broken.keys.sorted() == ["broken"])
    let error = #expect(throws: StudioError.self) { try library.model(named: "hailuo-02-fats") }
    #expect(error?.code == .unknownPreset)
    #expect(error?.message.hasSuffix("did you mean 'hailuo-02-fast'?") == true)
  }

  @Test func `without a folder of cards there are ours`() throws {
    let folder = try ScratchFolder()
    #expect(try ModelLibrary(userFolder: folder.path).models == Model.all)
    #expect(try ModelLibrary(userFolder: nil).models == Model.all)
  }
}
