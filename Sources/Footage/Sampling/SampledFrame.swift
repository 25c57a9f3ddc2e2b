public import Raster

/// One picture taken out of a clip.
public struct SampledFrame: Sendable {
  /// The picture as it is shown: upright, square pixels.
  public let bitmap: Bitmap
  /// Its presentation time in seconds after the clip's first frame.
  public let seconds: Double
  /// Its place in display order, counting from 0.
  public let index: Int
  /// Whether the decoder had to guess parts of it, since the file is damaged.
  public let isDamaged: Bool
  /// The frame that was asked for, where that one cannot be decoded and this is the last before it.
  public let standsInFor: Int?

  init(
    bitmap: Bitmap, seconds: Double, index: Int, isDamaged: Bool = false, standsInFor: Int? = nil
  ) {
    self.bitmap = bitmap
    self.seconds = seconds
    self.index = index
    self.isDamaged = isDamaged
    self.standsInFor = standsInFor
  }
}
