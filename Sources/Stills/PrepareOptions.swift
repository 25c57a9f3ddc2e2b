public import Raster

/// How a picture is made ready for the endpoint.
public struct PrepareOptions: Hashable, Sendable {
  /// The aspect ratio of the result; nil keeps the picture's own, limited to 2:5 up to 5:2.
  public var aspect: AspectRatio?
  /// The smaller side of the result, in pixels; the larger one follows and both are even.
  ///
  /// Source: fal's page of Hailuo-02 Fast, whose clips are 512 pixels high.
  public var shortSide: Int
  /// What shows where the picture is clear.
  ///
  /// White by default, as pages and viewers show such pictures; black is what surprises people.
  public var background: Color

  /// Creates options; those left out are right for Hailuo-02 Fast.
  public init(aspect: AspectRatio? = nil, shortSide: Int = 512, background: Color = .white) {
    self.aspect = aspect
    self.shortSide = shortSide
    self.background = background
  }
}
