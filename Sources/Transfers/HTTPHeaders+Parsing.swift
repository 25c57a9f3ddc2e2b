extension HTTPHeaders {
  /// Takes in one line as it came from the server.
  ///
  /// A status line begins a new header, so that only the last of several answers remains
  /// (`100 Continue` before the real one). Lines without a colon are skipped.
  mutating func absorb(line bytes: some Collection<UInt8>) {
    let line = String(decoding: bytes, as: UTF8.self)
    if line.hasPrefix("HTTP/") {
      self = HTTPHeaders()
      return
    }
    guard let colon = line.utf8.firstIndex(of: 0x3A) else { return }
    append(trimmed(line[line.utf8.index(after: colon)...]), for: trimmed(line[..<colon]))
  }
}

/// The text without blanks and line ends around it.
func trimmed(_ text: Substring) -> String {
  let isBlank: (UInt8) -> Bool = { $0 == 0x20 || $0 == 0x09 || $0 == 0x0D || $0 == 0x0A }
  let bytes = text.utf8
  guard let first = bytes.firstIndex(where: { !isBlank($0) }),
    let last = bytes.lastIndex(where: { !isBlank($0) })
  else { return "" }
  return String(decoding: bytes[first...last], as: UTF8.self)
}
