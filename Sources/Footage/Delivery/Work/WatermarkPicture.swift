import Libav
import Outputs
import Raster

/// The picture that is laid over a video.
enum WatermarkPicture {
  /// - Throws: ``FootageError`` when it is no PNG.
  static func read(_ path: String) throws -> Frame {
    let bytes = try about(path) { try WholeFile.bytes(of: path, limit: 64 << 20) }
    do {
      return try Frame.rgba(try PNG.decode(bytes))
    } catch let error as RasterError {
      throw FootageError(
        .damaged, path: path, "\(path): this is no PNG that can be read (\(error)).")
    }
  }
}
