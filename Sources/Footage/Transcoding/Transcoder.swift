import Libav
import Outputs
import Raster

/// Encodes a video for delivery.
public struct Transcoder: Sendable {
  /// How the result is to be.
  public let settings: TranscodeSettings

  /// Creates a transcoder.
  public init(_ settings: TranscodeSettings) { self.settings = settings }

  /// Decodes once and encodes once; times of frames are kept.
  ///
  /// The result appears whole, after its frames were counted, or not at all.
  /// - Returns: the facts of the result.
  /// - Throws: ``FootageError``, also when the destination is the source; `OutputError` when it
  ///   exists or cannot be written; `CancellationError`.
  public func transcode(
    _ path: String, to destination: String, replacing: Bool, progress: ProgressReport? = nil
  ) async throws -> Clip {
    let settings = self.settings
    return try await work(on: path) { cancellation in
      try AtomicOutput.check(destination, replacing: replacing)
      try FootageError.refuse(destination, asOneOf: [path])
      try settings.check(destination)
      let clip = try Prober.probe(path, cancellation)
      guard let video = clip.video else {
        throw FootageError(.noVideo, path: path, "\(path): there is no moving picture in it.")
      }
      try video.requirePlausibleLength(of: path)
      let output = try AtomicOutput.begin(at: destination, replacing: replacing)
      let pass = TranscodePass(
        clip: clip, video: video, settings: settings, output: output.temporaryPath,
        cancellation: cancellation, progress: progress)
      let frames = try pass.run()
      let made = try Prober.probe(output.temporaryPath, cancellation)
      guard made.video?.frameCount == frames else {
        throw FootageError(
          .unproven, path: destination,
          "\(destination): \(made.video?.frameCount ?? 0) frames arrived of \(frames); the result "
            + "was not kept.")
      }
      try output.commit()
      return try Prober.probe(destination, cancellation)
    }
  }
}
