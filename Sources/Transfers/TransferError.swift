/// Why a request got no answer, or a download no file.
public struct TransferError: Error, Sendable, CustomStringConvertible {
  /// The kind of failure; errors compare by it.
  public struct Code: Hashable, Sendable, CustomStringConvertible {
    private let name: String
    private init(_ name: String) { self.name = name }
    /// The name of the kind.
    public var description: String { name }

    /// The address cannot be used: not http or https, no host, or a password in it.
    public static let badURL = Code("badURL")
    /// The request itself cannot be sent, for example a line break in a header.
    public static let badRequest = Code("badRequest")
    /// The host name (or the proxy's) has no address.
    public static let resolve = Code("resolve")
    /// Nothing accepts connections there.
    public static let connect = Code("connect")
    /// The encrypted channel could not be made.
    public static let tls = Code("tls")
    /// The server's certificate is not to be trusted; trying again will not help.
    public static let certificate = Code("certificate")
    /// It took too long, or stalled.
    public static let timeout = Code("timeout")
    /// The connection broke after it was made.
    public static let aborted = Code("aborted")
    /// The answer breaks HTTP's rules or does not fit what was asked.
    public static let badAnswer = Code("badAnswer")
    /// The answer is larger than allowed.
    public static let tooLarge = Code("tooLarge")
    /// A download was answered with a status that brings no file.
    public static let status = Code("status")
    /// A redirect led somewhere it must not, or there were too many.
    public static let redirect = Code("redirect")
    /// The file changed on the server again and again during the download.
    public static let changed = Code("changed")
    /// A file to send could not be read.
    public static let unreadable = Code("unreadable")
    /// The file to write could not be written.
    public static let unwritable = Code("unwritable")
    /// libcurl or the operating system gave no thread or handle.
    public static let unavailable = Code("unavailable")
  }

  /// The kind of failure.
  public let code: Code
  /// The host that was asked, as written in the address; nil when the address has none.
  public var host: String?
  /// One sentence for people; names the host, never a query or a password.
  public var message: String
  /// True only where libcurl proves that no byte of the request left this computer.
  public var nothingWasSent: Bool
  /// The status of a refused download.
  public var status: Int?
  /// The seconds a refusing server asked to wait.
  public var retryAfter: Duration?
  /// Where a broken download can go on.
  public var resumePoint: ResumePoint?

  /// Creates an error; the message is one sentence.
  public init(
    _ code: Code, host: String? = nil, nothingWasSent: Bool = false, status: Int? = nil,
    _ message: String
  ) {
    self.code = code
    self.host = host
    self.nothingWasSent = nothingWasSent
    self.status = status
    self.message = message
  }

  /// The sentence for people.
  public var description: String { message }

  /// Whether the same request may go through later.
  public var isTransient: Bool {
    switch code {
    case .resolve, .connect, .tls, .timeout, .aborted: true
    case .status: status.map(Self.isTransientStatus) ?? false
    default: false
    }
  }

  /// Whether a status asks to come back later: 408, 429, 500, 502, 503, 504.
  public static func isTransientStatus(_ status: Int) -> Bool {
    [408, 429, 500, 502, 503, 504].contains(status)
  }
}

extension TransferError.Code {
  /// Matches errors by their kind.
  public static func ~= (code: Self, error: any Error) -> Bool {
    (error as? TransferError)?.code == code
  }
}
