public import Raster

/// A picture file in memory, standing upright.
public struct LoadedStill: Sendable {
  /// Where it was read from.
  public let path: String
  /// What the file said about itself.
  public let facts: StillFacts
  /// The upright picture in sRGB, as large as the facts say; alpha is kept.
  public let bitmap: Bitmap
  /// The name of the colour profile that the file had; "sRGB" if it had none.
  public let profileName: String
  /// What a person should know.
  public let warnings: [StillWarning]
}
