internal import Yams

/// Sums of money as people write them.
public enum Dollars {
  /// Reads "5", "0.102" or "$5.00" as millionths of a US dollar; anything else, and less than a
  /// millionth, is `nil`.
  public static func microdollars(_ text: String) -> Int? {
    let digits = text.hasPrefix("$") ? text.dropFirst() : text[...]
    let parts = digits.split(separator: ".", omittingEmptySubsequences: false)
    guard (1...2).contains(parts.count), let whole = parts.first, !whole.isEmpty,
      whole.utf8.count <= 9, whole.utf8.allSatisfy(isDigit)
    else { return nil }
    var fraction = ""
    if parts.count == 2 {
      guard let text = parts.last, !text.isEmpty, text.utf8.count <= 6,
        text.utf8.allSatisfy(isDigit)
      else { return nil }
      fraction = String(text)
    }
    fraction += String(repeating: "0", count: 6 - fraction.utf8.count)
    guard let dollars = Int(whole), let rest = Int(fraction) else { return nil }
    return dollars * 1_000_000 + rest
  }

  private static func isDigit(_ byte: UInt8) -> Bool { (48...57).contains(byte) }
}

extension YAMLFields {
  /// A sum in US dollars, as millionths.
  func dollars(_ key: String, _ problems: inout ProblemList) -> Int? {
    guard let node = node(key) else { return nil }
    guard let sum = node.filledScalar.flatMap({ Dollars.microdollars($0.string) }) else {
      problems.add(
        document.location(of: node),
        "'\(key)' must be a sum in US dollars such as 5.00, not \(node.shown)")
      return nil
    }
    return sum
  }
}
