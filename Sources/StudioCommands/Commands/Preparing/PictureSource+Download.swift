import Foundation
import Outputs
import Stills
import Transfers

extension PictureSource {
  /// How often a break or a passing refusal is answered with another attempt.
  private static let retryLimit = 2

  /// Fetches it by way of a file, so that only what is no longer than the limit takes memory.
  ///
  /// Redirects are followed as those of clips are: to https only, and never from the internet to a
  /// private address. What announces itself as too long is refused before it is read.
  func downloaded(limit: Int) async throws -> StillBytes {
    let place = FileManager.default.temporaryDirectory
      .appending(path: "hailuo-studio-\(UUID().uuidString)")
    let path = place.path(percentEncoded: false)
    defer { OutputFolder.discard(path) }
    var options = DownloadOptions()
    options.maximumByteCount = Int64(limit)
    options.retryLimit = Self.retryLimit
    do {
      _ = try await CurlTransport().download(
        HTTPRequest(.get, argument), to: path, options: options
      ) { _ in }
    } catch let error as TransferError {
      throw failure(error, limit: limit)
    }
    return StillBytes(name: name, bytes: try WholeFile.bytes(of: path, limit: limit))
  }

  private func failure(_ error: TransferError, limit: Int) -> CommandFailure {
    switch error.code {
    case .tooLarge:
      CommandFailure(
        .badInput,
        "\(name): the server has more than the \(limit / 1_000_000) million bytes that are read;"
          + " make the picture smaller first.")
    case .unwritable:
      CommandFailure(
        .failed,
        "\(name): it cannot be kept while it is read; set TMPDIR to a folder that can be written.")
    case .status:
      CommandFailure(.unavailable, "\(name): the server answered \(error.status ?? 0).")
    default: CommandFailure(.unavailable, "\(name): \(error)")
    }
  }
}
