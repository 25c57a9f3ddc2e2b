/// Captions as a file of WebVTT, which players of streams read; pure.
///
/// Source: W3C WebVTT; RFC 8216, section 3.5, for the first line's map.
enum WebVTTCaptions {
  static let name = "captions.vtt"

  static func text(_ captions: [Caption]) -> String {
    var blocks = ["WEBVTT\nX-TIMESTAMP-MAP=MPEGTS:0,LOCAL:00:00:00.000"]
    for caption in captions.sorted(by: { $0.start < $1.start }) {
      let lines = caption.webVTT.split(separator: "\n").joined(separator: "\n")
      blocks.append("\(time(caption.start)) --> \(time(caption.end))\n\(lines)")
    }
    return blocks.joined(separator: "\n\n") + "\n"
  }

  private static func time(_ milliseconds: Int64) -> String {
    func digits(_ number: Int64, _ count: Int) -> String {
      let text = String(number)
      return String(repeating: "0", count: max(0, count - text.count)) + text
    }
    let seconds = milliseconds / 1000
    return digits(seconds / 3600, 2) + ":" + digits(seconds / 60 % 60, 2) + ":"
      + digits(seconds % 60, 2) + "." + digits(milliseconds % 1000, 3)
  }

  /// A text of SubRip, with all "<" and "&" that begin no tag and no name written as names.
  static func escaped(_ text: String) -> String {
    var result = ""
    var rest = text[...]
    while let letter = rest.popFirst() {
      switch letter {
      case "<" where !(rest.first.map { $0.isLetter || $0 == "/" } ?? false): result += "&lt;"
      case "&" where !isName(rest): result += "&amp;"
      default: result.append(letter)
      }
    }
    return result
  }

  private static func isName(_ rest: Substring) -> Bool {
    let name = rest.prefix(12).prefix { $0.isLetter || $0.isNumber || $0 == "#" }
    return !name.isEmpty && rest.dropFirst(name.count).first == ";"
  }
}
