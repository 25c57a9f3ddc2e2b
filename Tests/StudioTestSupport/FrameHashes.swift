import Libav
import Outputs

/// What a file's pictures decode to, frame by frame, in the order they are shown.
package struct FrameHashes: Sendable {
  /// SHA-256 of each frame's samples as they are decoded, not turned, not converted.
  package let hashes: [String]
  /// Presentation times in seconds.
  package let seconds: [Double]

  package var count: Int { hashes.count }

  /// Decodes a whole file; damage is an error.
  package init(of path: String) throws {
    var reader = try FrameReader.openVideo(path, Cancellation(), .strict)
    var hashes: [String] = []
    var seconds: [Double] = []
    while let frame = try reader.next() {
      hashes.append(FileDigest.sha256(of: try frame.samples()))
      seconds.append(Timestamp(frame.presentation ?? 0, reader.stream.timeBase).seconds)
    }
    self.hashes = hashes
    self.seconds = seconds
  }
}
