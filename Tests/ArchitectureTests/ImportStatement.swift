/// One `import` of a Swift file.
struct ImportStatement: Equatable {
  /// The module, without submodules or the one declaration taken from it.
  let module: String
  /// `public`, `package`, `internal` and so on; nil where none is written.
  let access: String?
  /// Counted from 1.
  let line: Int

  /// Every import of a file, those under `#if` included, those in comments and literals not.
  static func all(in source: String) -> [ImportStatement] {
    var found: [ImportStatement] = []
    var commentDepth = 0
    var inLiteral = false
    let lines = source.split(separator: "\n", omittingEmptySubsequences: false)
    for (index, line) in lines.enumerated() {
      let startedInCode = commentDepth == 0 && !inLiteral
      let code = code(of: line, &commentDepth, &inLiteral)
      guard startedInCode else { continue }
      for statement in code.split(separator: ";") {
        if let statement = parse(statement, line: index + 1) { found.append(statement) }
      }
    }
    return found
  }

  /// A line without its comments and the text of its literals.
  private static func code(
    of line: Substring, _ commentDepth: inout Int, _ inLiteral: inout Bool
  ) -> String {
    var code = ""
    var rest = line
    var inString = false
    while let character = rest.first {
      if inLiteral || inString {
        if inLiteral, rest.hasPrefix("\"\"\"") {
          inLiteral = false
          rest = rest.dropFirst(3)
        } else if character == "\\" {
          rest = rest.dropFirst(2)
        } else {
          if character == "\"", inString { inString = false }
          rest = rest.dropFirst()
        }
      } else if rest.hasPrefix("/*") {
        commentDepth += 1
        rest = rest.dropFirst(2)
      } else if commentDepth > 0 {
        let ends = rest.hasPrefix("*/")
        if ends { commentDepth -= 1 }
        rest = rest.dropFirst(ends ? 2 : 1)
      } else if rest.hasPrefix("//") {
        break
      } else if rest.hasPrefix("\"\"\"") {
        inLiteral = true
        rest = rest.dropFirst(3)
      } else {
        if character == "\"" { inString = true }
        code.append(character)
        rest = rest.dropFirst()
      }
    }
    return code
  }

  private static let accesses: Set<Substring> = [
    "public", "package", "internal", "fileprivate", "private",
  ]
  private static let kinds: Set<Substring> = [
    "struct", "class", "enum", "protocol", "func", "var", "let", "typealias",
  ]

  private static func parse(_ statement: Substring, line: Int) -> ImportStatement? {
    var words = statement.split { $0 == " " || $0 == "\t" }[...]
    var access: String?
    while let word = words.first, word.hasPrefix("@") || accesses.contains(word) {
      if accesses.contains(word) { access = String(word) }
      words.removeFirst()
    }
    guard words.popFirst() == "import" else { return nil }
    if let kind = words.first, kinds.contains(kind) { words.removeFirst() }
    guard let path = words.first, let module = path.split(separator: ".").first else { return nil }
    return ImportStatement(module: String(module), access: access, line: line)
  }
}
