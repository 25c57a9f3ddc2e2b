/// What is refused before memory is taken for it.
public struct StillLimits: Hashable, Sendable {
  /// The longest file, in bytes.
  public var byteCount: Int
  /// The most pixels.
  public var pixelCount: Int

  /// Creates limits: 200 million bytes and 200 million pixels unless told otherwise.
  public init(byteCount: Int = 200_000_000, pixelCount: Int = 200_000_000) {
    self.byteCount = byteCount
    self.pixelCount = pixelCount
  }

  /// Pixels of which each takes so little of a file that it cannot be a picture of anything.
  ///
  /// A JPEG has 512 pixels a byte at most, a deflated PNG 8,256; a photograph has fewer than 100.
  static let pixelsPerByte = 8_192
  /// Pictures below this size are harmless whatever their files are like.
  static let harmlessPixelCount = 16_000_000
}
