/// A limit as people write it: "25MB", "8 MiB", "500kB", a plain number of bytes, or "none".
public struct ByteLimit: Sendable, Hashable {
  /// The bytes; nil for no limit.
  public let bytes: Int?

  /// Reads it; `nil` for anything else, and for less than a thousand bytes.
  public init?(_ text: String) {
    if text == "none" {
      bytes = nil
      return
    }
    let digits = text.prefix { $0.isASCII && ($0.isNumber || $0 == ".") }
    let unit = text.dropFirst(digits.count).drop { $0 == " " }
    let factors: [String: Double] = [
      "": 1, "b": 1, "kb": 1e3, "mb": 1e6, "gb": 1e9, "kib": 1024, "mib": 1_048_576,
      "gib": 1_073_741_824,
    ]
    guard let number = Double(digits), let factor = factors[unit.lowercased()] else { return nil }
    let bytes = (number * factor).rounded(.down)
    // Less holds no video; more than a terabyte is a slip of the pen.
    guard (1000...1e12).contains(bytes) else { return nil }
    self.bytes = Int(bytes)
  }
}
