internal import Yams

/// Says a YAML parser's complaint in words that tell what to change.
enum YAMLSyntax {
  static func problem(_ error: any Error, in text: String, file: String) -> SourceProblem {
    switch error {
    case YamlError.scanner(let context, let problem, let mark, _),
      YamlError.parser(let context, let problem, let mark, _),
      YamlError.composer(let context, let problem, let mark, _):
      let location = SourceLocation(file: file, line: mark.line, column: mark.column)
      let line = YAMLText.line(mark.line, of: text)
      if let hint = hint(for: problem, column: mark.column, line: line) {
        return SourceProblem(location, hint)
      }
      let context = context.map { "\($0.text), " } ?? ""
      return SourceProblem(location, "not valid YAML: \(context)\(problem)")
    case YamlError.reader(let problem, _, _, _):
      return SourceProblem(SourceLocation(file: file, line: 1, column: 1), problem)
    default:
      return SourceProblem(SourceLocation(file: file, line: 1, column: 1), "not valid YAML")
    }
  }

  private static func hint(for problem: String, column: Int, line: Substring) -> String? {
    let start = line.unicodeScalars.dropFirst(column - 1).first
    if problem == "but found another document" {
      return "a second document starts here; one file holds one document"
    }
    if problem == "found undefined alias" {
      return "'*' repeats a text that was named with '&' before, and there is none of that name; "
        + "a text that begins with '*' needs quotes"
    }
    if line.prefix(while: { $0 == " " || $0 == "\t" }).contains("\t")
      || (start == "\t" && problem.contains("cannot start any token"))
    {
      return "a tab cannot indent YAML; use spaces"
    }
    if problem.contains("cannot start any token"), let start {
      return "a text that begins with '\(start)' needs quotes"
    }
    if problem.contains("mapping values are not allowed") {
      return "there is a second ': ' in this line; a text with ': ' in it needs quotes"
    }
    if problem.contains("did not find expected"), line.contains(": [") || line.contains(":[") {
      return "a text that begins with '[' needs quotes"
    }
    return nil
  }
}
