/// Carries requests to servers and their answers back.
///
/// All methods throw ``TransferError``, or `CancellationError` when the task was cancelled. Every
/// status code is an answer for ``send(_:)``; for a download everything but the file is an error.
public protocol HTTPTransport: Sendable {
  /// Sends one request, once, and reads the answer into memory. Redirects are answers too.
  func send(_ request: HTTPRequest) async throws -> HTTPResponse

  /// Sends one request, once, and hands the body of the answer on while it comes in.
  ///
  /// Redirects are answers too. A transport that can do no such thing throws `.unavailable`.
  func stream(_ request: HTTPRequest) async throws -> HTTPStream

  /// Writes the body of a GET to a file and resumes when the connection breaks.
  ///
  /// The file is created or overwritten, and left as it is when the download fails, so that the
  /// resume point of the error can be used later. The caller decides where it finally belongs.
  func download(
    _ request: HTTPRequest, to path: String, options: DownloadOptions,
    progress: @escaping TransferProgressHandler
  ) async throws -> DownloadReceipt
}

extension HTTPTransport {
  /// Throws: this transport reads answers whole.
  public func stream(_ request: HTTPRequest) async throws -> HTTPStream {
    throw TransferError(
      .unavailable, nothingWasSent: true, "This transport hands no answers on in pieces.")
  }
}
