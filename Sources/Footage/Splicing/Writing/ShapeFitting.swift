import Libav
import Raster

/// The filters that bring a stream's pictures to a film's shape.
struct ShapeFitting {
  let filters: String

  /// - Parameter displaySize: the film's size as it is shown.
  init(
    _ stream: StreamFacts, into shape: FilmShape, displaySize: PixelSize,
    _ fit: SpliceRequest.Fit
  ) {
    let source = DisplayShape(stream)
    let tags = stream.colour
    let matrix = tags.conversionMatrixName(width: stream.size.width, height: stream.size.height)
    let isFull =
      tags.isFullRange || stream.pixelFormat.isFullRangeByName || stream.pixelFormat.isRGB
    let wanted = ColourTags(
      range: shape.colour.range, primaries: shape.colour.primaries,
      transfer: shape.colour.transfer, matrix: shape.colour.matrix)
    let wantedMatrix = wanted.conversionMatrixName(
      width: shape.size.width, height: shape.size.height)
    let wantsFull = wanted.isFullRange || shape.pixelFormat.hasPrefix("yuvj")
    let kernel = "flags=lanczos+accurate_rnd+full_chroma_int+full_chroma_inp"
    // Tags alone convert nothing: the matrix and the range are named on both sides.
    let colours =
      "in_color_matrix=\(matrix):in_range=\(isFull ? "pc" : "tv")"
      + ":out_color_matrix=\(wantedMatrix):out_range=\(wantsFull ? "pc" : "tv")"
    var steps = source.turningFilters
    func scale(_ size: PixelSize) -> String {
      "scale=\(size.width):\(size.height):\(kernel):\(colours),format=\(shape.pixelFormat)"
    }
    // Bars and cuts are made in whole samples of halved chroma.
    let box = PixelSize(width: (displaySize.width + 1) & ~1, height: (displaySize.height + 1) & ~1)
    let shown = source.displaySize
    switch fit {
    case .stretch: steps.append(scale(box))
    case .cover:
      let part = Fit.contain(box, in: shown)
      steps.append("scale=\(shown.width):\(shown.height)")
      steps.append("crop=\(part.width):\(part.height):\(part.x):\(part.y)")
      steps.append(scale(box))
    case .contain:
      let spot = ShapeFitting.spot(shown, in: box)
      steps.append(scale(PixelSize(width: spot.width, height: spot.height)))
      if spot.width != box.width || spot.height != box.height {
        steps.append("pad=\(box.width):\(box.height):\(spot.x):\(spot.y):black")
      }
    case .blur:
      let spot = ShapeFitting.spot(shown, in: box)
      let part = Fit.contain(box, in: shown)
      // Blurred at a sixth of the size: soft, and quick.
      let small = PixelSize(width: max(2, box.width / 12 * 2), height: max(2, box.height / 12 * 2))
      steps.append(
        "scale=\(shown.width):\(shown.height),split[whole][behind];"
          + "[behind]crop=\(part.width):\(part.height):\(part.x):\(part.y),"
          + "scale=\(small.width):\(small.height):\(colours),format=\(shape.pixelFormat),"
          + "gblur=sigma=6,scale=\(box.width):\(box.height):flags=bicubic[blurred];"
          + "[whole]\(scale(PixelSize(width: spot.width, height: spot.height)))[front];"
          + "[blurred][front]overlay=\(spot.x):\(spot.y):format=auto,format=\(shape.pixelFormat)")
    }
    steps += ShapeFitting.turnsBack(shape)
    steps.append("scale=\(shape.size.width):\(shape.size.height):flags=lanczos")
    steps.append("format=\(shape.pixelFormat)")
    steps.append("setsar=\(shape.sampleAspect.replacing(":", with: "/"))")
    filters = steps.joined(separator: ",")
  }

  /// Where a picture lies that is shown whole; even, unless a rounding error would give bars.
  private static func spot(_ shown: PixelSize, in box: PixelSize) -> PixelRect {
    let spot = Fit.contain(shown, in: box)
    func even(_ side: Int, _ room: Int) -> Int { room - side < 2 ? room : max(2, side & ~1) }
    let (width, height) = (even(spot.width, box.width), even(spot.height, box.height))
    return PixelRect(
      x: (box.width - width) / 2 & ~1, y: (box.height - height) / 2 & ~1, width: width,
      height: height)
  }

  /// What undoes the turn by which players make the film's pictures upright.
  private static func turnsBack(_ shape: FilmShape) -> [String] {
    let turn =
      switch shape.rotation {
      case 90: ["transpose=cclock"]
      case 180: ["hflip", "vflip"]
      case 270: ["transpose=clock"]
      default: [String]()
      }
    return turn + (shape.isMirrored ? ["vflip"] : [])
  }
}
