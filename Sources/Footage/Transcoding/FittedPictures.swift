import Libav
import Raster

/// A clip's pictures, decoded and brought to a size; the first is shown at zero.
struct FittedPictures: ~Copyable {
  private var reader: FrameReader
  private let graph: FilterGraph
  private let origin: Int64
  private var hasMore = true

  private init(_ reader: consuming FrameReader, _ graph: consuming FilterGraph, origin: Int64) {
    self.reader = reader
    self.graph = graph
    self.origin = origin
  }

  /// - Parameter timeBase: of the times; the clip's own when nil.
  static func open(
    _ clip: Clip, into size: PixelSize, timeBase: Rational? = nil, _ cancellation: Cancellation
  ) throws(LibavError) -> FittedPictures {
    let reader = try FrameReader.openVideo(clip.path, cancellation)
    let stream = reader.stream
    let base = timeBase ?? stream.timeBase
    let graph = try FilterGraph.open(
      "[in0]\(PictureFitting(stream, into: size).filters),"
        + "settb=\(base.numerator)/\(base.denominator)[out]",
      inputs: [FilterInput(stream)])
    let origin = Timestamp(seconds: clip.video?.start ?? 0, base: stream.timeBase).ticks
    return FittedPictures(reader, graph, origin: origin)
  }

  var timeBase: Rational { graph.timeBase }

  /// The next picture; nil after the last.
  ///
  /// - Throws: ``FootageError`` `.damaged` at the end when something could not be decoded.
  mutating func next() throws -> Frame? {
    while true {
      if let frame = try graph.take() { return frame }
      guard hasMore else { return nil }
      if let frame = try reader.next() {
        frame.presentation = frame.presentation.map { $0 &- origin }
        try graph.push(frame)
      } else {
        hasMore = false
        try reader.requireWhole()
        try graph.finish()
      }
    }
  }
}
