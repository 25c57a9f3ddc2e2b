import Libav
import Raster

/// The filters that bring a stream's pictures to a film's shape.
struct ShapeFitting {
  let filters: String

  /// - Parameters:
  ///   - displaySize: the film's size as it is shown.
  ///   - fields: the order of fields that are to be made whole frames; nil where there are none.
  ///   - keepsFields: whether lines of two fields must not be mixed.
  init(
    _ stream: StreamFacts, into shape: FilmShape, displaySize: PixelSize,
    _ fit: SpliceRequest.Fit, joining fields: FieldOrder? = nil, keepsFields: Bool = false
  ) {
    let source = DisplayShape(stream)
    let tags = stream.colour
    var matrix = tags.conversionMatrixName(width: stream.size.width, height: stream.size.height)
    var isFull =
      tags.isFullRange || stream.pixelFormat.isFullRangeByName || stream.pixelFormat.isRGB
    let wanted = ColourTags(
      range: shape.colour.range, primaries: shape.colour.primaries,
      transfer: shape.colour.transfer, matrix: shape.colour.matrix)
    let wantedMatrix = wanted.conversionMatrixName(
      width: shape.size.width, height: shape.size.height)
    let wantsFull = wanted.isFullRange || shape.pixelFormat.hasPrefix("yuvj")
    var kernel = "flags=lanczos+accurate_rnd+full_chroma_int+full_chroma_inp"
    if keepsFields { kernel += ":interl=1" }
    var steps: [String] = []
    if let fields {
      let first = fields == .topFirst ? "tff" : "bff"
      steps.append("bwdif=mode=send_frame:parity=\(first):deint=all")
    }
    if let light = LightConversion(from: ColourFacts(tags), to: shape.colour),
      LightConversion.isAvailable
    {
      let name =
        stream.pixelFormat.isRGB
        ? "gbr" : ShapeFitting.lightMatrix(tags.matrixName, otherwise: matrix)
      steps += light.filters(
        matrix: name, isFull: isFull,
        to: ShapeFitting.lightMatrix(wanted.matrixName, otherwise: wantedMatrix),
        isDeep: (PixelFormat(name: shape.pixelFormat)?.bitDepth ?? 8) > 8)
      (matrix, isFull) = (wantedMatrix, false)
    }
    // Tags alone convert nothing: the matrix and the range are named on both sides.
    let colours =
      "in_color_matrix=\(matrix):in_range=\(isFull ? "pc" : "tv")"
      + ":out_color_matrix=\(wantedMatrix):out_range=\(wantsFull ? "pc" : "tv")"
    steps += source.turningFilters
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

  /// The matrix by the name that converting in light knows; what the scaler takes it for where a file
  /// does not say.
  private static func lightMatrix(_ name: String?, otherwise scaler: String) -> String {
    if let name, name != "gbr" { return name }
    switch scaler {
    case "bt601": return "smpte170m"
    case "bt2020": return "bt2020nc"
    default: return scaler
    }
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
