/// Guesses what a misspelt word was meant to be.
enum Spelling {
  /// The candidate nearest to the word, if it is near enough to be what was meant.
  ///
  /// Near enough is one slip in a word of up to five letters, two in a longer one.
  static func nearest(to word: String, among candidates: [String]) -> String? {
    guard word.count <= 40 else { return nil }
    let slips = word.count <= 5 ? 1 : 2
    let ranked = candidates.map { (distance(word.lowercased(), $0.lowercased()), $0) }
    guard let best = ranked.min(by: { $0.0 < $1.0 }), best.0 <= slips else { return nil }
    return best.1
  }

  /// What to say after "there is none of that name": the word that was meant, or all there are.
  static func hint(for word: String, among candidates: [String]) -> String {
    nearest(to: word, among: candidates).map { "did you mean '\($0)'?" }
      ?? "there is \(candidates.joined(separator: ", "))"
  }

  /// The number of slips between two words: a letter added, left out, changed, or two swapped.
  static func distance(_ one: String, _ other: String) -> Int {
    let (a, b) = (Array(one), Array(other))
    var before = [Int](repeating: 0, count: b.count + 1)
    var last = Array(0...b.count)
    for i in a.indices {
      var row = [i + 1]
      for j in b.indices {
        var cost = min(last[j + 1] + 1, row[j] + 1, last[j] + (a[i] == b[j] ? 0 : 1))
        if i > 0, j > 0, a[i] == b[j - 1], a[i - 1] == b[j] {
          cost = min(cost, before[j - 1] + 1)
        }
        row.append(cost)
      }
      (before, last) = (last, row)
    }
    return last[b.count]
  }
}

extension String {
  /// The text in quotes for a message: on one line, short, and without control characters.
  var quoted: String {
    var shown = ""
    for scalar in unicodeScalars {
      if shown.count >= 60 {
        shown += "…"
        break
      }
      switch scalar {
      case "\n": shown += "\\n"
      case "\t": shown += "\\t"
      default:
        let isControl =
          scalar.properties.generalCategory == .control
          || scalar.properties.generalCategory == .format
        shown += isControl ? "\\u{\(String(scalar.value, radix: 16))}" : String(scalar)
      }
    }
    return "'\(shown)'"
  }
}
