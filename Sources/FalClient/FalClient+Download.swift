internal import Outputs
public import Transfers

extension FalClient {
  /// Fetches a file a job produced, without the key, and hashes what is on disk.
  ///
  /// Breaks are bridged by resuming. The file at the path is overwritten; give it a temporary name
  /// and move it when this returns.
  ///
  /// - Parameters:
  ///   - resume: continues a part an earlier attempt left; its error names the point.
  ///   - progress: hears how many bytes are there; must return at once.
  /// - Returns: a receipt with the SHA-256 of the whole file.
  /// - Throws: ``FalError`` `.notFound` when fal does not keep the file any more, `.file` when it
  ///   cannot be written, `.unreachable`, `.badAnswer`; its cause may hold a resume point.
  public func download(
    _ url: String, to path: String, resume: ResumePoint? = nil,
    progress: @escaping TransferProgressHandler = { _ in }
  ) async throws -> DownloadReceipt {
    guard let target = FileAddress(url, hosts: hosts) else {
      throw FalError(
        .badAnswer, "The result lies at an address that must not be called; it has to be https.")
    }
    let task = "Downloading from \(target.address.host)"
    var options = DownloadOptions(resume: resume)
    options.publicAddressesOnly = target.mustBePublic
    options.retryLimit = max(retryPolicy.attemptLimit - 1, 0)
    options.stallLimit = limits.stall
    options.firstPause = retryPolicy.firstPause
    options.onRetry = { [onTrouble] failure, pause in
      let error = FalError(during: task, failure)
      onTrouble(Trouble(task: task, error: error, remedy: .retry(after: pause)))
    }
    do {
      var request = HTTPRequest(.get, url)
      request.connectTimeout = limits.connect
      var receipt = try await transport.download(
        request, to: path, options: options, progress: progress)
      receipt.sha256 = try FileDigest.sha256(ofFile: path)
      return receipt
    } catch let failure as TransferError {
      throw Self.error(failure, during: task)
    } catch let failure as OutputError {
      throw FalError(.file, "\(task): \(failure.message)")
    }
  }

  private static func error(_ failure: TransferError, during task: String) -> FalError {
    guard failure.code == .status, let status = failure.status else {
      return FalError(during: task, failure)
    }
    var error =
      [403, 404, 410].contains(status)
      ? FalError(
        .notFound, "\(task): the file is not there, or not any more (\(status)).", status: status)
      : FalError(during: task, failure)
    error.cause = failure
    return error
  }
}
