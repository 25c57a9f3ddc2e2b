internal import FoundationEssentials

/// Names nobody can guess.
enum RandomName {
  static func requestID() -> String {
    UUID().uuidString.lowercased()
  }

  /// Lower-case hexadecimal digits.
  static func hex(digits count: Int) -> String {
    String((0..<count).map { _ in "0123456789abcdef".randomElement() ?? "0" })
  }

  /// A path in the file host's form, with a client's name made harmless at its end.
  static func filePath(for name: String) -> String {
    "files/b/\(hex(digits: 8))/\(hex(digits: 20))_\(harmless(name))"
  }

  /// Letters, digits, `.`, `_` and `-` of the last path component; at most 80.
  static func harmless(_ name: String) -> String {
    let last = name.split(separator: "/").last ?? ""
    let kept = last.unicodeScalars.map { scalar -> Character in
      switch scalar {
      case "a"..."z", "A"..."Z", "0"..."9", ".", "_", "-": Character(scalar)
      default: "-"
      }
    }
    return kept.isEmpty ? "upload.bin" : String(kept.suffix(80))
  }
}
