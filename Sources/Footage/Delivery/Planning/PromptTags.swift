/// Takes the words that a video was made of out of its tags; pure.
struct PromptTags {
  /// The words, as far as they are known.
  let prompts: [String]

  /// Tags in which people and programs put sentences.
  private static let texts: Set<String> = ["comment", "description", "synopsis"]
  /// Shorter words stand in other sentences as well.
  private static let leastPart = 12

  init(_ prompts: [String?]) {
    // A film's are those of its clips, one a line.
    let known = prompts.compactMap { $0 }
    self.prompts =
      known + known.flatMap { $0.split(separator: "\n").map(String.init) }.filter { !$0.isEmpty }
  }

  /// The tags without those words; one that holds nothing else is gone.
  func removed(from tags: [String: String]) -> [String: String] {
    tags.reduce(into: [:]) { kept, tag in
      if let text = rest(of: tag.value, inText: Self.texts.contains(tag.key)) {
        kept[tag.key] = text
      }
    }
  }

  private func rest(of value: String, inText isText: Bool) -> String? {
    if prompts.contains(where: { Self.plain($0) == Self.plain(value) }) { return nil }
    guard isText else { return value }
    // What other programs keep: an object of all they were told.
    if value.hasPrefix("{"), value.contains("\"prompt\"") { return nil }
    var rest = value
    for prompt in prompts where prompt.utf8.count >= Self.leastPart {
      rest = rest.replacing(prompt, with: "")
    }
    rest = Self.upToStatement(rest)
    guard rest != value else { return value }
    let text = Self.trimmed(rest)
    return text.isEmpty || text.lowercased() == "prompt" ? nil : text
  }

  /// The lines before one that says "prompt:", behind which the words stand.
  private static func upToStatement(_ text: String) -> String {
    text.split(separator: "\n", omittingEmptySubsequences: false)
      .prefix { !trimmed(String($0)).lowercased().hasPrefix("prompt:") }
      .joined(separator: "\n")
  }

  private static func plain(_ text: String) -> String {
    text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
  }

  private static func trimmed(_ text: String) -> String {
    let blank: (Character) -> Bool = { $0.isWhitespace || "\"'“”:;,-–=".contains($0) }
    return String(text.drop(while: blank).reversed().drop(while: blank).reversed())
  }
}
