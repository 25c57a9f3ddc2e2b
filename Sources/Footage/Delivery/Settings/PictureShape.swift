/// The size of delivered pictures, and what happens when the source's shape is another one.
public struct PictureShape: Sendable, Hashable, Codable {
  /// How large.
  public enum Size: Sendable, Hashable {
    /// As the source is shown: turned upright.
    case source
    /// So many lines on the short side, the shape kept: "1080p"; upscaled where it is less.
    case shortSide(Int)
    /// At most so many lines on the short side: a smaller source is left as it is.
    case shortSideAtMost(Int)
    /// Exactly this box, filled as ``PictureShape/fit`` says.
    case box(width: Int, height: Int)
  }

  /// How a picture of another shape fills a box.
  public enum Fit: String, Sendable, Hashable, Codable, CaseIterable {
    /// What does not fit is cut off, evenly on both sides.
    case crop
    /// The whole picture, before a blurred enlargement of itself.
    case blur
    /// The whole picture with bars of ``PictureShape/padColour``.
    case pad
    /// Drawn out of shape.
    case stretch
  }

  /// How large.
  public var size: Size
  /// How a box is filled.
  public var fit: Fit
  /// The colour of bars, "#RRGGBB" or a name such as "white".
  public var padColour: String
  /// Whether pixels that are not square become so.
  public var squaresPixels: Bool

  /// Creates a shape; by default the source's.
  public init(
    size: Size = .source, fit: Fit = .crop, padColour: String = "#000000",
    squaresPixels: Bool = true
  ) {
    self.size = size
    self.fit = fit
    self.padColour = padColour
    self.squaresPixels = squaresPixels
  }

  enum CodingKeys: String, CodingKey {
    case size, fit
    case padColour = "pad_color"
    case squaresPixels = "square_pixels"
  }
}

extension PictureShape.Size: TextCoded {
  /// The longest side that anybody delivers: H.264's and AV1's highest levels end there.
  static let longest = 16_384

  /// From "source", "1080p", "max 720p" or "1080x1920"; nil for anything else.
  public init?(_ text: String) {
    if text == "source" {
      self = .source
      return
    }
    let words = text.split(separator: " ")
    let isLimit = words.count == 2 && words[0] == "max"
    guard words.count == 1 || isLimit, let last = words.last else { return nil }
    if last.hasSuffix("p"), let lines = Int(last.dropLast()), (16...Self.longest).contains(lines) {
      self = isLimit ? .shortSideAtMost(lines) : .shortSide(lines)
      return
    }
    let sides = last.split(separator: "x", omittingEmptySubsequences: false).map { Int($0) }
    guard !isLimit, sides.count == 2, let width = sides[0], let height = sides[1],
      (16...Self.longest).contains(width), (16...Self.longest).contains(height)
    else { return nil }
    self = .box(width: width, height: height)
  }

  /// The text it can be made from again.
  public var description: String {
    switch self {
    case .source: "source"
    case .shortSide(let lines): "\(lines)p"
    case .shortSideAtMost(let lines): "max \(lines)p"
    case .box(let width, let height): "\(width)x\(height)"
    }
  }
}
