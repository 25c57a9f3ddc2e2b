internal import FoundationEssentials

/// The bytes inside a `data:` address.
enum DataURI {
  /// `nil` when it is none, or broken.
  static func bytes(in address: String) -> [UInt8]? {
    guard address.utf8.count > 5, address.prefix(5).lowercased() == "data:",
      let comma = address.firstIndex(of: ",")
    else { return nil }
    let kind = address[..<comma].dropFirst(5)
    let payload = address[address.index(after: comma)...]
    guard let decoded = PercentCoding.decodeBytes(payload.utf8) else { return nil }
    guard kind.split(separator: ";").last?.lowercased() == "base64" else { return decoded }
    return Data(base64Encoded: Data(decoded)).map { [UInt8]($0) }
  }
}
