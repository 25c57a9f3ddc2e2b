public import Raster

/// What has to be known about a picture file to tell whether a model takes it.
public struct PictureFacts: Sendable, Hashable {
  /// The kind of a picture file, told by its content.
  public enum Format: String, Sendable, Hashable, Codable {
    /// JPEG.
    case jpeg = "JPEG"
    /// PNG.
    case png = "PNG"
    /// WebP.
    case webP = "WebP"
    /// Anything else.
    case other = "another format"
  }

  /// What the file is.
  public let format: Format
  /// The size of the encoded file.
  public let byteCount: Int
  /// Width and height as a person sees them, after any rotation the file asks for.
  public let size: PixelSize

  /// Collects what is known about a picture.
  public init(format: Format, byteCount: Int, size: PixelSize) {
    self.format = format
    self.byteCount = byteCount
    self.size = size
  }
}
