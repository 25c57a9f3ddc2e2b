import Libav
import Raster

/// What the header of a picture file tells, and whether the file goes on to its end.
struct StillHeader: Hashable {
  let size: PixelSize
  let orientation: Orientation
  let isAnimated: Bool
  /// What the colours mean; nil if the file does not say.
  var colour: ColourSource?
  /// Whether there is a colour profile that cannot even be taken out of the file.
  var hasBrokenProfile = false
  /// Exif metadata, from the TIFF header on.
  var exif: [UInt8] = []
  /// For how many pixels of a row or column colours are stored once where a decoder that shrinks
  /// would shrink them as well; only told of JPEG.
  var chromaStep = 1
  /// The part of the picture that the first of several covers; nil for all of it.
  var covered: PixelRect?
  /// Whether what the decoder gives stands upright already.
  var isTurnedByDecoder = false

  init(size: PixelSize, orientation: Orientation, isAnimated: Bool) {
    self.size = size
    self.orientation = orientation
    self.isAnimated = isAnimated
  }

  /// Why a header cannot be used.
  enum Problem: Error, Hashable {
    /// The bytes end before the picture does.
    case truncated
    /// The bytes cannot be what they claim; the text completes "the JPEG …".
    case damaged(String)
    /// The kind of file has variants that are not read; the text completes "the JPEG …".
    case unsupported(String)
  }

  /// Reads a file of a given kind; every access is checked, so any bytes may be given.
  static func read(_ bytes: [UInt8], as format: StillFormat) throws(Problem) -> StillHeader {
    let header =
      switch format {
      case .jpeg: try jpeg(bytes)
      case .png: try png(bytes)
      case .webp: try webp(bytes)
      case .gif: try gif(bytes)
      case .bmp: try bmp(bytes)
      case .tiff: try tiff(bytes)
      case .jpegXL: try jpegXL(bytes)
      case .avif, .heic: try heif(bytes)
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
    let exif = chunks.first { $0.name == "eXIf" }.map { Array(bytes[$0.content]) } ?? []
    var header = StillHeader(
      size: size, orientation: Exif.orientation(in: exif[...]) ?? .up,
      isAnimated: chunks.contains { $0.name == "acTL" })
    header.exif = exif
    // Damage here is damage to the pixels' own chunk, which shows when they are read.
    if case .success(let facts) = Result(catching: { () throws(RasterError) in
      try PNG.facts(of: bytes)
    }) {
      header.colour = facts.colour
      // What else the file says of its colours overrules a profile, or stands in for it.
      header.hasBrokenProfile = facts.colour == nil && chunks.contains { $0.name == "iCCP" }
    }
    if header.colour == nil { header.colour = Exif.colour(in: exif[...]) }
    return header
  }

  /// HEIC and AVIF: libheif knows; it turns the picture upright itself.
  private static func heif(_ bytes: [UInt8]) throws(Problem) -> StillHeader {
    do {
      let facts = try HEIF.facts(of: bytes)
      var header = StillHeader(
        size: facts.size, orientation: .up, isAnimated: facts.pictureCount > 1)
      header.colour = facts.colour ?? Exif.colour(in: facts.exif[...])
      header.exif = facts.exif
      return header
    } catch {
      switch error.code {
      case .truncated: throw .truncated
      case .unsupported: throw .unsupported("is of a kind that is not read (\(error.message))")
      default: throw .damaged("cannot be read (\(error.message))")
      }
    }
  }
}
