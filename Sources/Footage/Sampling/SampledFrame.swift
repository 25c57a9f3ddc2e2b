public import Raster

/// One picture taken out of a clip.
public struct SampledFrame: Sendable {
  /// The picture as it is shown: upright, square pixels.
  public let bitmap: Bitmap
  /// Its presentation time in seconds after the clip's first frame.
  public let seconds: Double
  /// Its place in display order, counting from 0.
  public let index: Int
}
