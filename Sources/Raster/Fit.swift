/// How a picture of one size becomes a picture of another: what to cut out, and how large to draw
/// it.
///
/// Sizes are those of the upright picture.
public struct Fit: Hashable, Sendable {
  /// The part of the source that is kept.
  public let crop: PixelRect
  /// The size that the kept part is drawn at.
  public let output: PixelSize

  /// The aspect ratios that Hailuo-02 takes: 2:5 to 5:2.
  ///
  /// Source: MiniMax API reference, "Image to Video", `first_frame_image`.
  public static let hailuoAspects =
    AspectRatio(width: 2, height: 5)...AspectRatio(width: 5, height: 2)

  /// Fills an aspect ratio without bars: the largest centred part of the picture, scaled to a short
  /// side.
  ///
  /// Both sides of the output are even, as 4:2:0 video wants them, so its ratio may miss the wanted
  /// one by a pixel; the crop follows the output's ratio, so nothing is distorted by more than the
  /// rounding of one source pixel.
  ///
  /// - Parameters:
  ///   - source: the size of the upright picture; must not be empty.
  ///   - aspect: the wanted ratio; nil keeps the picture's own as far as `range` allows.
  ///   - shortSide: the output's smaller side; an odd number is raised to the next even one.
  ///   - range: what the picture's own ratio is limited to; a given `aspect` is taken as it is.
  /// - Returns: a crop inside the source and an output with even sides.
  public static func cover(
    _ source: PixelSize, aspect: AspectRatio? = nil, shortSide: Int = 512,
    range: ClosedRange<AspectRatio> = Fit.hailuoAspects
  ) -> Fit {
    let output = size(of: aspect ?? source.aspect.clamped(to: range), shortSide: shortSide)
    return Fit(crop: largestCentredRect(like: output, in: source), output: output)
  }

  /// The size that comes closest to a ratio with a given short side: 16:9 at 512 is 910x512.
  ///
  /// - Parameter multiple: what both sides are multiples of.
  public static func size(
    of aspect: AspectRatio, shortSide: Int, multiple: Int = 2
  ) -> PixelSize {
    let step = max(1, multiple)
    let short = max(step, (shortSide + step - 1) / step * step)
    let isWide = aspect.width >= aspect.height
    let ratio = isWide ? aspect.value : 1 / aspect.value
    let long = max(short, step * Int((Double(short) * ratio / Double(step)).rounded()))
    return isWide ? PixelSize(width: long, height: short) : PixelSize(width: short, height: long)
  }

  /// Where a picture comes to lie when it is shown whole, as large as possible, in the middle of a
  /// box.
  ///
  /// The remaining stripes of the box are for the caller to fill. Both sizes must not be empty.
  public static func contain(_ source: PixelSize, in box: PixelSize) -> PixelRect {
    largestCentredRect(like: source, in: box)
  }

  /// Whether this fit leaves a picture of the given size exactly as it is.
  public func keeps(_ source: PixelSize) -> Bool {
    crop == PixelRect(source) && output == source
  }

  /// The largest rectangle of a shape that lies in the middle of a frame, in whole pixels.
  package static func largestCentredRect(like shape: PixelSize, in frame: PixelSize) -> PixelRect {
    let frameIsWider = frame.width * shape.height > frame.height * shape.width
    let width =
      frameIsWider ? rounded(frame.height * shape.width, over: shape.height) : frame.width
    let height =
      frameIsWider ? frame.height : rounded(frame.width * shape.height, over: shape.width)
    let (keptWidth, keptHeight) = (
      min(frame.width, max(1, width)), min(frame.height, max(1, height))
    )
    return PixelRect(
      x: (frame.width - keptWidth) / 2, y: (frame.height - keptHeight) / 2,
      width: keptWidth, height: keptHeight)
  }

  private static func rounded(_ dividend: Int, over divisor: Int) -> Int {
    (2 * dividend + divisor) / (2 * divisor)
  }
}
