public import Raster

/// A finished contact sheet, and what stands where on it.
public struct SheetResult: Sendable {
  /// One picture on the sheet.
  public struct Tile: Sendable, Encodable, Hashable {
    /// The clip it is taken from.
    public let clip: String
    /// When it is shown, in seconds after the clip's first frame.
    public let seconds: Double
    /// Its number in display order, from 0.
    public let frame: Int
    /// Where it lies on the sheet.
    public let box: PixelRect
    /// The number of an earlier tile of the same clip that looks the same, from 0 over all tiles.
    public var duplicateOf: Int?
  }

  /// The sheet.
  public let bitmap: Bitmap
  /// Its pictures in reading order.
  public let tiles: [Tile]
  /// What people should know of it, a sentence each: repeated pictures, clips that are short.
  public let notes: [String]
}
