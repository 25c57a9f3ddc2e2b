/// Numbers, and texts of others, as people read them.
enum Terms {
  /// A text that somebody else wrote, fit for a line on a terminal: no line breaks, and nothing that
  /// a terminal would take for an order.
  static func onOneLine(_ text: String) -> String {
    text.split(whereSeparator: \.isNewline).joined(separator: " ")
      .filter { character in
        character.unicodeScalars.allSatisfy { $0 != "\t" && !isOrder($0.value) }
      }
  }

  /// The same text with control characters spelled out, line breaks and tabs excepted: a name that
  /// holds orders for a terminal is shown, and not obeyed.
  static func spelledOut(_ text: String) -> String {
    // Beyond ASCII, U+0080 to U+009F are orders, too; their first byte is C2.
    guard text.utf8.contains(where: { isOrder(UInt32($0)) || $0 == 0xC2 }) else { return text }
    var shown = ""
    for scalar in text.unicodeScalars {
      shown += isOrder(scalar.value) ? "\\x" + hexadecimal(scalar.value) : String(scalar)
    }
    return shown
  }

  /// A file's name on one line.
  static func name(_ path: String) -> String { path.replacing("\n", with: "\\n") }

  private static func isOrder(_ value: UInt32) -> Bool {
    value < 0x20 && value != 0x0A && value != 0x09 || (0x7F...0x9F).contains(value)
  }

  private static func hexadecimal(_ value: UInt32) -> String {
    (value < 16 ? "0" : "") + String(value, radix: 16)
  }

  /// "1.3 MB", "812 KB", "97 bytes"; steps of a thousand, as disks are sold.
  static func bytes(_ count: Int) -> String {
    switch count {
    case ..<1000: Terms.count(count, "byte")
    case ..<1_000_000: "\(count / 1000) KB"
    case ..<1_000_000_000: "\(decimal(Double(count) / 1e6, places: 1)) MB"
    default: "\(decimal(Double(count) / 1e9, places: 2)) GB"
    }
  }

  /// "0:07", "1:23", "1:02:03".
  static func clock(_ seconds: Double) -> String {
    guard seconds.isFinite, seconds >= 0, seconds < 1e7 else { return "-:--" }
    let whole = Int(seconds.rounded())
    let minutes = whole / 60 % 60
    let tail = twoDigits(whole % 60)
    return whole >= 3600
      ? "\(whole / 3600):\(twoDigits(minutes)):\(tail)" : "\(minutes):\(tail)"
  }

  /// "6 s", "8.08 s".
  static func seconds(_ value: Double) -> String {
    var text = decimal(value, places: 2)
    while text.contains("."), text.hasSuffix("0") || text.hasSuffix(".") { text.removeLast() }
    return "\(text) s"
  }

  /// A number with a fixed count of decimals.
  static func decimal(_ value: Double, places: Int) -> String {
    guard value.isFinite, value.magnitude < 1e15 else { return "\(value)" }
    var factor = 1
    for _ in 0..<places { factor *= 10 }
    let scaled = Int((value.magnitude * Double(factor)).rounded())
    let sign = value < 0 && scaled > 0 ? "-" : ""
    guard places > 0 else { return "\(sign)\(scaled)" }
    let fraction = String(scaled % factor)
    let padding = String(repeating: "0", count: places - fraction.count)
    return "\(sign)\(scaled / factor).\(padding)\(fraction)"
  }

  /// "1 shot", "3 shots".
  static func count(_ number: Int, _ noun: String) -> String {
    number == 1 ? "1 \(noun)" : "\(number) \(noun)s"
  }

  private static func twoDigits(_ number: Int) -> String {
    number < 10 ? "0\(number)" : "\(number)"
  }
}
