internal import CCurl

extension TransferError {
  /// Turns a libcurl result into an error that names the host.
  ///
  /// - Parameter provesNothingSent: what the transfer's own counters say; see
  ///   ``Exchange/provesNothingSent(_:)``.
  init(_ result: CURLcode, at address: WebAddress, provesNothingSent: Bool) {
    let place = address.host + (address.usesDefaultPort ? "" : ":\(address.port)")
    let (code, sentence) = Self.meaning(of: result)
    self.init(code, host: address.host, nothingWasSent: provesNothingSent, "\(place): \(sentence).")
  }

  private static func meaning(of result: CURLcode) -> (Code, String) {
    switch result {
    case CURLE_COULDNT_RESOLVE_HOST:
      (.resolve, "the name has no address; check the network connection and the spelling")
    case CURLE_COULDNT_RESOLVE_PROXY:
      (.resolve, "the proxy's name has no address; check https_proxy and http_proxy")
    case CURLE_COULDNT_CONNECT:
      (.connect, "nothing accepts connections there; check the network, or try again later")
    case CURLE_PEER_FAILED_VERIFICATION, CURLE_SSL_CACERT_BADFILE, CURLE_SSL_ISSUER_ERROR,
      CURLE_SSL_PINNEDPUBKEYNOTMATCH, CURLE_SSL_INVALIDCERTSTATUS, CURLE_SSL_CRL_BADFILE:
      (.certificate, "its certificate is not trusted; check the clock and ca-certificates")
    case CURLE_SSL_CONNECT_ERROR, CURLE_SSL_CIPHER, CURLE_SSL_CERTPROBLEM, CURLE_USE_SSL_FAILED,
      CURLE_SSL_ENGINE_NOTFOUND, CURLE_SSL_ENGINE_SETFAILED, CURLE_SSL_ENGINE_INITFAILED:
      (.tls, "no encrypted connection could be made")
    case CURLE_OPERATION_TIMEDOUT: (.timeout, "no complete answer came in time")
    case CURLE_GOT_NOTHING: (.aborted, "the connection was closed without an answer")
    case CURLE_PARTIAL_FILE: (.aborted, "the connection was closed before the answer was complete")
    case CURLE_SEND_ERROR, CURLE_SEND_FAIL_REWIND:
      (.aborted, "the connection broke while the request was sent")
    case CURLE_RECV_ERROR, CURLE_HTTP2, CURLE_HTTP2_STREAM, CURLE_HTTP3:
      (.aborted, "the connection broke while the answer was read")
    case CURLE_URL_MALFORMAT: (.badURL, "the address cannot be used")
    // Addresses are checked before; what libcurl calls an unsupported protocol is an answer that
    // begins like none of HTTP's. Such a connection is closed, and a new one may do better.
    case CURLE_WEIRD_SERVER_REPLY, CURLE_UNSUPPORTED_PROTOCOL:
      (.aborted, "the answer is not proper HTTP")
    case CURLE_BAD_CONTENT_ENCODING, CURLE_HTTP_RETURNED_ERROR:
      (.badAnswer, "the answer is not proper HTTP")
    case CURLE_OUT_OF_MEMORY: (.unavailable, "libcurl ran out of memory")
    default: (.aborted, "the transfer failed (\(String(cString: curl_easy_strerror(result))))")
    }
  }

  /// Whether a result can only arise while the connection is still being made.
  static func arisesBeforeSending(_ result: CURLcode) -> Bool {
    switch result {
    case CURLE_COULDNT_RESOLVE_HOST, CURLE_COULDNT_RESOLVE_PROXY, CURLE_COULDNT_CONNECT,
      CURLE_SSL_CONNECT_ERROR, CURLE_PEER_FAILED_VERIFICATION, CURLE_SSL_CACERT_BADFILE,
      CURLE_SSL_CERTPROBLEM, CURLE_SSL_CIPHER, CURLE_SSL_ISSUER_ERROR,
      CURLE_SSL_PINNEDPUBKEYNOTMATCH, CURLE_SSL_INVALIDCERTSTATUS:
      true
    default: false
    }
  }
}
