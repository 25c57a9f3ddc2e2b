import Foundation
import Stills

extension StillBytes {
  /// Lends a file with these bytes to what reads files only; errors name what the bytes are from.
  func withTemporaryFile<Answer>(
    _ body: (_ path: String) async throws -> Answer
  ) async throws -> Answer {
    let place = FileManager.default.temporaryDirectory
      .appending(path: "hailuo-studio-\(UUID().uuidString)")
    let path = place.path(percentEncoded: false)
    guard
      FileManager.default.createFile(
        atPath: path, contents: Data(bytes), attributes: [.posixPermissions: 0o600])
    else {
      throw CommandFailure(
        .failed,
        "\(path): the video from \(name) cannot be kept there; set TMPDIR to another"
          + " folder.")
    }
    do {
      let answer = try await body(path)
      try FileManager.default.removeItem(at: place)
      return answer
    } catch {
      // Gone or not, the error is what matters.
      _ = Result { try FileManager.default.removeItem(at: place) }
      if error is CancellationError { throw error }
      throw CommandFailure(
        ExitStatus(for: error), "\(error)".replacingOccurrences(of: path, with: name))
    }
  }
}
