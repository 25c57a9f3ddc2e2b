/// One HTTP request, ready to be sent.
public struct HTTPRequest: Sendable {
  /// The verb.
  public var method: HTTPMethod
  /// An absolute `http` or `https` address without user name and password.
  public var url: String
  /// The header fields; a secret in them goes only to the host of the address, since redirects
  /// are never followed with them.
  public var headers: HTTPHeaders
  /// What follows the header.
  public var body: HTTPBody
  /// How long name lookup, connecting and TLS may take together.
  public var connectTimeout: Duration = .seconds(30)
  /// How long the whole exchange may take; nil leaves it to the stall limit.
  public var timeout: Duration? = .seconds(60)
  /// Gives up when less than 1 KiB a second moves for this long; nil never does.
  public var stallLimit: Duration?
  /// Gives up when not a single byte of the answer comes in for this long; nil never does.
  ///
  /// For answers that are slow by nature. Bytes the receiver is not ready for do not count as
  /// silence.
  public var idleLimit: Duration?
  /// Uses a connection of its own, over HTTP/1.1, and closes it afterwards.
  ///
  /// libcurl silently sends a request again, POST included, when a *reused* connection dies before
  /// the first byte of the answer. A request that costs money must therefore not reuse one.
  public var freshConnection = false
  /// The largest answer kept in memory, in bytes after decompression; a longer one is an error.
  public var maximumAnswerByteCount = 16 << 20
  /// Hears how much of the body has been sent.
  public var uploadProgress: TransferProgressHandler?

  /// Creates a request with the default limits: 30 s to connect, 60 s in all, 16 MiB of answer.
  public init(
    _ method: HTTPMethod, _ url: String, headers: HTTPHeaders = [:], body: HTTPBody = .none
  ) {
    self.method = method
    self.url = url
    self.headers = headers
    self.body = body
  }
}
