#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

extension WebAddress {
  /// Whether the host is this computer: `localhost`, `127.0.0.0/8` or `::1`, and no other spelling.
  public var isLoopback: Bool {
    if host == "localhost" { return true }
    if let bytes = IPAddress.bytes(ofHost: host) { return IPAddress.isLoopback(bytes) }
    return false
  }

  /// Whether the host is written as an address outside the public internet, or is `localhost`.
  ///
  /// A name is not looked up here; a download checks the address it really connects to.
  public var isPlainlyPrivate: Bool {
    if host == "localhost" || host.hasSuffix(".localhost") { return true }
    if let bytes = IPAddress.bytes(ofHost: host) { return !IPAddress.isPublic(bytes) }
    return false
  }
}

/// Rules about numerical addresses, 4 or 16 bytes in network order.
enum IPAddress {
  /// The bytes of a host that is written as an address; nil for names.
  static func bytes(ofHost host: String) -> [UInt8]? {
    if host.hasPrefix("["), host.hasSuffix("]") {
      let inner = host.dropFirst().dropLast().prefix { $0 != "%" }
      return parse(String(inner), family: AF_INET6, count: 16)
    }
    return parse(host, family: AF_INET, count: 4)
  }

  static func isLoopback(_ bytes: [UInt8]) -> Bool {
    bytes.count == 4 ? bytes[0] == 127 : bytes == [UInt8](repeating: 0, count: 15) + [1]
  }

  /// Whether an address belongs to the public internet.
  ///
  /// Source of the ranges: IANA's special-purpose registries (RFC 6890 and its updates).
  static func isPublic(_ bytes: [UInt8]) -> Bool {
    if bytes.count == 16 {
      let mapped = [UInt8](repeating: 0, count: 10) + [0xFF, 0xFF]
      if Array(bytes.prefix(12)) == mapped { return isPublic(Array(bytes.suffix(4))) }
      // NAT64 carries an IPv4 address in its last four bytes.
      if Array(bytes.prefix(12)) == [0, 0x64, 0xFF, 0x9B, 0, 0, 0, 0, 0, 0, 0, 0] {
        return isPublic(Array(bytes.suffix(4)))
      }
      // 2000::/3 is the only block in global use; within it, documentation and 6to4 are not.
      let isGlobal = bytes[0] & 0xE0 == 0x20
      let isDocumentation = bytes.starts(with: [0x20, 0x01, 0x0D, 0xB8])
      return isGlobal && !isDocumentation && !bytes.starts(with: [0x20, 0x02])
    }
    switch (bytes[0], bytes[1]) {
    case (0, _), (10, _), (127, _), (224..., _): return false
    case (100, 64...127), (169, 254), (172, 16...31), (192, 168), (198, 18...19): return false
    case (192, 0): return bytes[2] != 0 && bytes[2] != 2
    case (198, 51): return bytes[2] != 100
    case (203, 0): return bytes[2] != 113
    default: return true
    }
  }

  private static func parse(_ text: String, family: Int32, count: Int) -> [UInt8]? {
    var bytes = [UInt8](repeating: 0, count: count)
    return inet_pton(family, text, &bytes) == 1 ? bytes : nil
  }
}
