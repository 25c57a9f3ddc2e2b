import Libav
import Raster

/// How an upright picture of one size becomes one of another; pure.
struct PictureGeometry: Sendable, Hashable {
  /// The size of the result.
  let size: PixelSize
  /// The size that the picture is drawn at; larger than the result where it is cropped.
  let drawn: PixelSize
  /// What fills the rest where it is smaller.
  let fill: Fill
  /// Shape of a pixel of the result.
  let sampleAspect: Rational

  enum Fill: Hashable {
    case none
    case colour(String)
    case blur
  }

  /// - Parameters:
  ///   - halves: whether colours are stored at half the size across, and down.
  init(_ display: DisplayShape, _ shape: PictureShape, halves: (across: Bool, down: Bool)) {
    let keepsPixels = !shape.squaresPixels && shape.size == .source
    let turned = display.rotation == 90 || display.rotation == 270
    let upright =
      keepsPixels
      ? (turned
        ? PixelSize(width: display.stored.height, height: display.stored.width) : display.stored)
      : display.displaySize
    let aspect = display.sampleAspect
    sampleAspect =
      !keepsPixels
      ? Rational(1, 1) : turned ? Rational(aspect.denominator, aspect.numerator) : aspect
    func whole(_ size: PixelSize) -> PixelSize {
      PixelSize(
        width: halves.across ? max(2, size.width & ~1) : max(1, size.width),
        height: halves.down ? max(2, size.height & ~1) : max(1, size.height))
    }
    switch shape.size {
    case .source:
      size = whole(upright)
      // A row too many is cut off, not squeezed in.
      drawn = PixelSize(
        width: max(upright.width, size.width), height: max(upright.height, size.height))
      fill = .none
    case .shortSide(let lines):
      size = PictureGeometry.scaled(upright, shortSide: lines)
      drawn = size
      fill = .none
    case .shortSideAtMost(let lines):
      if min(upright.width, upright.height) > lines {
        size = PictureGeometry.scaled(upright, shortSide: lines)
        drawn = size
      } else {
        size = whole(upright)
        drawn = PixelSize(
          width: max(upright.width, size.width), height: max(upright.height, size.height))
      }
      fill = .none
    case .box(let width, let height):
      size = whole(PixelSize(width: width, height: height))
      let (across, down) = (
        Double(size.width) / Double(upright.width), Double(size.height) / Double(upright.height)
      )
      switch shape.fit {
      case .stretch:
        drawn = size
        fill = .none
      case .crop:
        drawn = PictureGeometry.covering(upright, size, scale: max(across, down))
        fill = .none
      case .pad, .blur:
        let inner = PictureGeometry.within(upright, size, scale: min(across, down))
        drawn = inner
        fill = inner == size ? .none : shape.fit == .blur ? .blur : .colour(shape.padColour)
      }
    }
  }

  /// The same shape with so many lines on the short side, both sides even.
  private static func scaled(_ size: PixelSize, shortSide: Int) -> PixelSize {
    Fit.size(
      of: AspectRatio(width: size.width, height: size.height), shortSide: max(2, shortSide))
  }

  /// Even, and no smaller than the box.
  private static func covering(_ size: PixelSize, _ box: PixelSize, scale: Double) -> PixelSize {
    func side(_ own: Int, _ least: Int) -> Int {
      let even = Int((Double(own) * scale / 2).rounded()) * 2
      return max(least, even)
    }
    return PixelSize(width: side(size.width, box.width), height: side(size.height, box.height))
  }

  /// Even, and no larger than the box; a stripe that is only a rounding error is filled.
  private static func within(_ size: PixelSize, _ box: PixelSize, scale: Double) -> PixelSize {
    func side(_ own: Int, _ most: Int) -> Int {
      let even = max(2, Int((Double(own) * scale / 2).rounded()) * 2)
      return most - even < 2 ? most : even
    }
    return PixelSize(width: side(size.width, box.width), height: side(size.height, box.height))
  }

  /// Pixels between the picture's upper left corner and the box's, even.
  var offset: (x: Int, y: Int) {
    ((size.width - drawn.width) / 2 & ~1, (size.height - drawn.height) / 2 & ~1)
  }
}
