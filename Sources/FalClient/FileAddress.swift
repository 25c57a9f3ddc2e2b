internal import Transfers

/// An address of a file as servers name them: it gets no key, but may not lead inside our network.
struct FileAddress {
  let address: WebAddress
  /// Whether only public addresses may be connected to.
  let mustBePublic: Bool

  /// - Returns: nil unless it is https on the public internet, or at a service we were told to use.
  init?(_ text: String, hosts: FalHosts) {
    guard let address = try? WebAddress(text) else { return nil }
    let isConfigured = [hosts.queue, hosts.rest, hosts.cdn].contains { base in
      (try? WebAddress(base.text))?.origin == address.origin
    }
    let isSimulated = hosts.areLoopback && address.isLoopback
    guard
      isConfigured || isSimulated || (address.scheme == "https" && !address.isPlainlyPrivate)
    else { return nil }
    self.address = address
    mustBePublic = !isConfigured && !isSimulated
  }
}
