import Libav
import Raster

/// High dynamic range, and how it is shown on screens that have none.
enum HighRange {
  /// FFmpeg's names of the curves of SMPTE ST 2084 (PQ) and ARIB STD-B67 (HLG).
  static let transfers: Set<String> = ["smpte2084", "arib-std-b67"]

  /// Whether this FFmpeg has what it takes; a picture is pale and grey without.
  static var isAvailable: Bool {
    FFmpegBuild.hasFilter("zscale") && FFmpegBuild.hasFilter("tonemap")
  }

  /// Light that is white on paper, in candela a square metre: ITU-R BT.2408, section 2.2.
  static let white = 203.0
  /// The brightest light that still differs from white; most films are graded on screens that give
  /// no more (ITU-R BT.2408, annex 1).
  private static let brightest = 1000.0

  /// Presses bright tones together, in light.
  static var compression: String {
    "tonemap=tonemap=mobius:param=0.3:peak=\(brightest / white):desat=0"
  }

  /// Goes on from a `zscale` that names the source: to light, to BT.709's primaries, bright tones
  /// pressed together; in FFmpeg's language.
  static var toneMap: String {
    "t=linear:npl=\(white),format=gbrpf32le,zscale=p=bt709,\(compression)"
  }

  /// Scales in light, presses bright tones together, and gives sRGB's primaries and curve.
  ///
  /// Up to 0.3 of white nothing is changed, so that faces look as they do without high range; what is
  /// above runs into white along a Möbius curve.
  static func developed(
    _ frame: borrowing Frame, transfer: String, scaledTo size: PixelSize
  ) throws(LibavError) -> Bitmap {
    let colour = frame.colour
    let source =
      "tin=\(transfer):pin=\(colour.primariesName ?? "bt2020"):"
      + "min=\(colour.matrixName ?? "bt2020nc"):rin=\(colour.isFullRange ? "full" : "limited")"
    let graph = try FilterGraph.open(
      "[in0]zscale=w=\(size.width):h=\(size.height):f=spline36:\(source):"
        + "\(toneMap),zscale=t=iec61966-2-1:r=full,format=gbrp[out]",
      inputs: [
        .video(
          size: frame.size, format: frame.format, timeBase: .microseconds,
          frameRate: Rational(25, 1), sampleAspect: Rational(1, 1), colour: colour)
      ])
    try graph.push(frame)
    try graph.finish()
    guard let mapped = try graph.take() else {
      throw LibavError(.failed, "map the tones of a picture")
    }
    return try mapped.bitmap()
  }
}
