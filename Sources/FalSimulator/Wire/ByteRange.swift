/// What a `Range` header asks for, measured against a file.
enum ByteRange: Hashable, Sendable {
  /// No range, or one a server may ignore: several ranges, another unit, bad syntax.
  case whole
  /// These bytes; never empty, always inside the file.
  case part(Range<Int>)
  /// A well-formed range that lies outside the file.
  case unsatisfiable

  /// Reads a header value as RFC 9110, section 14, says.
  init(header: String?, fileSize: Int) {
    guard let header else {
      self = .whole
      return
    }
    let pieces = header.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
    guard pieces.count == 2, Self.trimmed(pieces[0]).lowercased() == "bytes" else {
      self = .whole
      return
    }
    let bounds = Self.trimmed(pieces[1]).split(
      separator: "-", maxSplits: 1, omittingEmptySubsequences: false)
    guard bounds.count == 2 else {
      self = .whole
      return
    }
    switch (Self.position(bounds[0]), Self.position(bounds[1])) {
    case (.absent, .at(let length)):
      let start = fileSize - min(length, fileSize)
      self = start < fileSize ? .part(start..<fileSize) : .unsatisfiable
    case (.at(let first), .absent):
      self = first < fileSize ? .part(first..<fileSize) : .unsatisfiable
    case (.at(let first), .at(let last)) where first <= last:
      self = first < fileSize ? .part(first..<min(last, fileSize - 1) + 1) : .unsatisfiable
    default:
      self = .whole
    }
  }

  private enum Position {
    case absent, invalid
    case at(Int)
  }

  private static func position(_ digits: Substring) -> Position {
    if digits.isEmpty { return .absent }
    guard digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else { return .invalid }
    return .at(Int(digits) ?? .max)  // more digits than any file has bytes
  }

  private static func trimmed(_ text: Substring) -> Substring {
    var text = text
    while text.first == " " || text.first == "\t" { text.removeFirst() }
    while text.last == " " || text.last == "\t" { text.removeLast() }
    return text
  }
}
