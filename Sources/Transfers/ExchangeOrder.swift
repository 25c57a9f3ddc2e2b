internal import Synchronization

/// Everything the transfer thread needs to carry out one exchange.
struct ExchangeOrder: Sendable {
  let request: HTTPRequest
  let address: WebAddress
  let userAgent: String
  /// Where the body goes; nil keeps it in memory.
  let file: FileTarget?
  /// Whether sockets may be opened to addresses of the public internet only.
  let publicAddressesOnly: Bool
  /// Who reads the body while it comes in; nil when nobody does.
  var pipe: StreamPipe?
}

/// The file an answer is written to.
struct FileTarget: Sendable {
  let path: String
  let resume: ResumePoint?
  let maximumByteCount: Int64
  let progress: TransferProgressHandler
}

/// What came of one exchange.
struct ExchangeReport: Sendable {
  var status = 0
  var headers = HTTPHeaders()
  var body: [UInt8] = []
  var redirectURL: String?
  /// Why there is no complete answer; nil when there is one.
  var failure: TransferError?
  /// What the answer meant for the file; nil when no header came, or no file was wanted.
  var decision: DownloadDecision?
  /// Bytes on disk that belong to the version named by the header.
  var fileByteCount: Int64 = 0
}

/// A one-way switch a cancelled task throws; the transfer thread looks at it before it starts.
final class CancelFlag: Sendable {
  private let state = Atomic(false)
  var isRaised: Bool { state.load(ordering: .acquiring) }
  func raise() { state.store(true, ordering: .releasing) }
}
