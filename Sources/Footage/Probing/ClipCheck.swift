import Libav

/// Decodes a clip from its first frame to its last, and accepts no damage.
///
/// Probing reads a clip's packets; only decoding shows whether there are pictures in them.
public struct ClipCheck: Sendable {
  /// Creates a check.
  public init() {}

  /// Decodes every frame of a clip's moving picture.
  ///
  /// - Returns: the number of frames, at least 1.
  /// - Throws: ``FootageError`` `.damaged` at the first packet that is not as it should be, or when
  ///   the file ends too soon; `.missing`, `.noVideo`, `.unsupported`; `CancellationError`.
  @discardableResult
  public func countFrames(of path: String) async throws -> Int {
    try await work(on: path) { cancellation in
      let clip = try Prober.probe(path, cancellation)
      guard let video = clip.video else {
        throw FootageError(.noVideo, path: path, "\(path): there is no moving picture in it.")
      }
      var reader = try FrameReader.openVideo(path, cancellation, .strict)
      while try reader.next() != nil { try cancellation.check() }
      guard reader.frameCount == video.frameCount else {
        throw FootageError(
          .damaged, path: path,
          "\(path): \(reader.frameCount) of its \(video.frameCount) frames can be decoded.")
      }
      return reader.frameCount
    }
  }
}
