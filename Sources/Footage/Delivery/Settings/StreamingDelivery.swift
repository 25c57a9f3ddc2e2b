/// How a stream in segments is cut, and which sizes it has.
public struct StreamingDelivery: Sendable, Hashable, Codable {
  /// One size of the stream.
  public struct Rung: Sendable, Hashable, Codable {
    /// Lines on the short side; one larger than the source is left out.
    public var shortSide: Int
    /// The most bits a second, over a buffer of two seconds.
    public var maxBitRate: Int

    /// Creates a size.
    public init(shortSide: Int, maxBitRate: Int) {
      self.shortSide = shortSide
      self.maxBitRate = maxBitRate
    }

    enum CodingKeys: String, CodingKey {
      case shortSide = "short_side"
      case maxBitRate = "max_bit_rate"
    }
  }

  /// Seconds a segment; every one begins with an independent group of pictures in all sizes.
  public var segmentSeconds: Double
  /// The sizes, largest first.
  public var rungs: [Rung]

  /// Creates settings.
  public init(segmentSeconds: Double = 4, rungs: [Rung]) {
    self.segmentSeconds = segmentSeconds
    self.rungs = rungs
  }

  enum CodingKeys: String, CodingKey {
    case segmentSeconds = "segment_seconds"
    case rungs
  }
}
