/// Carries requests to servers and their answers back.
///
/// Both methods throw ``TransferError``, or `CancellationError` when the task was cancelled. Every
/// status code is an answer for ``send(_:)``; for a download everything but the file is an error.
public protocol HTTPTransport: Sendable {
  /// Sends one request, once, and reads the answer into memory. Redirects are answers too.
  func send(_ request: HTTPRequest) async throws -> HTTPResponse

  /// Writes the body of a GET to a file and resumes when the connection breaks.
  ///
  /// The file is created or overwritten, and left as it is when the download fails, so that the
  /// resume point of the error can be used later. The caller decides where it finally belongs.
  func download(
    _ request: HTTPRequest, to path: String, options: DownloadOptions,
    progress: @escaping TransferProgressHandler
  ) async throws -> DownloadReceipt
}
