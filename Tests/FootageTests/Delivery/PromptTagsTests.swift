import Testing

@testable import Footage

struct PromptTagsTests {
  private let tags = PromptTags(["A red train crosses a bridge", nil])

  @Test(
    arguments: [
      ("comment", "A red train crosses a bridge", nil),
      ("title", "A red  train crosses a bridge", nil),
      ("title", "Trains: A red train crosses a bridge", "Trains: A red train crosses a bridge"),
      ("description", "Prompt: A red train crosses a bridge", nil),
      ("description", "Take 3. A red train crosses a bridge", "Take 3."),
      ("comment", "Take 3\nPrompt: something else\nand more", "Take 3"),
      ("comment", "{\"prompt\": \"x\", \"seed\": 3}", nil),
      ("comment", "Shot on a rainy day", "Shot on a rainy day"),
      ("artist", "Prompt: nobody", "Prompt: nobody"),
    ] as [(String, String, String?)])
  func `tags lose the prompt and nothing else`(name: String, text: String, rest: String?) {
    #expect(tags.removed(from: [name: text])[name] == rest)
  }

  @Test func `short prompts are taken out of no other sentence`() {
    let tags = PromptTags(["sea"])
    #expect(tags.removed(from: ["comment": "Overseas", "title": "sea"]) == ["comment": "Overseas"])
  }

  @Test func `a film's prompts are those of its clips`() {
    let tags = PromptTags(["Waves under a storm\nA lighthouse at night"])
    #expect(tags.removed(from: ["comment": "A lighthouse at night"]) == [:])
  }
}
