import Raster

/// What the header of a picture file tells, and whether the file goes on to its end.
struct StillHeader: Hashable {
  let size: PixelSize
  let orientation: Orientation
  let isAnimated: Bool

  /// Why a header cannot be used.
  enum Problem: Error, Hashable {
    /// The bytes end before the picture does.
    case truncated
    /// The bytes cannot be what they claim; the text completes "the JPEG …".
    case damaged(String)
  }

  /// Reads a file of a given kind; every access is checked, so any bytes may be given.
  static func read(_ bytes: [UInt8], as format: StillFormat) throws(Problem) -> StillHeader {
    let header =
      switch format {
      case .jpeg: try jpeg(bytes)
      case .png: try png(bytes)
      case .webp: try webp(bytes)
      }
    guard !header.size.isEmpty else { throw .damaged("says that it is \(header.size) pixels") }
    return header
  }

  /// PNG: size in the first chunk, orientation in `eXIf`, animation announced by `acTL`.
  private static func png(_ bytes: [UInt8]) throws(Problem) -> StillHeader {
    let size: PixelSize
    do {
      size = try PNG.size(of: bytes)
    } catch {
      throw error.code == .truncated ? .truncated : .damaged("has no header")
    }
    let chunks = PNG.chunks(in: bytes)
    guard chunks.last?.name == "IEND" else { throw .truncated }
    let exif = chunks.first { $0.name == "eXIf" }
    return StillHeader(
      size: size,
      orientation: exif.flatMap { Exif.orientation(in: bytes[$0.content]) } ?? .up,
      isAnimated: chunks.contains { $0.name == "acTL" })
  }
}
