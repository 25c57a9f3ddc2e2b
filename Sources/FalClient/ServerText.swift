/// Makes text from a server fit to be shown: one line, of bounded length, without signed queries.
enum ServerText {
  /// The longest detail that is kept, in characters.
  static let limit = 400

  /// The text on one line, without control characters, and cut after ``limit`` characters.
  ///
  /// Queries of web addresses are dropped, since signed addresses carry their secret there.
  static func cleaned(_ text: String, limit: Int = limit) -> String {
    let words = text.split { $0.isWhitespace || $0.isNewline }.map(withoutQuery)
    let line = words.joined(separator: " ")
      .filter { character in
        character.unicodeScalars.allSatisfy {
          $0.value >= 0x20 && !(0x7F...0x9F).contains($0.value)
        }
      }
    return line.count > limit ? line.prefix(limit) + "…" : line
  }

  private static func withoutQuery(_ word: Substring) -> String {
    if word.hasPrefix("data:") { return "data:…" }
    guard let scheme = word.range(of: "://") else { return String(word) }
    var rest = word[scheme.upperBound...]
    var tail = ""
    if let mark = rest.firstIndex(where: { $0 == "?" || $0 == "#" }) {
      rest = rest[..<mark]
      tail = "?…"
    }
    // A user name or password before the host.
    let authority = rest.prefix { $0 != "/" }
    if let at = authority.lastIndex(of: "@") { rest = rest[rest.index(after: at)...] }
    return word[..<scheme.upperBound] + rest + tail
  }
}

extension Substring {
  /// The first place a piece of text occurs.
  fileprivate func range(of piece: String) -> Range<Index>? { firstRange(of: piece) }
}
