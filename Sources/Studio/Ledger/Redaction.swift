/// Keeps signatures out of what is written down.
enum Redaction {
  /// An address up to its query or fragment, and without a user's name and password.
  static func withoutQuery(_ url: String) -> String {
    var kept = String(url.prefix { $0 != "?" && $0 != "#" })
    guard let scheme = kept.range(of: "://") else { return kept }
    let rest = kept[scheme.upperBound...]
    let host = rest.prefix { $0 != "/" }
    if let at = host.lastIndex(of: "@") {
      kept = String(kept[..<scheme.upperBound]) + String(rest[rest.index(after: at)...])
    }
    return kept
  }

  /// A sentence whose addresses have lost their queries.
  static func sentence(_ text: String) -> String {
    guard text.contains("://") else { return text }
    var result = ""
    var word = ""
    func flush() {
      result += word.contains("://") ? withoutQuery(word) : word
      word = ""
    }
    for character in text {
      if character.isWhitespace || "\"'<>()".contains(character) {
        flush()
        result.append(character)
      } else {
        word.append(character)
      }
    }
    flush()
    return result
  }
}

extension String {
  fileprivate func range(of text: String) -> Range<Index>? {
    ranges(of: text).first
  }
}
