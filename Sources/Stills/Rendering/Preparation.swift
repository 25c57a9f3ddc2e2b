public import Raster

/// What was done to a picture to prepare it, step by step.
public struct Preparation: Hashable, Sendable, CustomStringConvertible {
  /// The size of the picture as it was stored.
  public let storedSize: PixelSize
  /// How it was turned.
  public let orientation: Orientation
  /// The name of the colour profile that was converted from; "sRGB" if nothing had to be.
  public let profileName: String
  /// What was laid behind it; nil if it was opaque and filled the result.
  public let background: Backdrop?
  /// The part of the upright picture that was kept.
  public let crop: PixelRect
  /// Where in the result that part was drawn.
  public let placed: PixelRect
  /// The size of the result.
  public let size: PixelSize
  /// How well the cut keeps what draws the eye; nil unless the picture was asked.
  public let judgement: CutJudgement?
  /// How much its edges were raised; zero for not at all.
  public internal(set) var sharpening = 0.0

  /// The size of the upright picture.
  public var uprightSize: PixelSize { orientation.upright(storedSize) }

  /// Whether a part of the picture was cut off.
  public var isCropped: Bool { crop != PixelRect(uprightSize) }

  /// Whether the picture was drawn at another size.
  public var isScaled: Bool { crop.size != placed.size }

  /// Whether the picture does not fill the result.
  public var isPadded: Bool { placed.size != size }

  /// Whether every pixel is the file's own.
  public var isUntouched: Bool {
    orientation == .up && background == nil && !isCropped && !isScaled && !isPadded
      && profileName == "sRGB" && sharpening == 0
  }

  /// The steps for people: "1800x1200, turned by 180°, cropped to 1200x1200, scaled to 512x512".
  public var description: String {
    guard !isUntouched else { return "\(size), left as it is" }
    var steps = ["\(storedSize)"]
    if orientation != .up { steps.append(orientation.explanation) }
    if profileName != "sRGB" { steps.append("converted from \(profileName)") }
    if let background, !isPadded { steps.append("laid on \(background)") }
    if isCropped { steps.append("cropped to \(crop.size) at \(crop.x),\(crop.y)") }
    if let judgement { steps.append(judgement.reason) }
    if isScaled { steps.append("scaled to \(placed.size)") }
    if sharpening > 0 { steps.append("sharpened by \(sharpening)") }
    if isPadded, let background { steps.append("laid on \(background) of \(size)") }
    return steps.joined(separator: ", ")
  }
}
