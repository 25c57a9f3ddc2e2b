import FoundationEssentials
import Synchronization
import Transfers

/// A transport that answers from a list and remembers what was asked.
final class RecordedTransport: HTTPTransport {
  /// One step of the recording.
  enum Reply: Sendable {
    case answer(HTTPResponse)
    case failure(TransferError)
    /// Waits until the task is cancelled.
    case silence
  }

  private struct State {
    var replies: [Reply]
    var requests: [HTTPRequest] = []
  }

  private let state: Mutex<State>

  /// The last reply is given again and again.
  init(_ replies: [Reply]) { state = Mutex(State(replies: replies)) }

  convenience init(_ replies: Reply...) { self.init(replies) }

  var requests: [HTTPRequest] { state.withLock { $0.requests } }

  func send(_ request: HTTPRequest) async throws -> HTTPResponse {
    let reply = state.withLock { state in
      state.requests.append(request)
      return state.replies.count > 1 ? state.replies.removeFirst() : state.replies[0]
    }
    switch reply {
    case .answer(let response): return response
    case .failure(let error): throw error
    case .silence:
      while true { try await Task.sleep(for: .seconds(1)) }
    }
  }

  func download(
    _ request: HTTPRequest, to path: String, options: DownloadOptions,
    progress: @escaping TransferProgressHandler
  ) async throws -> DownloadReceipt {
    let response = try await send(request)
    guard response.isSuccess else {
      throw TransferError(
        .status, host: "cdn", status: response.status, "cdn: refused with \(response.status).")
    }
    try Data(response.body).write(to: URL(filePath: path))
    return DownloadReceipt(byteCount: Int64(response.body.count))
  }
}

extension RecordedTransport.Reply {
  static func json(_ status: Int, _ body: String, _ headers: HTTPHeaders = [:]) -> Self {
    .answer(HTTPResponse(status: status, headers: headers, body: Array(body.utf8)))
  }

  static func broken(_ code: TransferError.Code, nothingSent: Bool = false) -> Self {
    .failure(
      TransferError(
        code, host: "queue.fal.run", nothingWasSent: nothingSent, "queue.fal.run: \(code)."))
  }
}
