/// The width and height of a picture in pixels.
public struct PixelSize: Hashable, Sendable, Codable, CustomStringConvertible {
  /// Pixels from left to right.
  public let width: Int
  /// Pixels from top to bottom.
  public let height: Int

  /// Creates a size; nothing is checked, since sizes also describe damaged files.
  public init(width: Int, height: Int) {
    self.width = width
    self.height = height
  }

  /// The smaller of the two sides.
  public var shortSide: Int { min(width, height) }

  /// The larger of the two sides.
  public var longSide: Int { max(width, height) }

  /// How many pixels there are; stays at the largest integer instead of overflowing.
  public var pixelCount: Int {
    let (product, overflow) = width.multipliedReportingOverflow(by: height)
    return overflow ? .max : product
  }

  /// Whether there is no pixel in it.
  public var isEmpty: Bool { width <= 0 || height <= 0 }

  /// Width to height in lowest terms; both sides must be positive.
  public var aspect: AspectRatio { AspectRatio(width: width, height: height) }

  /// The same size lying on its side.
  public var transposed: PixelSize { PixelSize(width: height, height: width) }

  /// Width, "x", height: "910x512".
  public var description: String { "\(width)x\(height)" }
}
