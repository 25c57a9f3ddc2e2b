internal import Crypto

/// Text made of named fields that no two different sets of values share.
///
/// Every field stands with its length in bytes, so nothing inside a value can pass for a border.
struct CanonicalText {
  private var bytes: [UInt8]

  /// The first line names what is encoded and the version of the encoding.
  init(_ header: String) {
    bytes = Array((header + "\n").utf8)
  }

  mutating func add(_ name: String, _ value: String) {
    bytes += Array("\(name) \(value.utf8.count)\n\(value)\n".utf8)
  }

  /// 64 lower-case hexadecimal digits.
  var sha256: String {
    SHA256.hash(data: bytes).map { byte in
      let digits = String(byte, radix: 16)
      return digits.count == 1 ? "0" + digits : digits
    }.joined()
  }

  static func isHexDigit(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "f"): true
    default: false
    }
  }
}
