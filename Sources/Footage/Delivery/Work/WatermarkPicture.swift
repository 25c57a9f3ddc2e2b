import Libav
import Outputs
import Raster

/// The picture that is laid over a video.
enum WatermarkPicture {
  /// What a filter graph is told of the input that it comes in by.
  static func input(_ frame: borrowing Frame) -> FilterInput {
    .video(
      size: frame.size, format: frame.format, timeBase: .microseconds,
      frameRate: Rational(25, 1), sampleAspect: Rational(1, 1), colour: .rgb)
  }

  /// Hands it to a graph, as the only picture of an input.
  static func push(
    _ frame: borrowing Frame, to graph: borrowing FilterGraph, _ input: Int
  ) throws(LibavError) {
    frame.presentation = 0
    try graph.push(frame, to: input)
    try graph.finish(input: input)
  }

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
