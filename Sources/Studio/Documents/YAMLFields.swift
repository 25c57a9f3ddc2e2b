internal import Yams

/// The fields of one YAML mapping, read strictly: no unknown key, no wrong type.
///
/// Each reader adds what is wrong to a list and answers `nil`, so that reading goes on.
struct YAMLFields {
  /// A value with the place it stands at.
  struct Field<Value> {
    let value: Value
    let location: SourceLocation
  }

  let document: YAMLDocument
  let location: SourceLocation
  /// What the mapping describes, with its article: "a shot".
  let what: String
  private let values: [String: Node]

  /// Takes a node apart; `nil` when it is no mapping, which is reported.
  init?(
    _ node: Node, of document: YAMLDocument, what: String, keys: [String],
    _ problems: inout ProblemList
  ) {
    self.document = document
    self.what = what
    location = document.location(of: node)
    guard case .mapping(let mapping) = node else {
      problems.add(
        location, "\(what) must be a mapping with keys like '\(keys.first ?? "")', not \(node.kind)"
      )
      return nil
    }
    var values: [String: Node] = [:]
    for (key, value) in mapping where !document.isRepeatedKey(key) {
      let place = document.location(of: key)
      guard case .scalar(let scalar) = key else {
        problems.add(place, "a key in \(what) must be a word, not \(key.kind)")
        continue
      }
      guard keys.contains(scalar.string) else {
        problems.add(place, Self.unknown(scalar.string, in: what, keys: keys))
        continue
      }
      values[scalar.string] = value
    }
    self.values = values
  }

  private static func unknown(_ key: String, in what: String, keys: [String]) -> String {
    if key == "<<" {
      return "'<<' is not taken here; write the keys out, or give defaults at the top"
    }
    if let meant = Spelling.nearest(to: key, among: keys) {
      return "unknown key \(key.quoted) in \(what); did you mean '\(meant)'?"
    }
    return "unknown key \(key.quoted) in \(what); it takes \(keys.joined(separator: ", "))"
  }

  func has(_ key: String) -> Bool { values[key] != nil }

  func node(_ key: String) -> Node? { values[key] }

  /// Reports a key that must be there and is not.
  func require(_ key: String, _ problems: inout ProblemList) {
    if !has(key) { problems.add(location, "\(what) needs '\(key)'") }
  }

  func text(_ key: String, _ problems: inout ProblemList) -> Field<String>? {
    guard let node = values[key] else { return nil }
    let place = document.location(of: node)
    guard let scalar = node.filledScalar else {
      let hint = document.isBracketed(node) ? "; a text that begins with '[' needs quotes" : ""
      problems.add(place, "'\(key)' must be a text, not \(node.kind)\(hint)")
      return nil
    }
    return Field(value: scalar.string, location: place)
  }

  func flag(_ key: String, _ problems: inout ProblemList) -> Field<Bool>? {
    guard let node = values[key] else { return nil }
    let place = document.location(of: node)
    switch node.plainText?.lowercased() {
    case "true", "yes", "on": return Field(value: true, location: place)
    case "false", "no", "off": return Field(value: false, location: place)
    default:
      problems.add(place, "'\(key)' must be true or false, not \(node.shown)")
      return nil
    }
  }

  /// A whole number of which the rule approves.
  func number(
    _ key: String, _ expectation: String, _ problems: inout ProblemList,
    where rule: (Int) -> Bool
  ) -> Field<Int>? {
    guard let node = values[key] else { return nil }
    let place = document.location(of: node)
    guard let number = node.plainText.flatMap({ Int($0) }), rule(number) else {
      problems.add(place, "'\(key)' must be \(expectation), not \(node.shown)")
      return nil
    }
    return Field(value: number, location: place)
  }

  /// One word of a fixed set.
  func choice<Choice: CaseIterable & RawRepresentable<String>>(
    _ key: String, as type: Choice.Type, _ problems: inout ProblemList
  ) -> Field<Choice>? {
    guard let word = text(key, &problems) else { return nil }
    if let choice = Choice(rawValue: word.value) {
      return Field(value: choice, location: word.location)
    }
    let words = Choice.allCases.map(\.rawValue)
    let meant = Spelling.nearest(to: word.value, among: words).map { "; did you mean '\($0)'?" }
    problems.add(
      word.location,
      "'\(key)' must be \(words.joined(separator: " or ")), not \(word.value.quoted)\(meant ?? "")")
    return nil
  }
}

extension Node {
  /// What the node is, with its article, for messages.
  var kind: String {
    switch self {
    case .mapping: "a mapping"
    case .sequence: "a list"
    case .scalar: filledScalar == nil ? "nothing" : "a single value"
    case .alias: "an alias"
    }
  }

  /// The value as it was written, or what it is, for messages.
  var shown: String { filledScalar?.string.quoted ?? kind }

  /// The scalar, unless it is YAML's null, which a forgotten value reads as.
  var filledScalar: Node.Scalar? {
    guard case .scalar(let scalar) = self else { return nil }
    let isNull =
      scalar.style == .plain && ["", "~", "null", "Null", "NULL"].contains(scalar.string)
    return isNull ? nil : scalar
  }

  /// The text of a scalar written without quotes, as numbers and flags are.
  var plainText: String? {
    guard let scalar = filledScalar, scalar.style == .plain else { return nil }
    return scalar.string
  }
}
