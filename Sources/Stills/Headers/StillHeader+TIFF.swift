import Raster

extension StillHeader {
  /// TIFF: libtiff knows; metadata stands beside the picture in the file's own directory.
  static func tiff(_ bytes: [UInt8]) throws(Problem) -> StillHeader {
    do {
      let facts = try TIFF.facts(of: bytes)
      var header = StillHeader(
        size: facts.size, orientation: facts.orientation, isAnimated: facts.hasMore)
      header.colour = facts.colour ?? Exif.colour(in: bytes[...])
      header.exif = bytes
      return header
    } catch {
      switch error.code {
      case .truncated: throw .truncated
      case .unsupported: throw .unsupported(error.message)
      default: throw .damaged(error.message)
      }
    }
  }
}
