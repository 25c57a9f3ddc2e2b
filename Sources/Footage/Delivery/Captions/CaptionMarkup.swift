/// Marks within captions: tags of SubRip and WebVTT, and WebVTT's names of characters; pure.
///
/// Source: W3C WebVTT, "cue text parsing"; SubRip has the tags of HTML that its players show.
enum CaptionMarkup {
  /// The text without tags, but for those of some names.
  ///
  /// A "<" is one where a name, "/" or (in WebVTT) a time follows, and a ">" comes before the next "<".
  /// Braces that begin with "\\" are orders for SubStation's players, which others leave out.
  static func withoutTags(_ text: String, keeping kept: Set<String> = []) -> String {
    var result = ""
    var rest = text[...]
    while let letter = rest.first {
      if letter == "<", let tag = tag(rest) {
        if kept.contains(tag.name) { result += tag.isEnd ? "</\(tag.name)>" : "<\(tag.name)>" }
        rest = rest.dropFirst(tag.length)
      } else if letter == "{", rest.dropFirst().first == "\\", let end = rest.firstIndex(of: "}") {
        rest = rest[rest.index(after: end)...]
      } else {
        result.append(letter)
        rest = rest.dropFirst()
      }
    }
    return result
  }

  private static func tag(_ rest: Substring) -> (name: String, isEnd: Bool, length: Int)? {
    let inner = rest.dropFirst()
    guard let end = inner.firstIndex(where: { $0 == "<" || $0 == ">" }), inner[end] == ">" else {
      return nil
    }
    let body = inner[..<end]
    let isEnd = body.first == "/"
    let name = body.dropFirst(isEnd ? 1 : 0).prefix { $0.isLetter }
    let isTime = body.contains(":") && body.allSatisfy { $0.isNumber || $0 == ":" || $0 == "." }
    guard !name.isEmpty || isTime || body == "/" else { return nil }
    return (name.lowercased(), isEnd, body.count + 2)
  }

  private static let names = [
    "amp": "&", "lt": "<", "gt": ">", "quot": "\"", "apos": "'", "nbsp": "\u{A0}",
    "lrm": "\u{200E}", "rlm": "\u{200F}",
  ]

  /// The text with WebVTT's names of characters, and HTML's numbers of them, as those characters.
  static func withoutNames(_ text: String) -> String {
    var result = ""
    var rest = text[...]
    while let letter = rest.popFirst() {
      let name = rest.prefix(12).prefix { $0.isLetter || $0.isNumber || $0 == "#" }
      guard letter == "&", rest.dropFirst(name.count).first == ";",
        let meant = names[String(name)] ?? number(name)
      else {
        result.append(letter)
        continue
      }
      result += meant
      rest = rest.dropFirst(name.count + 1)
    }
    return result
  }

  private static func number(_ name: Substring) -> String? {
    guard name.first == "#" else { return nil }
    let digits = name.dropFirst()
    let isHexadecimal = digits.first == "x" || digits.first == "X"
    guard
      let value = UInt32(
        isHexadecimal ? digits.dropFirst() : digits, radix: isHexadecimal ? 16 : 10),
      value >= 32, let scalar = Unicode.Scalar(value)
    else { return nil }
    return String(Character(scalar))
  }
}

extension Caption {
  private static let shownEverywhere: Set<String> = ["b", "i", "u"]

  /// The words alone.
  var plain: String {
    let words = CaptionMarkup.withoutTags(text)
    return isWebVTT ? CaptionMarkup.withoutNames(words) : words
  }

  /// As SubRip has it: WebVTT's own tags are left out.
  var subRip: String {
    guard isWebVTT else { return text }
    return CaptionMarkup.withoutNames(
      CaptionMarkup.withoutTags(text, keeping: Caption.shownEverywhere))
  }

  /// As WebVTT has it.
  var webVTT: String { isWebVTT ? text : WebVTTCaptions.escaped(text) }
}
