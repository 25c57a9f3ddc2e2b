import Libav
public import Raster

/// One picture that shows what preparing does: each original with the kept part marked, and the
/// result beside it.
public struct PreviewSheet: Sendable {
  /// The longest side of an original that a preview has room for.
  public static let side = 420
  private static let margin = 20
  private static let captionHeight = 46

  private var rows: [Bitmap] = []

  /// Starts an empty sheet.
  public init() {}

  /// Whether nothing was added.
  public var isEmpty: Bool { rows.isEmpty }

  /// Adds a picture that was rendered with a small original.
  ///
  /// - Throws: ``StillError``.
  public mutating func add(_ picture: RenderedPicture) throws {
    guard let original = picture.original else { return }
    let result = try Self.small(picture.bitmap, picture.name)
    rows.append(Self.row(picture, Self.marked(original, picture.preparation), result))
  }

  /// All that was added, one below the other.
  public func bitmap() -> Bitmap {
    let margin = Self.margin
    let width = rows.map(\.width).max() ?? 1
    let height = rows.reduce(0) { $0 + $1.height }
    var sheet = Bitmap(
      size: PixelSize(width: width + 2 * margin, height: height + 2 * margin),
      filledWith: Color(grey: 32))
    var y = margin
    for row in rows {
      sheet.draw(row, at: PixelPoint(x: margin, y: y))
      y += row.height
    }
    return sheet
  }

  /// The sheet as a PNG.
  ///
  /// - Throws: `RasterError`.
  public func png() throws -> [UInt8] {
    try PNG.encode(bitmap(), compression: StillEncoding.usualCompression)
  }

  /// The original with all that goes dimmed, and a frame around what stays.
  private static func marked(_ original: Bitmap, _ preparation: Preparation) -> Bitmap {
    let size = preparation.uprightSize
    func scaled(_ value: Int, _ from: Int, _ to: Int) -> Int {
      Int((Double(value) * Double(to) / Double(from)).rounded())
    }
    let crop = preparation.crop
    let left = scaled(crop.x, size.width, original.width)
    let top = scaled(crop.y, size.height, original.height)
    let box = PixelRect(
      x: left, y: top, width: max(1, scaled(crop.maxX, size.width, original.width) - left),
      height: max(1, scaled(crop.maxY, size.height, original.height) - top))
    guard preparation.isCropped else { return original }
    var picture = original.dimmed(to: 0.35)
    let inside = box.intersection(PixelRect(original.size))
    picture.draw(original.cropped(to: inside), at: inside.origin)
    let line = Color(red: 255, green: 196, blue: 0)
    for rect in [
      PixelRect(x: box.x, y: box.y, width: box.width, height: 2),
      PixelRect(x: box.x, y: box.maxY - 2, width: box.width, height: 2),
      PixelRect(x: box.x, y: box.y, width: 2, height: box.height),
      PixelRect(x: box.maxX - 2, y: box.y, width: 2, height: box.height),
    ] { picture.fill(rect, with: line) }
    return picture
  }

  private static func row(
    _ picture: RenderedPicture, _ original: Bitmap, _ result: Bitmap
  ) -> Bitmap {
    let height = max(original.height, result.height)
    let second = side + 2 * margin
    var row = Bitmap(
      size: PixelSize(width: second + side, height: height + captionHeight + margin),
      filledWith: Color(grey: 32))
    let name = picture.name.split(separator: "/").last.map(String.init) ?? picture.name
    let preparation = picture.preparation
    caption(&row, "\(name)  \(preparation.uprightSize)", x: 0, isMain: true)
    caption(&row, "\(preparation.size)", x: second, isMain: true)
    if let judgement = preparation.judgement {
      caption(&row, judgement.reason, x: second, isMain: false)
    }
    if let warning = picture.warnings.first {
      caption(&row, warning.message, x: 0, isMain: false)
    }
    row.draw(original, at: PixelPoint(x: (side - original.width) / 2, y: captionHeight))
    row.draw(result, at: PixelPoint(x: second + (side - result.width) / 2, y: captionHeight))
    return row
  }

  private static func caption(_ row: inout Bitmap, _ text: String, x: Int, isMain: Bool) {
    let height = isMain ? 16 : 11
    row.draw(
      text: TextMetrics.shortened(text, height: height, toWidth: side),
      at: PixelPoint(x: x, y: isMain ? 2 : 26), height: height,
      color: Color(grey: isMain ? 240 : 170))
  }

  /// A result in the size of a preview.
  private static func small(_ bitmap: Bitmap, _ name: String) throws -> Bitmap {
    let scale = min(1, Double(side) / Double(bitmap.size.longSide))
    let target = PixelSize(
      width: max(1, Int((Double(bitmap.width) * scale).rounded())),
      height: max(1, Int((Double(bitmap.height) * scale).rounded())))
    return try DecodedStill.of(bitmap, named: name).draw(nil, at: target, Cancellation())
  }
}
