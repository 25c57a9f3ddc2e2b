import Raster

/// A contact sheet being drawn.
struct SheetPage {
  private(set) var bitmap: Bitmap
  private let layout: SheetLayout

  private static let paper = Color(red: 20, green: 22, blue: 27)
  private static let ink = Color(red: 236, green: 238, blue: 242)
  private static let faded = Color(red: 148, green: 154, blue: 166)
  private static let pill = Color(red: 8, green: 9, blue: 12, alpha: 170)

  init(_ layout: SheetLayout) {
    self.layout = layout
    bitmap = Bitmap(size: layout.size, filledWith: SheetPage.paper)
  }

  mutating func write(title: String, subtitle: String) {
    write(title, in: layout.title, SheetPage.ink, .bold)
    write(subtitle, in: layout.subtitle, SheetPage.faded)
  }

  /// Writes a clip's name and, fainter, a fact behind it.
  mutating func write(label: String, fact: String, in rect: PixelRect) {
    let space = rect.height
    let factWidth = TextMetrics.width(of: fact, height: rect.height)
    let name = PixelRect(
      x: rect.x, y: rect.y, width: rect.width - factWidth - space, height: rect.height)
    let end = write(label, in: name, SheetPage.ink, .medium)
    write(
      fact,
      in: PixelRect(x: end + space, y: rect.y, width: rect.maxX - end - space, height: rect.height),
      SheetPage.faded)
  }

  /// Draws a picture in the middle of its tile, with its time in the lower left corner.
  mutating func place(_ frame: SampledFrame, in tile: PixelRect) {
    let spot = frame.bitmap.size
    bitmap.fill(tile, with: Color(grey: 12))
    let origin = PixelPoint(
      x: tile.x + (tile.width - spot.width) / 2, y: tile.y + (tile.height - spot.height) / 2)
    bitmap.draw(frame.bitmap, at: origin)
    let text = SheetCaption.clock(frame.seconds)
    let height = min(14, max(9, tile.width / 18))
    let width = TextMetrics.width(of: text, height: height)
    let inset = 6
    let plate = PixelRect(
      x: origin.x + inset, y: origin.y + spot.height - inset - height - 8, width: width + 12,
      height: height + 8)
    guard plate.width + 2 * inset <= spot.width, plate.height + 2 * inset <= spot.height else {
      return
    }
    bitmap.fill(plate, cornerRadius: 5, with: SheetPage.pill)
    bitmap.draw(
      text: text, at: PixelPoint(x: plate.x + 6, y: plate.y + 4), height: height,
      color: SheetPage.ink, weight: .medium)
  }

  /// Gives the column behind the text.
  @discardableResult
  private mutating func write(
    _ text: String, in rect: PixelRect, _ color: Color, _ weight: TextWeight = .regular
  ) -> Int {
    let kept = TextMetrics.shortened(text, height: rect.height, toWidth: rect.width)
    let width = bitmap.draw(
      text: kept, at: rect.origin, height: rect.height, color: color, weight: weight)
    return rect.x + width
  }
}
