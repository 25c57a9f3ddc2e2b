/// The text of a YAML or JSON file after the checks that come before parsing.
///
/// What is refused here would otherwise be answered by a parser's riddle or by its crash.
struct YAMLText {
  let file: String
  let text: String

  init(_ bytes: [UInt8], file: String, code: StudioError.Code) throws(StudioError) {
    self.file = file
    guard bytes.count <= TextFile.largest else { throw TextFile.tooLarge(file, code) }
    // The mark some editors put before UTF-8 is no part of the text.
    let bytes = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? bytes.dropFirst(3) : bytes[...]
    guard let text = String(validating: bytes, as: UTF8.self) else {
      let lines = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
      let bad = lines.firstIndex { String(validating: $0, as: UTF8.self) == nil } ?? 0
      let location = SourceLocation(file: file, line: bad + 1, column: 1)
      throw StudioError(
        code, file,
        problems: [SourceProblem(location, "this line is not UTF-8 text; save the file as UTF-8")])
    }
    var problems = ProblemList()
    Self.findControlCharacters(in: text, file: file, &problems)
    Self.findAliasedCollections(in: text, file: file, &problems)
    try problems.check(code, file)
    self.text = Self.joiningSurrogates(in: text)
  }

  /// The line of the text by its number from 1, for hints.
  static func line(_ number: Int, of text: String) -> Substring {
    let lines = text.split(
      omittingEmptySubsequences: false, whereSeparator: { $0 == "\n" || $0 == "\r\n" || $0 == "\r" }
    )
    return lines.indices.contains(number - 1) ? lines[number - 1] : ""
  }

  private static func findControlCharacters(
    in text: String, file: String, _ problems: inout ProblemList
  ) {
    var (line, column) = (1, 1)
    for scalar in text.unicodeScalars {
      switch scalar.value {
      case 0x0A:
        (line, column) = (line + 1, 1)
        continue
      case 0x09, 0x0D, 0x20...0x7E, 0x85, 0xA0...0xFFFD, 0x10000...: break
      default:
        let name = String(scalar.value, radix: 16, uppercase: true)
        problems.add(
          SourceLocation(file: file, line: line, column: column),
          "control character U+\(String(repeating: "0", count: 4 - name.count))\(name); remove it")
        return
      }
      column += 1
    }
  }

  /// Refuses an alias of a list or a mapping, so that a small file cannot unfold into a huge one.
  ///
  /// An anchor counts as one of a list or mapping unless a text or number follows it on its line,
  /// which errs towards refusing; it matters only if the name is used as an alias as well.
  private static func findAliasedCollections(
    in text: String, file: String, _ problems: inout ProblemList
  ) {
    guard text.utf8.contains(UInt8(ascii: "&")), text.utf8.contains(UInt8(ascii: "*")) else {
      return
    }
    let anchors = Set(words(after: "&", in: text).filter(\.leadsCollection).map(\.name))
    for alias in words(after: "*", in: text) where anchors.contains(alias.name) {
      problems.add(
        SourceLocation(file: file, line: alias.line, column: alias.column),
        "'*\(alias.name)' repeats a list or a mapping; only a text or a number can be repeated so")
      return
    }
  }

  private struct Word {
    let name: String
    let line: Int
    let column: Int
    let leadsCollection: Bool
  }

  private static func words(after mark: Unicode.Scalar, in text: String) -> [Word] {
    let scalars = Array(text.unicodeScalars)
    var words: [Word] = []
    var (line, lineStart) = (1, 0)
    for (index, scalar) in scalars.enumerated() {
      if scalar == "\n" { (line, lineStart) = (line + 1, index + 1) }
      guard scalar == mark else { continue }
      var end = index + 1
      while end < scalars.count, isNamePart(scalars[end]) { end += 1 }
      guard end > index + 1 else { continue }
      words.append(
        Word(
          name: String(String.UnicodeScalarView(scalars[(index + 1)..<end])),
          line: line, column: index - lineStart + 1,
          leadsCollection: leadsCollection(scalars[end...])))
    }
    return words
  }

  private static func isNamePart(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar {
    case "a"..."z", "A"..."Z", "0"..."9", "_", "-": true
    default: false
    }
  }

  /// Whether what follows an anchor may be a list or a mapping.
  private static func leadsCollection(_ rest: ArraySlice<Unicode.Scalar>) -> Bool {
    var rest = rest.drop { $0 == " " || $0 == "\t" }
    while rest.first == "!" {
      rest = rest.drop { $0 != " " && $0 != "\t" && $0 != "\n" && $0 != "\r" }
      rest = rest.drop { $0 == " " || $0 == "\t" }
    }
    switch rest.first {
    case nil, "\n", "\r", "#", "[", "{", "-", "?": return true
    default: return false
    }
  }

  /// Joins JSON's `\ud83c\udf0a` into YAML's `\U0001f30a`, which is the only form it knows.
  ///
  /// Only in a file that is JSON as a whole, where a backslash cannot mean anything else. The
  /// columns to the right of a joined pair move by two.
  private static func joiningSurrogates(in text: String) -> String {
    guard text.contains("\\u"), text.first(where: { !$0.isWhitespace }) == "{" else { return text }
    let bytes = Array(text.utf8)
    var joined: [UInt8] = []
    joined.reserveCapacity(bytes.count)
    var index = 0
    while index < bytes.count {
      guard bytes[index] == UInt8(ascii: "\\") else {
        joined.append(bytes[index])
        index += 1
        continue
      }
      if let high = unit(in: bytes, at: index), (0xD800..<0xDC00).contains(high),
        let low = unit(in: bytes, at: index + 6), (0xDC00..<0xE000).contains(low)
      {
        let value = 0x10000 + (high - 0xD800) * 0x400 + (low - 0xDC00)
        let digits = String(value, radix: 16)
        joined += Array("\\U\(String(repeating: "0", count: 8 - digits.count))\(digits)".utf8)
        index += 12
      } else {
        joined += bytes[index..<min(index + 2, bytes.count)]
        index += 2
      }
    }
    return String(decoding: joined, as: UTF8.self)
  }

  private static func unit(in bytes: [UInt8], at index: Int) -> UInt32? {
    guard index + 6 <= bytes.count, bytes[index] == UInt8(ascii: "\\"),
      bytes[index + 1] == UInt8(ascii: "u")
    else { return nil }
    return UInt32(String(decoding: bytes[(index + 2)..<(index + 6)], as: UTF8.self), radix: 16)
  }
}
