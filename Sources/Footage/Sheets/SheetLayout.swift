public import Raster

/// Where everything on a contact sheet stands; pure geometry.
public struct SheetLayout: Hashable, Sendable {
  /// One clip's share of the sheet.
  public struct Section: Hashable, Sendable {
    /// The line above the tiles; nil when the sheet shows one clip only.
    public let label: PixelRect?
    /// One rectangle a picture, in reading order.
    public let tiles: [PixelRect]
  }

  /// What a section is to hold.
  public struct Content: Hashable, Sendable {
    /// How many pictures.
    public let tileCount: Int
    /// Their size before scaling.
    public let pictureSize: PixelSize

    /// Creates a description.
    public init(tileCount: Int, pictureSize: PixelSize) {
      self.tileCount = tileCount
      self.pictureSize = pictureSize
    }
  }

  /// The whole sheet.
  public let size: PixelSize
  /// The line of the title.
  public let title: PixelRect
  /// The line of facts under it.
  public let subtitle: PixelRect
  /// The clips, from top to bottom.
  public let sections: [Section]

  static let titleHeight = 26
  static let subtitleHeight = 16
  static let labelHeight = 16

  /// Lays out sections of tiles in columns of equal width.
  ///
  /// Every section's tiles have its own pictures' shape; a tile is never taller than it is wide
  /// times 1.25, portrait pictures stand in the middle of theirs.
  /// - Parameters:
  ///   - gap: pixels between tiles.
  ///   - margin: pixels around everything.
  ///   - hasHeader: whether there is room for a title; its rectangles are empty without.
  ///   - hasLabels: whether each section has a line above its tiles; when there are several unless
  ///     told otherwise.
  public init(
    _ contents: [Content], columns: Int, width: Int, gap: Int = 10, margin: Int = 28,
    hasHeader: Bool = true, hasLabels: Bool? = nil
  ) {
    let (gap, margin) = (min(max(0, gap), 1000), min(max(0, margin), 1000))
    let hasLabels = hasLabels ?? (contents.count > 1)
    let columns = min(max(1, columns), 1000)
    let least = columns * (16 + gap)
    let usable = max(least, min(width, 1_000_000) - 2 * margin)
    let tileWidth = (usable - (columns - 1) * gap) / columns
    // What is left of the division goes to both sides.
    let left =
      margin + (usable - (tileWidth + gap) * columns + gap) / 2
    var y = margin
    title = PixelRect(
      x: margin, y: y, width: hasHeader ? usable : 0, height: SheetLayout.titleHeight)
    if hasHeader { y += SheetLayout.titleHeight + 12 }
    subtitle = PixelRect(
      x: margin, y: y, width: hasHeader ? usable : 0, height: SheetLayout.subtitleHeight)
    if hasHeader { y += SheetLayout.subtitleHeight + 22 }
    var sections: [Section] = []
    for content in contents {
      var label: PixelRect?
      if hasLabels {
        label = PixelRect(
          x: margin, y: y, width: usable, height: SheetLayout.labelHeight)
        y += SheetLayout.labelHeight + 10
      }
      let tileHeight = SheetLayout.height(ofTile: tileWidth, for: content.pictureSize)
      var tiles: [PixelRect] = []
      for number in 0..<max(0, content.tileCount) {
        let row = number / columns
        let column = number % columns
        tiles.append(
          PixelRect(
            x: left + column * (tileWidth + gap),
            y: y + row * (tileHeight + gap), width: tileWidth, height: tileHeight))
      }
      let rows = (max(0, content.tileCount) + columns - 1) / columns
      y += rows * (tileHeight + gap)
      y += hasLabels ? 16 : 0
      sections.append(Section(label: label, tiles: tiles))
    }
    y += margin - gap - (hasLabels ? 16 : 0)
    self.sections = sections
    size = PixelSize(width: usable + 2 * margin, height: max(y, 1))
  }

  private static func height(ofTile width: Int, for picture: PixelSize) -> Int {
    guard !picture.isEmpty else { return width * 9 / 16 }
    let natural = Double(width) * Double(picture.height) / Double(picture.width)
    return max(1, Int(min(natural, Double(width) * 1.25).rounded()))
  }
}
