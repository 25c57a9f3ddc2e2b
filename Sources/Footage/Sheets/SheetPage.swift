import Raster

/// A contact sheet being drawn.
struct SheetPage {
  private(set) var bitmap: Bitmap
  private let layout: SheetLayout
  private let theme: SheetTheme
  private let type = Typesetter()

  init(_ layout: SheetLayout, _ theme: SheetTheme) {
    self.layout = layout
    self.theme = theme
    bitmap = Bitmap(size: layout.size, filledWith: theme.paper)
  }

  mutating func write(title: String, subtitle: String, badges: [String]) {
    guard theme.hasHeader else { return }
    let end = write(title, in: layout.title, theme.ink, .bold)
    write(badges: badges, at: end + 16, in: layout.title)
    write(subtitle, in: layout.subtitle, theme.faded)
  }

  /// Writes a clip's name, fainter a fact behind it, and what is wrong with it.
  mutating func write(label: String, fact: String, badges: [String], in rect: PixelRect) {
    let space = rect.height
    let factWidth = type.width(of: fact, height: rect.height)
    let badgesWidth = badges.reduce(0) { $0 + badgeWidth($1, rect.height) + 6 }
    let name = PixelRect(
      x: rect.x, y: rect.y,
      width: max(0, rect.width - factWidth - space - min(badgesWidth, rect.width / 2)),
      height: rect.height)
    let end = write(label, in: name, theme.ink, .medium)
    let tail = write(
      fact,
      in: PixelRect(x: end + space, y: rect.y, width: rect.maxX - end - space, height: rect.height),
      theme.faded)
    write(badges: badges, at: tail + space, in: rect)
  }

  private func badgeWidth(_ text: String, _ height: Int) -> Int {
    type.width(of: text, height: badgeHeight(height)) + 14
  }

  private func badgeHeight(_ line: Int) -> Int { min(15, max(10, line * 7 / 8)) }

  private mutating func write(badges: [String], at start: Int, in rect: PixelRect) {
    var x = start
    let height = badgeHeight(rect.height)
    for badge in badges {
      let width = badgeWidth(badge, rect.height)
      guard x + width <= rect.maxX else { return }
      let plate = PixelRect(
        x: x, y: rect.y + (rect.height - height) / 2 - 3, width: width, height: height + 6)
      bitmap.fill(plate, cornerRadius: 4, with: theme.warning)
      type.draw(
        badge, on: &bitmap, at: PixelPoint(x: x + 7, y: plate.y + 3), height: height, color: .white)
      x += width + 6
    }
  }

  /// Draws a picture in the middle of its tile, with its caption in the lower left corner.
  ///
  /// - Returns: where the picture lies.
  mutating func place(
    _ frame: SampledFrame, in tile: PixelRect, caption: String? = nil
  ) -> PixelRect {
    let spot = frame.bitmap.size
    let origin = PixelPoint(
      x: tile.x + (tile.width - spot.width) / 2, y: tile.y + (tile.height - spot.height) / 2)
    let box = PixelRect(origin: origin, size: spot)
    if box != tile { bitmap.fill(tile, with: theme.tile) }
    bitmap.draw(frame.bitmap, at: origin)
    write(caption: caption ?? self.caption(frame), in: box)
    return box
  }

  private func caption(_ frame: SampledFrame) -> String {
    var parts: [String] = []
    if theme.showsTimes { parts.append(SheetCaption.clock(frame.seconds)) }
    if theme.showsFrames { parts.append("f\(frame.index)") }
    return parts.joined(separator: "  ")
  }

  private mutating func write(caption: String, in box: PixelRect) {
    guard !caption.isEmpty else { return }
    let height = min(16, max(10, box.width / 18))
    let inset = 6
    let text = type.shortened(caption, height: height, toWidth: box.width - 12 - 2 * inset)
    let width = type.width(of: text, height: height)
    let plate = PixelRect(
      x: box.x + inset, y: box.maxY - inset - height - 6, width: width + 12, height: height + 6)
    guard !text.isEmpty, plate.height + 2 * inset <= box.height else { return }
    bitmap.fill(plate, cornerRadius: 4, with: theme.plate)
    type.draw(
      text, on: &bitmap, at: PixelPoint(x: plate.x + 6, y: plate.y + 3), height: height,
      color: theme.plateInk)
  }

  /// Gives the column behind the text.
  @discardableResult
  private mutating func write(
    _ text: String, in rect: PixelRect, _ color: Color, _ weight: TextWeight = .regular
  ) -> Int {
    let kept = type.shortened(text, height: rect.height, weight: weight, toWidth: rect.width)
    let width = type.draw(
      kept, on: &bitmap, at: rect.origin, height: rect.height, color: color, weight: weight)
    return rect.x + width
  }
}
