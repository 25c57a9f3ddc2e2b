internal import Transfers

/// Where a gateway listens.
public struct ListenAddress: Sendable, Hashable, CustomStringConvertible {
  /// A name or a numerical address; IPv6 without brackets.
  public let host: String
  /// The port; 0 takes a free one.
  public let port: Int

  /// This computer only, on a free port.
  public static let loopback = ListenAddress(host: "127.0.0.1", port: 0)

  private init(host: String, port: Int) {
    self.host = host
    self.port = port
  }

  /// Reads `ADDR:PORT`, such as `127.0.0.1:8787` or `[::1]:8787`; without an address, as in
  /// `:8787`, it is this computer only.
  ///
  /// - Throws: ``GatewayError`` `.address`.
  public init(_ text: String) throws(GatewayError) {
    let wrong = GatewayError(
      .address,
      "\"\(text.prefix(80))\" is no place to listen at; write ADDR:PORT, such as 127.0.0.1:8787.")
    guard let colon = text.lastIndex(of: ":") else { throw wrong }
    let digits = text[text.index(after: colon)...]
    guard !digits.isEmpty, digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }),
      let port = Int(digits), (0...65_535).contains(port)
    else { throw wrong }
    var host = text[..<colon]
    if host.hasPrefix("["), host.hasSuffix("]") {
      host = host.dropFirst().dropLast()
    } else if host.contains(":") {
      throw wrong
    }
    let isPlain = host.utf8.allSatisfy { byte in
      (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte)
        || (0x61...0x7A).contains(byte) || [0x2D, 0x2E, 0x3A].contains(byte)
    }
    guard isPlain else { throw wrong }
    self.host = host.isEmpty ? "127.0.0.1" : String(host)
    self.port = port
  }

  /// Whether only this computer can reach it.
  public var isLoopback: Bool {
    (try? WebAddress("http://\(bracketed):1"))?.isLoopback ?? false
  }

  private var bracketed: String { host.contains(":") ? "[\(host)]" : host }

  /// The address as it is written.
  public var description: String { "\(bracketed):\(port)" }

  func with(port: Int) -> ListenAddress { ListenAddress(host: host, port: port) }
}
