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

  static let margin = 28
  static let gap = 10
  static let titleHeight = 26
  static let subtitleHeight = 16
  static let labelHeight = 16

  /// Lays out sections of tiles in columns of equal width.
  ///
  /// Every section's tiles have its own pictures' shape; a tile is never taller than it is wide
  /// times 1.25, portrait pictures stand in the middle of theirs.
  public init(_ contents: [Content], columns: Int, width: Int) {
    let columns = min(max(1, columns), 1000)
    let least = columns * (16 + SheetLayout.gap)
    let usable = max(least, min(width, 1_000_000) - 2 * SheetLayout.margin)
    let tileWidth = (usable - (columns - 1) * SheetLayout.gap) / columns
    // What is left of the division goes to both sides.
    let left =
      SheetLayout.margin + (usable - (tileWidth + SheetLayout.gap) * columns + SheetLayout.gap) / 2
    var y = SheetLayout.margin
    title = PixelRect(
      x: SheetLayout.margin, y: y, width: usable, height: SheetLayout.titleHeight)
    y += SheetLayout.titleHeight + 12
    subtitle = PixelRect(
      x: SheetLayout.margin, y: y, width: usable, height: SheetLayout.subtitleHeight)
    y += SheetLayout.subtitleHeight + 22
    var sections: [Section] = []
    for content in contents {
      var label: PixelRect?
      if contents.count > 1 {
        label = PixelRect(
          x: SheetLayout.margin, y: y, width: usable, height: SheetLayout.labelHeight)
        y += SheetLayout.labelHeight + 10
      }
      let tileHeight = SheetLayout.height(ofTile: tileWidth, for: content.pictureSize)
      var tiles: [PixelRect] = []
      for number in 0..<max(0, content.tileCount) {
        let row = number / columns
        let column = number % columns
        tiles.append(
          PixelRect(
            x: left + column * (tileWidth + SheetLayout.gap),
            y: y + row * (tileHeight + SheetLayout.gap), width: tileWidth, height: tileHeight))
      }
      let rows = (max(0, content.tileCount) + columns - 1) / columns
      y += rows * (tileHeight + SheetLayout.gap)
      y += contents.count > 1 ? 16 : 0
      sections.append(Section(label: label, tiles: tiles))
    }
    y += SheetLayout.margin - SheetLayout.gap - (contents.count > 1 ? 16 : 0)
    self.sections = sections
    size = PixelSize(width: usable + 2 * SheetLayout.margin, height: max(y, 1))
  }

  private static func height(ofTile width: Int, for picture: PixelSize) -> Int {
    guard !picture.isEmpty else { return width * 9 / 16 }
    let natural = Double(width) * Double(picture.height) / Double(picture.width)
    return max(1, Int(min(natural, Double(width) * 1.25).rounded()))
  }
}
