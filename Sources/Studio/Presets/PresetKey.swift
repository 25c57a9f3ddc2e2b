internal import Footage
internal import Raster
internal import Yams

/// One key of a preset file: where it stands, what it may hold, and what it changes.
///
/// The table of all keys (``all``) is the single source for reading presets, for `--set`, and for
/// the JSON Schema beside the files.
struct PresetKey: Sendable {
  /// What a value does to the settings.
  typealias Change = @Sendable (inout DeliverySettings) -> Void

  /// Where it stands, such as "video.crf"; at most one dot.
  let path: String
  /// What it may hold, for messages: "a number from 0 to 63".
  let expectation: String
  /// What it is for, in a phrase.
  let summary: String
  /// The words it takes, for spelling hints; empty where it takes other things.
  let words: [String]
  /// What a JSON Schema says of the value.
  let schema: SchemaType
  /// Reads a value; nil when it is not what is expected.
  let read: @Sendable (Node) -> Change?

  /// The mapping it stands in, such as "video"; nil at the top.
  var section: String? { path.firstIndex(of: ".").map { String(path[..<$0]) } }

  /// Its own word, such as "crf".
  var word: String { String(path.split(separator: ".").last ?? "") }

  /// What a JSON Schema says of a value.
  indirect enum SchemaType: Sendable {
    case words([String])
    case number(ClosedRange<Double>)
    case whole(ClosedRange<Int>)
    case flag
    case text
    case options
    case rungs
    case either(SchemaType, SchemaType)
  }
}

extension PresetKey {
  /// One word of a fixed set.
  static func choice<Choice: CaseIterable & RawRepresentable<String> & Sendable>(
    _ path: String, _ type: Choice.Type, _ summary: String,
    _ store: @escaping @Sendable (Choice, inout DeliverySettings) -> Void
  ) -> PresetKey {
    let words = Choice.allCases.map(\.rawValue)
    return PresetKey(
      path: path, expectation: words.joined(separator: " or "), summary: summary, words: words,
      schema: .words(words)
    ) { node in
      guard let choice = node.filledScalar.flatMap({ Choice(rawValue: $0.string) }) else {
        return nil
      }
      return { store(choice, &$0) }
    }
  }

  /// True or false.
  static func flag(
    _ path: String, _ summary: String,
    _ store: @escaping @Sendable (Bool, inout DeliverySettings) -> Void
  ) -> PresetKey {
    PresetKey(
      path: path, expectation: "true or false", summary: summary, words: [], schema: .flag
    ) { node in
      switch node.plainText?.lowercased() {
      case "true", "yes", "on": return { store(true, &$0) }
      case "false", "no", "off": return { store(false, &$0) }
      default: return nil
      }
    }
  }

  /// A whole number.
  static func whole(
    _ path: String, _ range: ClosedRange<Int>, _ summary: String,
    _ store: @escaping @Sendable (Int, inout DeliverySettings) -> Void
  ) -> PresetKey {
    PresetKey(
      path: path, expectation: "a whole number from \(range.lowerBound) to \(range.upperBound)",
      summary: summary, words: [], schema: .whole(range)
    ) { node in
      guard let number = node.plainText.flatMap({ Int($0) }), range.contains(number) else {
        return nil
      }
      return { store(number, &$0) }
    }
  }

  /// A whole number, or a word that leaves it to something else.
  static func whole(
    _ path: String, _ range: ClosedRange<Int>, or word: String, _ summary: String,
    _ store: @escaping @Sendable (Int?, inout DeliverySettings) -> Void
  ) -> PresetKey {
    PresetKey(
      path: path,
      expectation: "a whole number from \(range.lowerBound) to \(range.upperBound), or \(word)",
      summary: summary, words: [word], schema: .either(.whole(range), .words([word]))
    ) { node in
      guard let text = node.plainText else { return nil }
      if text == word { return { store(nil, &$0) } }
      guard let number = Int(text), range.contains(number) else { return nil }
      return { store(number, &$0) }
    }
  }

  /// A number, or a word that says there is none.
  ///
  /// - Parameter absence: the word; nil where a number must be.
  static func number(
    _ path: String, _ range: ClosedRange<Double>, or absence: String? = nil, _ summary: String,
    _ store: @escaping @Sendable (Double?, inout DeliverySettings) -> Void
  ) -> PresetKey {
    let span = "a number from \(Self.text(range.lowerBound)) to \(Self.text(range.upperBound))"
    return PresetKey(
      path: path, expectation: span + (absence.map { ", or \($0)" } ?? ""), summary: summary,
      words: absence.map { [$0] } ?? [],
      schema: absence.map { .either(.number(range), .words([$0])) } ?? .number(range)
    ) { node in
      guard let text = node.plainText else { return nil }
      if text == absence { return { store(nil, &$0) } }
      guard let number = Double(text), range.contains(number) else { return nil }
      return { store(number, &$0) }
    }
  }

  /// A text of which a rule makes a value.
  static func text<Value: Sendable>(
    _ path: String, _ expectation: String, _ summary: String,
    _ rule: @escaping @Sendable (String) -> Value?,
    _ store: @escaping @Sendable (Value, inout DeliverySettings) -> Void
  ) -> PresetKey {
    PresetKey(
      path: path, expectation: expectation, summary: summary, words: [], schema: .text
    ) { node in
      guard let value = node.filledScalar.flatMap({ rule($0.string) }) else { return nil }
      return { store(value, &$0) }
    }
  }

  /// A number without a needless ".0".
  static func text(_ number: Double) -> String {
    number == number.rounded() && abs(number) < 1e15 ? "\(Int(number))" : "\(number)"
  }
}
