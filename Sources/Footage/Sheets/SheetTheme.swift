public import Raster

/// How a contact sheet looks.
public struct SheetTheme: Hashable, Sendable, Codable {
  /// The name it is asked for by.
  public var name: String
  /// What it is good for, in a line.
  public var summary: String
  /// The sheet itself.
  public var paper: Color
  /// Headings and names.
  public var ink: Color
  /// Facts.
  public var faded: Color
  /// What is seen of a tile behind a picture of another shape.
  public var tile: Color
  /// The plate under a time on a picture.
  public var plate: Color
  /// The time on the plate.
  public var plateInk: Color
  /// The plate of what is wrong.
  public var warning: Color
  /// Pixels around everything.
  public var margin: Int
  /// Pixels between tiles.
  public var gap: Int
  /// Whether there is a heading with facts.
  public var hasHeader: Bool
  /// Whether each picture bears its time.
  public var showsTimes: Bool
  /// Whether each picture bears its frame's number.
  public var showsFrames: Bool

  /// A theme of all its parts.
  public init(
    name: String, summary: String, paper: Color, ink: Color, faded: Color, tile: Color,
    plate: Color, plateInk: Color, warning: Color, margin: Int, gap: Int, hasHeader: Bool,
    showsTimes: Bool, showsFrames: Bool
  ) {
    self.name = name
    self.summary = summary
    self.paper = paper
    self.ink = ink
    self.faded = faded
    self.tile = tile
    self.plate = plate
    self.plateInk = plateInk
    self.warning = warning
    self.margin = margin
    self.gap = gap
    self.hasHeader = hasHeader
    self.showsTimes = showsTimes
    self.showsFrames = showsFrames
  }

  /// Light text on nearly black, what pictures look best on.
  public static let dark = SheetTheme(
    name: "dark", summary: "", paper: Color(red: 20, green: 22, blue: 27),
    ink: Color(red: 236, green: 238, blue: 242), faded: Color(red: 148, green: 154, blue: 166),
    tile: Color(grey: 12), plate: Color(red: 8, green: 9, blue: 12, alpha: 170),
    plateInk: Color(red: 236, green: 238, blue: 242), warning: Color(red: 214, green: 92, blue: 48),
    margin: 28, gap: 10, hasHeader: true, showsTimes: true, showsFrames: false)
}
