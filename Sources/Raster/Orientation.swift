/// How a stored picture has to be turned to stand upright; raw values are those of EXIF.
///
/// Source: Exif 2.32 (CIPA DC-008), tag 0x0112.
public enum Orientation: Int, Sendable, Hashable, Codable, CaseIterable {
  /// Stored upright.
  case up = 1
  /// Mirrored left to right.
  case upMirrored = 2
  /// Upside down: turn by 180 degrees.
  case down = 3
  /// Mirrored top to bottom.
  case downMirrored = 4
  /// Rows and columns are exchanged.
  case leftMirrored = 5
  /// Turn clockwise by 90 degrees.
  case right = 6
  /// Rows and columns are exchanged along the other diagonal.
  case rightMirrored = 7
  /// Turn counter-clockwise by 90 degrees.
  case left = 8

  /// Whether width and height change places.
  public var swapsSides: Bool { rawValue >= 5 }

  /// The orientation that undoes this one.
  public var inverse: Orientation {
    switch self {
    case .right: .left
    case .left: .right
    default: self
    }
  }

  /// The size of a stored picture once it stands upright.
  public func upright(_ stored: PixelSize) -> PixelSize {
    swapsSides ? stored.transposed : stored
  }

  /// What has to be done, for people: "turned clockwise by 90°".
  public var explanation: String {
    switch self {
    case .up: "left as it is"
    case .upMirrored: "mirrored left to right"
    case .down: "turned by 180°"
    case .downMirrored: "mirrored top to bottom"
    case .leftMirrored: "turned clockwise by 90° and mirrored left to right"
    case .right: "turned clockwise by 90°"
    case .rightMirrored: "turned counter-clockwise by 90° and mirrored left to right"
    case .left: "turned counter-clockwise by 90°"
    }
  }

  /// Where the upright picture's first pixel is stored, and the steps to its right and lower
  /// neighbours.
  func walk(over stored: PixelSize) -> (start: Int, right: Int, down: Int) {
    let (width, height) = (stored.width, stored.height)
    let last = width * height - 1
    return switch self {
    case .up: (0, 1, width)
    case .upMirrored: (width - 1, -1, width)
    case .down: (last, -1, -width)
    case .downMirrored: (last - (width - 1), 1, -width)
    case .leftMirrored: (0, width, 1)
    case .right: (last - (width - 1), -width, 1)
    case .rightMirrored: (last, -width, -1)
    case .left: (width - 1, width, -1)
    }
  }
}
