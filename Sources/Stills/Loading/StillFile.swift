import Libav
import Outputs
import Raster

/// Reads picture files.
///
/// The kind of a file is told by its content, whatever its name. Of an animation the first picture
/// is read, and the facts say that there are more.
public enum StillFile {
  /// Reads a picture, turns it upright and brings its colours to sRGB.
  ///
  /// - Throws: ``StillError``, or `CancellationError`.
  public static func load(_ path: String) async throws -> LoadedStill {
    try await Workshop.shared.run { try read(path, $0) }
  }

  /// Reads what a picture says about itself, without decoding it.
  ///
  /// - Throws: ``StillError`` for everything that is wrong with the file except damage inside its
  ///   pixels,
  ///   or `CancellationError`.
  public static func facts(of path: String) async throws -> StillFacts {
    try await Workshop.shared.run { _ in try examine(bytes(of: path)).facts }
  }

  /// Reads a picture on the calling thread.
  static func read(_ path: String, _ cancellation: Cancellation) throws -> LoadedStill {
    let still = try examine(bytes(of: path))
    return try DecodedStill.decoding(still, cancellation) { decoded in
      LoadedStill(
        path: path, facts: still.facts,
        bitmap: try decoded.draw(nil, at: decoded.facts.size, cancellation),
        profileName: decoded.profileName, warnings: decoded.warnings)
    }
  }
}

/// What to do about a file, as the end of a sentence.
enum Advice {
  static let again = "copy or download it again, or save it anew as PNG"
  static let convert = "save the picture as JPEG, PNG or WebP first"
  static let give = "give a picture, such as a JPEG, PNG, WebP, HEIC or AVIF file"
}
