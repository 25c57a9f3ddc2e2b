/// A place in a picture; x grows to the right and y grows downwards.
public struct PixelPoint: Hashable, Sendable, Codable {
  /// Pixels from the left edge.
  public let x: Int
  /// Pixels from the upper edge.
  public let y: Int

  /// Creates a point.
  public init(x: Int, y: Int) {
    self.x = x
    self.y = y
  }

  /// The upper left corner.
  public static let zero = PixelPoint(x: 0, y: 0)
}

/// A rectangle of whole pixels.
public struct PixelRect: Hashable, Sendable, Codable, CustomStringConvertible {
  /// The leftmost column.
  public let x: Int
  /// The uppermost row.
  public let y: Int
  /// Columns; zero or less means that the rectangle is empty.
  public let width: Int
  /// Rows; zero or less means that the rectangle is empty.
  public let height: Int

  /// Creates a rectangle from its upper left corner and its sides.
  public init(x: Int, y: Int, width: Int, height: Int) {
    self.x = x
    self.y = y
    self.width = width
    self.height = height
  }

  /// Creates a rectangle from its upper left corner and its size.
  public init(origin: PixelPoint, size: PixelSize) {
    self.init(x: origin.x, y: origin.y, width: size.width, height: size.height)
  }

  /// Creates the rectangle that covers a whole picture.
  public init(_ size: PixelSize) {
    self.init(origin: .zero, size: size)
  }

  /// The upper left corner.
  public var origin: PixelPoint { PixelPoint(x: x, y: y) }

  /// The sides.
  public var size: PixelSize { PixelSize(width: width, height: height) }

  /// The column just right of the rectangle.
  public var maxX: Int { x + width }

  /// The row just below the rectangle.
  public var maxY: Int { y + height }

  /// Whether there is no pixel in it.
  public var isEmpty: Bool { size.isEmpty }

  /// Whether another rectangle lies wholly inside this one.
  public func contains(_ other: PixelRect) -> Bool {
    other.x >= x && other.y >= y && other.maxX <= maxX && other.maxY <= maxY
  }

  /// What two rectangles have in common; empty if they do not touch.
  public func intersection(_ other: PixelRect) -> PixelRect {
    let left = max(x, other.x)
    let top = max(y, other.y)
    return PixelRect(
      x: left, y: top, width: max(0, min(maxX, other.maxX) - left),
      height: max(0, min(maxY, other.maxY) - top))
  }

  /// The rectangle with each side moved inwards; a negative amount moves it outwards.
  public func insetBy(_ amount: Int) -> PixelRect {
    PixelRect(x: x + amount, y: y + amount, width: width - 2 * amount, height: height - 2 * amount)
  }

  /// Size and place: "1820x1024+50+0".
  public var description: String { "\(width)x\(height)+\(x)+\(y)" }
}
