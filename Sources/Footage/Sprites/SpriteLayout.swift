import Raster

/// How small pictures are spread over sheets of limited size; pure.
struct SpriteLayout: Equatable {
  let tile: PixelSize
  let columns: Int
  let rows: Int
  let count: Int

  /// Browsers on telephones refuse or shrink pictures that are larger.
  static let mostPixelsASide = 4096

  /// - Parameters:
  ///   - most: pictures side by side and above each other, at most.
  init(tile: PixelSize, count: Int, most: Int) {
    self.tile = tile
    self.count = max(1, count)
    let wide = max(1, min(most, SpriteLayout.mostPixelsASide / max(1, tile.width)))
    let tall = max(1, min(most, SpriteLayout.mostPixelsASide / max(1, tile.height)))
    // As square as the pictures allow, so that a few make no long ribbon.
    let few = Int(Double(self.count).squareRoot().rounded(.up))
    columns = self.count >= wide * tall ? wide : min(wide, max(1, few))
    rows = min(tall, (min(self.count, columns * tall) + columns - 1) / columns)
  }

  var tilesPerSheet: Int { columns * rows }
  var sheetCount: Int { (count + tilesPerSheet - 1) / tilesPerSheet }

  /// The size of a sheet; the last is no larger than it must be.
  func size(ofSheet number: Int) -> PixelSize {
    let here = min(tilesPerSheet, count - number * tilesPerSheet)
    return PixelSize(
      width: min(columns, here) * tile.width, height: (here + columns - 1) / columns * tile.height)
  }

  /// The sheet of a picture, and where it lies there.
  func place(_ number: Int) -> (sheet: Int, box: PixelRect) {
    let here = number % tilesPerSheet
    return (
      number / tilesPerSheet,
      PixelRect(
        x: here % columns * tile.width, y: here / columns * tile.height, width: tile.width,
        height: tile.height)
    )
  }
}
