import Libav
package import Raster

/// A file's pictures as they are stored, in the order they are shown.
package struct DecodedPictures: Sendable {
  package let bitmaps: [Bitmap]
  /// Seconds after the first.
  package let seconds: [Double]

  package var count: Int { bitmaps.count }

  package init(of path: String) throws {
    var reader = try FrameReader.openVideo(path, Cancellation())
    var bitmaps: [Bitmap] = []
    var times: [Double] = []
    while let frame = try reader.next() {
      bitmaps.append(try frame.bitmap())
      times.append(Timestamp(frame.presentation ?? 0, reader.stream.timeBase).seconds)
    }
    self.bitmaps = bitmaps
    seconds = times.map { $0 - (times.first ?? 0) }
  }
}
