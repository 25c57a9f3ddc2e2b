import Libav
import Raster

/// The filters that bring a stream's pictures to a size: upright, square pixels, BT.709, 4:2:0.
struct PictureFitting {
  let filters: String

  /// - Parameter target: the size to fit into, both sides even; bars fill what the picture's shape
  ///   leaves, unless that is a rounding error.
  init(_ stream: StreamFacts, into target: PixelSize) {
    let shape = DisplayShape(stream)
    let spot = Fit.contain(shape.displaySize, in: target)
    let even = PixelSize(
      width: PictureFitting.even(spot.width, within: target.width),
      height: PictureFitting.even(spot.height, within: target.height))
    var steps = shape.turningFilters
    let matrix = stream.colour.conversionMatrixName(
      width: stream.size.width, height: stream.size.height)
    let isFull =
      stream.colour.isFullRange || stream.pixelFormat.isFullRangeByName || stream.pixelFormat.isRGB
    // Tags alone convert nothing: the matrix and the range are named on both sides.
    steps.append(
      "scale=\(even.width):\(even.height):flags=lanczos+accurate_rnd+full_chroma_int+full_chroma_inp"
        + ":in_color_matrix=\(matrix):in_range=\(isFull ? "pc" : "tv")"
        + ":out_color_matrix=bt709:out_range=tv")
    steps.append("format=yuv420p")
    if even != target {
      let x = (target.width - even.width) / 2 & ~1
      let y = (target.height - even.height) / 2 & ~1
      steps.append("pad=\(target.width):\(target.height):\(x):\(y):black")
    }
    steps.append("setsar=1")
    steps.append(
      "setparams=range=tv:color_primaries=bt709:color_trc=bt709:colorspace=bt709")
    filters = steps.joined(separator: ",")
  }

  private static func even(_ side: Int, within room: Int) -> Int {
    room - side < 2 ? room : max(2, side & ~1)
  }
}
