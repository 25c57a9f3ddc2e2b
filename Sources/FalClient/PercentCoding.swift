/// Encodes text for one component of a web address.
enum PercentCoding {
  /// Everything but RFC 3986's unreserved characters is encoded.
  static func encoded(_ text: String) -> String {
    let digits = Array("0123456789ABCDEF")
    let marks = Array("-._~".utf8)
    var encoded = ""
    for byte in text.utf8 {
      let isPlain =
        (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte)
        || (0x61...0x7A).contains(byte) || marks.contains(byte)
      if isPlain {
        encoded.unicodeScalars.append(Unicode.Scalar(byte))
      } else {
        encoded += "%\(digits[Int(byte >> 4)])\(digits[Int(byte & 15)])"
      }
    }
    return encoded
  }
}
