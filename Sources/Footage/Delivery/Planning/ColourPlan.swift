import Libav
import Raster

/// Which colours a picture has, by its tags or by what is assumed, and which it is to have; pure.
struct ColourPlan: Sendable, Hashable {
  /// How one becomes the other.
  enum Way: Hashable {
    /// They are the same.
    case none
    /// Another matrix or range.
    case matrix
    /// Other primaries, or a curve that is none of a screen's: the numbers mean other lights.
    case gamut
    /// High dynamic range is brought down to what screens show.
    case tones
  }

  let source: ColourTags
  let target: ColourTags
  let way: Way
  /// Whether a high dynamic range goes into the result as it is.
  let keepsHighRange: Bool
  /// What was assumed, for people; nil when the tags say all that matters.
  let assumption: String?

  init(
    _ stream: StreamFacts, assumed: DeliveryOptions.AssumedColour, wish: VideoDelivery.Colour,
    format: PixelFormat, isForWebP: Bool = false
  ) {
    let (known, assumption) = ColourPlan.completed(stream, assumed)
    source = known
    self.assumption = assumption
    let isHighRange = known.transferName.map { HighRange.transfers.contains($0) } ?? false
    if format.isRGB {
      target = .rgb
    } else if isForWebP {
      // VP8 in WebP is BT.601 in limited range by definition, and has no tags.
      target = .bt601
    } else if wish == .bt709 || stream.pixelFormat.isRGB {
      target = .bt709
    } else {
      target = known
    }
    let keepsLight = wish == .source && !format.isRGB && !isForWebP
    keepsHighRange = isHighRange && keepsLight
    let isOtherLight = known.transferName.map { ColourPlan.otherTransfers.contains($0) } ?? false
    let isWide = ColourPlan.widePrimaries.contains(known.primariesName ?? "")
    if isHighRange, !keepsLight {
      way = .tones
    } else if isWide || isOtherLight, !keepsLight {
      way = .gamut
    } else {
      way =
        known.matrixName == target.matrixName && known.isFullRange == target.isFullRange
        ? .none : .matrix
    }
  }

  /// Primaries that show other lights than BT.709's beyond what anybody leaves as it is.
  ///
  /// Those of standard definition are not among them: most files carry them because an encoder's
  /// tags go by the matrix, and FFmpeg, HandBrake and editors convert the matrix alone.
  private static let widePrimaries: Set<String> = [
    "bt2020", "smpte428", "smpte431", "smpte432", "film",
  ]

  /// Curves that mean other lights by the same numbers, far from what anybody leaves as it is.
  private static let otherTransfers: Set<String> = ["linear", "log100", "log316"]

  /// A stream's tags with those that are missing filled in.
  private static func completed(
    _ stream: StreamFacts, _ assumed: DeliveryOptions.AssumedColour
  ) -> (ColourTags, String?) {
    let tags = stream.colour
    if stream.pixelFormat.isRGB { return (.rgb, nil) }
    let isFull = tags.isFullRange || stream.pixelFormat.isFullRangeByName
    let byPlayers = tags.conversionMatrixName(
      width: stream.size.width, height: stream.size.height)
    let matrix: String
    var assumption: String?
    if let known = tags.matrixName, known != "gbr" {
      matrix = known
    } else {
      let isHD = assumed == .auto ? byPlayers == "bt709" : assumed == .bt709
      matrix = isHD ? "bt709" : "smpte170m"
      assumption =
        "The colours are not tagged and are taken for \(isHD ? "BT.709" : "BT.601")"
        + (assumed == .auto ? ", as players do at \(stream.size)." : ", as asked.")
    }
    let usual: String
    switch matrix {
    case "bt709", "smpte170m", "bt470bg", "smpte240m": usual = matrix
    case "bt2020nc", "bt2020c": usual = "bt2020"
    default: usual = "bt709"
    }
    let transfer = usual == "bt2020" || usual == "bt470bg" ? "bt709" : usual
    return (
      ColourTags(
        range: isFull ? "pc" : "tv", primaries: tags.primariesName ?? usual,
        transfer: tags.transferName ?? transfer, matrix: matrix), assumption
    )
  }
}

extension ColourTags {
  /// sRGB in full range.
  static let rgb = ColourTags(
    range: "pc", primaries: "bt709", transfer: "iec61966-2-1", matrix: "gbr")

  /// The name the scale filter knows the matrix by.
  var scaleName: String { conversionMatrixName(width: 1920, height: 1080) }
}
