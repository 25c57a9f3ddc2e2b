internal import Yams

/// One YAML or JSON document as nodes that know their places.
struct YAMLDocument {
  let file: String
  let root: Node
  private let text: String
  /// What was found while composing and did not stop it: keys that stand twice.
  let problems: [SourceProblem]
  /// Where second copies of keys stand; they are reported already and are to be passed over.
  private let repeatedKeys: Set<SourceLocation>

  /// Parses one document.
  ///
  /// - Throws: ``StudioError`` with `code`: not UTF-8, too large, not YAML, empty, several documents.
  static func parse(
    _ bytes: [UInt8], file: String, code: StudioError.Code
  ) throws(StudioError) -> YAMLDocument {
    let source = try YAMLText(bytes, file: file, code: code)
    var text = source.text
    var problems = ProblemList()
    var repeated: Set<SourceLocation> = []
    while true {
      do {
        guard let root = try Yams.compose(yaml: text) else {
          let start = SourceLocation(file: file, line: 1, column: 1)
          throw StudioError(code, file, problems: [SourceProblem(start, "the file is empty")])
        }
        return YAMLDocument(
          file: file, root: root, text: text, problems: problems.found, repeatedKeys: repeated)
      } catch let error as StudioError {
        throw error
      } catch YamlError.duplicatedKeysInMapping(let keys, let context) {
        // The parser stops at a key that stands twice. To report the rest of the file as well, the
        // second copy is given a name nobody types, and is passed over later.
        let first = SourceLocation(
          file: file, line: context.mark.line, column: context.mark.column)
        let key = keys.first ?? ""
        guard repeated.count < 20,
          let second = RepeatedKey(key, firstAt: first, in: text)
        else {
          problems.add(first, "key \(key.quoted) stands twice in one mapping; keep one")
          throw StudioError(code, file, problems: problems.sorted)
        }
        problems.add(
          second.location, "key \(key.quoted) stands twice; it is on line \(first.line) already")
        repeated.insert(second.location)
        text = second.renamed(number: repeated.count)
      } catch {
        problems.add(contentsOf: [YAMLSyntax.problem(error, in: text, file: file)])
        throw StudioError(code, file, problems: problems.sorted)
      }
    }
  }

  /// Where a node starts.
  func location(of node: Node) -> SourceLocation {
    SourceLocation(file: file, line: node.mark?.line ?? 1, column: node.mark?.column ?? 1)
  }

  /// Whether a node is written with brackets; the parser's own word for that is not reliable.
  func isBracketed(_ node: Node) -> Bool {
    let place = location(of: node)
    let line = YAMLText.line(place.line, of: text)
    return line.unicodeScalars.dropFirst(place.column - 1).first == "["
  }

  func isRepeatedKey(_ node: Node) -> Bool { repeatedKeys.contains(location(of: node)) }
}

/// The second copy of a key in a block mapping: same column, same text, a colon after it.
private struct RepeatedKey {
  let location: SourceLocation
  private let lines: [[Unicode.Scalar]]

  init?(_ key: String, firstAt first: SourceLocation, in text: String) {
    let column = first.column - 1
    let key = Array(key.unicodeScalars)
    let lines = text.unicodeScalars.split(separator: "\n", omittingEmptySubsequences: false)
      .map(Array.init)
    guard !key.isEmpty, first.line < lines.count else { return nil }
    for number in first.line..<lines.count {
      let line = lines[number]
      let indent = line.prefix { $0 == " " }.count
      let isBlank = line.dropFirst(indent).allSatisfy { $0 == "\r" || $0 == "\t" }
      if isBlank || line[indent] == "#" || indent > column { continue }
      guard indent == column else { return nil }
      let rest = line.dropFirst(column)
      guard rest.starts(with: key) else { continue }
      guard rest.dropFirst(key.count).drop(while: { $0 == " " }).first == ":" else { continue }
      location = SourceLocation(file: first.file, line: number + 1, column: first.column)
      self.lines = lines
      return
    }
    return nil
  }

  /// The text with the first letter of this copy replaced by one of Unicode's private ones.
  func renamed(number: Int) -> String {
    var lines = lines
    if let letter = Unicode.Scalar(UInt32(0xE000 + number)) {
      lines[location.line - 1][location.column - 1] = letter
    }
    return lines.map { String(String.UnicodeScalarView($0)) }.joined(separator: "\n")
  }
}
