internal import CCurl

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Reads the address libcurl is about to connect to, and opens the socket it asked for.
enum SocketAddress {
  /// The numerical address, 4 or 16 bytes; nil for families other than IP.
  static func bytes(of address: UnsafeMutablePointer<curl_sockaddr>) -> [UInt8]? {
    let (family, start): (Int32, Int) =
      switch address.pointee.family {
      case AF_INET: (4, MemoryLayout<sockaddr_in>.offset(of: \.sin_addr) ?? 4)
      case AF_INET6: (16, MemoryLayout<sockaddr_in6>.offset(of: \.sin6_addr) ?? 8)
      default: (0, 0)
      }
    let count = Int(family)
    guard count > 0, Int(address.pointee.addrlen) >= start + count,
      let field = MemoryLayout<curl_sockaddr>.offset(of: \.addr)
    else { return nil }
    // The structure is longer than its declaration: a sockaddr_in6 follows in the same storage.
    let storage = UnsafeRawPointer(address) + field + start
    return [UInt8](UnsafeRawBufferPointer(start: storage, count: count))
  }

  /// A socket of the kind libcurl asked for.
  static func open(_ address: UnsafeMutablePointer<curl_sockaddr>) -> curl_socket_t {
    socket(address.pointee.family, address.pointee.socktype, address.pointee.protocol)
  }
}
