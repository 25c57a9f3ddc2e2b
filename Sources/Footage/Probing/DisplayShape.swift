import Libav
import Raster

/// How a stored picture is to be shown: pixels made square, then turned upright.
struct DisplayShape {
  let stored: PixelSize
  let sampleAspect: Rational
  let rotation: Int
  let isMirrored: Bool

  init(_ stream: StreamFacts) {
    stored = stream.size
    sampleAspect = stream.sampleAspect.isPositive ? stream.sampleAspect : Rational(1, 1)
    rotation = stream.rotation
    isMirrored = stream.isMirrored
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

  /// The EXIF orientation that undoes the turn.
  var orientation: Orientation {
    switch (rotation, isMirrored) {
    case (0, false): .up
    case (90, false): .right
    case (180, false): .down
    case (270, false): .left
    case (0, true): .upMirrored
    case (90, true): .rightMirrored
    case (180, true): .downMirrored
    default: .leftMirrored
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
    return isMirrored ? turn + ["hflip"] : turn
  }
}
