import Synchronization
import Transfers

/// A transport whose answer is held back, and which gives up when its task is cancelled.
final class SlowTransport: HTTPTransport {
  private let body: [UInt8]
  private let hasArrived = Atomic(false)
  private let isReleased = Atomic(false)

  init(body: [UInt8]) { self.body = body }

  func arrival() async {
    while !hasArrived.load(ordering: .acquiring) { await Task.yield() }
  }

  func release() { isReleased.store(true, ordering: .releasing) }

  func send(_ request: HTTPRequest) async throws -> HTTPResponse {
    hasArrived.store(true, ordering: .releasing)
    while !isReleased.load(ordering: .acquiring) {
      try Task.checkCancellation()
      await Task.yield()
    }
    try Task.checkCancellation()
    return HTTPResponse(status: 200, body: body)
  }

  func download(
    _ request: HTTPRequest, to path: String, options: DownloadOptions,
    progress: @escaping TransferProgressHandler
  ) async throws -> DownloadReceipt { DownloadReceipt(byteCount: 0) }
}
