public import Raster

/// What was done to a picture to prepare it, step by step.
public struct Preparation: Hashable, Sendable, Codable, CustomStringConvertible {
  /// The size of the picture as it was stored.
  public let storedSize: PixelSize
  /// How it was turned.
  public let orientation: Orientation
  /// The colour that was laid behind it; nil if it was opaque.
  public let background: Color?
  /// The part of the upright picture that was kept.
  public let crop: PixelRect
  /// The size of the result.
  public let size: PixelSize

  /// The size of the upright picture.
  public var uprightSize: PixelSize { orientation.upright(storedSize) }

  /// Whether a part of the picture was cut off.
  public var isCropped: Bool { crop != PixelRect(uprightSize) }

  /// Whether the picture was drawn at another size.
  public var isScaled: Bool { crop.size != size }

  /// Whether every pixel is the file's own.
  public var isUntouched: Bool {
    orientation == .up && background == nil && !isCropped && !isScaled
  }

  /// The steps for people: "1800x1200, turned by 180°, cropped to 1200x1200, scaled to 512x512".
  public var description: String {
    guard !isUntouched else { return "\(size), left as it is" }
    var steps = ["\(storedSize)"]
    if orientation != .up { steps.append(orientation.explanation) }
    if let background { steps.append("laid on \(background)") }
    if isCropped { steps.append("cropped to \(crop.size) at \(crop.x),\(crop.y)") }
    if isScaled { steps.append("scaled to \(size)") }
    return steps.joined(separator: ", ")
  }
}
