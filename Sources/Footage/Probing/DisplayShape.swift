import Libav
import Raster

/// How a stored picture is to be shown: pixels made square, mirrored if it must be, turned upright.
struct DisplayShape {
  let stored: PixelSize
  let sampleAspect: Rational
  let rotation: Int
  let isMirrored: Bool

  init(_ stream: StreamFacts) {
    stored = stream.size
    sampleAspect =
      DisplayShape.isPlausible(stream.sampleAspect) ? stream.sampleAspect : Rational(1, 1)
    rotation = stream.rotation
    isMirrored = stream.isMirrored
  }

  /// Files that claim pixels like needles are damaged, and would ask for pictures without end.
  private static func isPlausible(_ aspect: Rational) -> Bool {
    aspect.isPositive && (1.0 / 16...16).contains(aspect.value)
  }

  /// The stored picture with square pixels: the height is kept, as players do.
  var squareSize: PixelSize {
    guard sampleAspect.numerator != sampleAspect.denominator else { return stored }
    let width = (Double(stored.width) * sampleAspect.value).rounded()
    return PixelSize(width: max(1, Int(width)), height: stored.height)
  }

  /// The size of the upright picture.
  var displaySize: PixelSize {
    rotation == 90 || rotation == 270
      ? PixelSize(width: squareSize.height, height: squareSize.width) : squareSize
  }

  /// The EXIF orientation that a still picture stored alike would have.
  var orientation: Orientation {
    switch (rotation, isMirrored) {
    case (90, false): .right
    case (180, false): .down
    case (270, false): .left
    case (0, true): .downMirrored
    case (90, true): .leftMirrored
    case (180, true): .upMirrored
    case (270, true): .rightMirrored
    default: .up
    }
  }

  /// FFmpeg's filters that turn a picture upright; empty when it stands.
  var turningFilters: [String] {
    let turn =
      switch rotation {
      case 90: ["transpose=clock"]
      case 180: ["hflip", "vflip"]
      case 270: ["transpose=cclock"]
      default: [String]()
      }
    return isMirrored ? ["vflip"] + turn : turn
  }
}
