public import Raster

/// A picture that was cut, scaled and made opaque, but is not a file yet.
public struct RenderedPicture: Sendable {
  /// What messages call it.
  public let name: String
  /// What its file said about itself.
  public let facts: StillFacts
  /// The result.
  public let bitmap: Bitmap
  /// What was done to get here.
  public let preparation: Preparation
  /// What a person should know.
  public let warnings: [StillWarning]
  /// The upright picture in small, for a preview; nil unless it was asked for.
  public let original: Bitmap?
  /// Exif metadata that may be kept, as a TIFF of its own; empty if there is none.
  let harmlessMetadata: [UInt8]
}
