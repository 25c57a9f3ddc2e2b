import Libav
import Outputs
import Raster

/// Reads picture files.
///
/// JPEG, PNG and WebP are read, whatever their names; GIF, AVIF, HEIC and others are recognised and
/// named in the refusal. Animations are refused rather than cut down to a frame that nobody chose:
/// the endpoint does not say what it does with them.
public enum StillFile {
  /// The longest file that is read, in bytes.
  public static let maximumByteCount = 200_000_000

  /// Reads a picture and turns it upright as its Exif orientation says.
  ///
  /// Colours are taken as sRGB whatever the file's colour profile says.
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
    try await Workshop.shared.run { _ in try examine(path).facts }
  }

  /// Reads a picture on the calling thread.
  static func read(_ path: String, _ cancellation: Cancellation) throws -> LoadedStill {
    let (facts, bytes) = try examine(path)
    try cancellation.check()
    let stored: Bitmap
    switch facts.format {
    case .png: stored = try decodePNG(bytes, path)
    case .jpeg: stored = try decode(path, as: .jpeg, cancellation)
    case .webp: stored = try decode(path, as: .webp, cancellation)
    }
    guard stored.size == facts.storedSize else {
      throw StillError(
        .damaged, path,
        "the header says \(facts.storedSize) pixels, but the picture is \(stored.size);"
          + " \(Advice.again)")
    }
    try cancellation.check()
    return LoadedStill(path: path, facts: facts, bitmap: stored.oriented(facts.orientation))
  }

  private static func decodePNG(_ bytes: [UInt8], _ path: String) throws(StillError) -> Bitmap {
    do {
      return try PNG.decode(bytes)
    } catch {
      throw StillError(code(for: error), path, "\(error.message); \(Advice.again)")
    }
  }

  private static func decode(
    _ path: String, as format: PictureFormat, _ cancellation: Cancellation
  ) throws -> Bitmap {
    let decoded = Result { () throws(LibavError) in
      try PictureDecoder.decode(file: path, as: format, cancellation)
    }
    switch decoded {
    case .success(let bitmap): return bitmap
    case .failure(let error):
      try cancellation.check()
      // A decoder's own words about damage are places inside it, which help nobody.
      let reason =
        error.code == .damaged
        ? "the picture is damaged inside" : "the picture cannot be decoded (\(error.reason))"
      throw StillError(code(for: error), path, "\(reason); \(Advice.again)")
    }
  }

  private static func code(for error: RasterError) -> StillError.Code {
    switch error.code {
    case .truncated: .truncated
    case .unsuitableSize: .tooLarge
    default: .damaged
    }
  }

  private static func code(for error: LibavError) -> StillError.Code {
    switch error.code {
    case .unsupported: .unsupportedFormat
    case .missing: .unreadable
    case .damaged: .damaged
    default: .failed
    }
  }
}

/// What to do about a file, as the end of a sentence.
enum Advice {
  static let again = "copy or download it again, or save it anew as PNG"
  static let convert = "save the picture as JPEG, PNG or WebP first"
  static let give = "give a JPEG, PNG or WebP picture"
}
