import Raster

/// A length in a picture: pixels, or a part of the whole side.
public enum PictureLength: Hashable, Sendable {
  /// Pixels of the upright picture.
  case pixels(Double)
  /// Hundredths of the side.
  case percent(Double)

  /// Reads "120" or "12.5%".
  public init?(_ text: some StringProtocol) {
    let isPercent = text.hasSuffix("%")
    guard let number = Double(isPercent ? String(text.dropLast()) : String(text)),
      number.isFinite, number >= 0, number <= 1_000_000
    else { return nil }
    self = isPercent ? .percent(number) : .pixels(number)
  }

  /// The length in pixels of a side.
  func pixels(of side: Int) -> Double {
    switch self {
    case .pixels(let pixels): pixels
    case .percent(let percent): Double(side) * percent / 100
    }
  }
}

/// A place in a picture, such as the point that must be kept.
public struct PicturePoint: Hashable, Sendable {
  /// From the left edge.
  public let x: PictureLength
  /// From the upper edge.
  public let y: PictureLength

  /// Reads "X,Y" in pixels or percent.
  public init?(_ text: String) {
    let parts = text.split(separator: ",", omittingEmptySubsequences: false)
      .map { PictureLength($0) }
    guard parts.count == 2, let x = parts[0], let y = parts[1] else { return nil }
    self.x = x
    self.y = y
  }
}

/// A part of a picture, such as the one that everything is made from.
public struct PictureArea: Hashable, Sendable {
  /// The upper left corner.
  public let x: PictureLength
  /// The upper left corner.
  public let y: PictureLength
  /// From left to right.
  public let width: PictureLength
  /// From top to bottom.
  public let height: PictureLength

  /// Reads "X,Y,W,H" in pixels or percent.
  public init?(_ text: String) {
    let parts = text.split(separator: ",", omittingEmptySubsequences: false)
      .map { PictureLength($0) }
    guard parts.count == 4, let x = parts[0], let y = parts[1], let width = parts[2],
      let height = parts[3]
    else { return nil }
    (self.x, self.y, self.width, self.height) = (x, y, width, height)
  }

  /// The area in whole pixels; nil if it does not lie in the picture or is empty.
  func rect(in size: PixelSize) -> PixelRect? {
    let left = Int(x.pixels(of: size.width).rounded())
    let top = Int(y.pixels(of: size.height).rounded())
    let rect = PixelRect(
      x: left, y: top, width: Int(width.pixels(of: size.width).rounded()),
      height: Int(height.pixels(of: size.height).rounded()))
    return !rect.isEmpty && PixelRect(size).contains(rect) ? rect : nil
  }
}
