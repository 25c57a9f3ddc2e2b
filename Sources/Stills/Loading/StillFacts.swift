public import Raster

/// What a picture file says about itself before it is decoded.
public struct StillFacts: Hashable, Sendable, Codable {
  /// The kind of file, by its bytes.
  public let format: StillFormat
  /// The length of the file.
  public let byteCount: Int
  /// Width and height as the pixels are stored.
  public let storedSize: PixelSize
  /// How the stored picture has to be turned; upright if the file does not say.
  public let orientation: Orientation
  /// Whether there are more pictures in the file; the first is the one that is read.
  public let isAnimated: Bool

  /// Width and height of the upright picture.
  public var size: PixelSize { orientation.upright(storedSize) }
}
