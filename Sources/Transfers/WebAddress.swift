internal import CCurl

/// A web address taken apart by libcurl's own parser, so that what is checked is what is called.
public struct WebAddress: Sendable, Hashable {
  /// `http` or `https`, in lower case.
  public let scheme: String
  /// The host in lower case; an IPv6 address in brackets.
  public let host: String
  /// The port, also where the address leaves it to the scheme.
  public let port: Int
  /// The path with dot segments resolved, still percent-encoded; at least "/".
  public let path: String
  /// The query without its question mark, still percent-encoded.
  public let query: String?
  /// Whether a fragment follows.
  public let hasFragment: Bool

  /// Takes an address apart.
  ///
  /// - Throws: ``TransferError`` `.badURL` unless it is absolute, http or https, and free of user
  ///   name and password; the message never repeats the address.
  public init(_ text: String) throws(TransferError) {
    guard text.utf8.allSatisfy({ $0 > 0x20 && $0 != 0x7F && $0 != 0x5C }) else {
      throw Self.refusal("it contains blanks, control characters or backslashes")
    }
    // libcurl forgives a third slash and takes what follows for the host.
    guard !text.contains(":///") else { throw Self.refusal("it names no host") }
    guard let parts = curl_url() else {
      throw TransferError(.unavailable, "libcurl gave no memory to read an address.")
    }
    defer { curl_url_cleanup(parts) }
    // Without this flag libcurl refuses schemes it was not built with, with it we refuse ourselves.
    guard curl_url_set(parts, CURLUPART_URL, text, UInt32(CURLU_NON_SUPPORT_SCHEME)) == CURLUE_OK
    else { throw Self.refusal("it is not an absolute http or https address") }

    let scheme = (Self.part(CURLUPART_SCHEME, of: parts) ?? "").lowercased()
    guard scheme == "http" || scheme == "https" else {
      throw Self.refusal("it is not an http or https address")
    }
    guard Self.part(CURLUPART_USER, of: parts) == nil,
      Self.part(CURLUPART_PASSWORD, of: parts) == nil
    else { throw Self.refusal("it contains a user name or a password; leave them out") }
    guard let host = Self.part(CURLUPART_HOST, of: parts)?.lowercased(), !host.isEmpty,
      let port = Self.part(CURLUPART_PORT, of: parts, UInt32(CURLU_DEFAULT_PORT)).flatMap({
        Int($0)
      }),
      (1...65535).contains(port)
    else { throw Self.refusal("it names no host and port that could be called") }

    self.scheme = scheme
    self.host = host
    self.port = port
    path = Self.part(CURLUPART_PATH, of: parts) ?? "/"
    query = Self.part(CURLUPART_QUERY, of: parts)
    hasFragment = Self.part(CURLUPART_FRAGMENT, of: parts) != nil
  }

  /// Whether the port is the one the scheme implies.
  public var usesDefaultPort: Bool { port == (scheme == "https" ? 443 : 80) }

  /// Scheme, host and port where it is unusual: "https://queue.fal.run".
  public var origin: String { "\(scheme)://\(host)" + (usesDefaultPort ? "" : ":\(port)") }

  /// The address without query and fragment, fit to be shown.
  public var redacted: String { origin + path }

  private static func refusal(_ reason: String) -> TransferError {
    TransferError(.badURL, nothingWasSent: true, "The web address cannot be used: \(reason).")
  }

  private static func part(
    _ part: CURLUPart, of parts: OpaquePointer, _ flags: UInt32 = 0
  ) -> String? {
    var text: UnsafeMutablePointer<CChar>?
    guard curl_url_get(parts, part, &text, flags) == CURLUE_OK, let text else { return nil }
    defer { curl_free(text) }
    return String(cString: text)
  }
}
