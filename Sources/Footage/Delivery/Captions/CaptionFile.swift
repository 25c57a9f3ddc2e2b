import Outputs

/// Captions as files hold them: SubRip, or WebVTT.
enum CaptionFile {
  /// What two hours of the quickest talk come to, many times over.
  private static let mostBytes = 16 << 20

  /// - Throws: ``FootageError`` `.damaged`, naming the line.
  static func read(_ path: String) throws -> [Caption] {
    let bytes = try about(path) { try WholeFile.bytes(of: path, limit: mostBytes) }
    return try parse(bytes, path: path)
  }

  /// - Throws: ``FootageError`` `.damaged`, naming the line.
  static func parse(_ bytes: [UInt8], path: String) throws(FootageError) -> [Caption] {
    guard let whole = String(validating: bytes, as: UTF8.self) else {
      throw FootageError(
        .damaged, path: path, "\(path): this is no text in UTF-8; save it in that encoding.")
    }
    let text = whole.hasPrefix("\u{FEFF}") ? String(whole.dropFirst()) : whole
    let lines = text.split(omittingEmptySubsequences: false) { $0.isNewline }.map(String.init)
    let isWebVTT = text.hasPrefix("WEBVTT")
    var captions: [Caption] = []
    var number = 0
    while number < lines.count {
      guard let arrow = lines[number].firstRange(of: "-->") else {
        number += 1
        continue
      }
      let line = number + 1
      guard let start = time(lines[number][..<arrow.lowerBound]),
        let end = time(lines[number][arrow.upperBound...])
      else {
        throw FootageError(
          .damaged, path: path,
          "\(path), line \(line): this is not a time such as 00:01:02,500 --> 00:01:04,000.")
      }
      guard end >= start else {
        throw FootageError(
          .damaged, path: path, "\(path), line \(line): the caption ends before it starts.")
      }
      number += 1
      var words: [String] = []
      while number < lines.count, !lines[number].allSatisfy(\.isWhitespace) {
        words.append(lines[number])
        number += 1
      }
      // Nobody sees one of no length, and players pass over it.
      guard end > start else { continue }
      captions.append(
        Caption(
          start: start, end: end, text: words.joined(separator: "\n"), isWebVTT: isWebVTT))
    }
    guard !captions.isEmpty else {
      throw FootageError(
        .damaged, path: path, "\(path): there is no caption in it; SubRip and WebVTT are read.")
    }
    return captions.sorted { $0.start < $1.start }
  }

  /// Milliseconds, from "1:02:03,500" or "02:03.500", settings of WebVTT behind it left out.
  private static func time(_ text: some StringProtocol) -> Int64? {
    guard let word = text.split(whereSeparator: \.isWhitespace).first else { return nil }
    let parts = word.split(separator: ":", omittingEmptySubsequences: false)
    guard (2...3).contains(parts.count), let last = parts.last else { return nil }
    let seconds = last.split(omittingEmptySubsequences: false) { $0 == "," || $0 == "." }
    guard seconds.count == 2, seconds[1].count == 3, let whole = number(seconds[0], below: 60),
      let milliseconds = number(seconds[1], below: 1000),
      let minutes = number(parts[parts.count - 2], below: 60)
    else { return nil }
    var hours: Int64 = 0
    if parts.count == 3 {
      guard let given = number(parts[0], below: 1000) else { return nil }
      hours = given
    }
    return ((hours * 60 + minutes) * 60 + whole) * 1000 + milliseconds
  }

  private static func number(_ text: some StringProtocol, below limit: Int64) -> Int64? {
    guard !text.isEmpty, text.utf8.allSatisfy({ (48...57).contains($0) }), let value = Int64(text),
      value < limit
    else { return nil }
    return value
  }
}
