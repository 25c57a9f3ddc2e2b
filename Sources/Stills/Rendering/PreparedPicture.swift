public import Raster

/// A picture that is ready to be sent: an opaque PNG with even sides.
public struct PreparedPicture: Sendable {
  /// The file's content.
  public let png: [UInt8]
  /// The same picture, not encoded.
  public let bitmap: Bitmap
  /// The SHA-256 digest of the file's content, 64 lower-case hexadecimal digits.
  public let digest: String
  /// What was done to get here.
  public let preparation: Preparation
  /// What a person should know.
  public let warnings: [StillWarning]

  /// Width and height.
  public var size: PixelSize { bitmap.size }
}
