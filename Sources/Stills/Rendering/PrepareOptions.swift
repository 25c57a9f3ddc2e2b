public import Raster

/// How a picture is made ready for the endpoint.
public struct PrepareOptions: Hashable, Sendable {
  /// The aspect ratio of the result; nil keeps the picture's own, limited to 2:5 up to 5:2.
  public var aspect: AspectRatio?
  /// The smaller side of the result, in pixels.
  ///
  /// Source: fal's page of Hailuo-02 Fast, whose clips are 512 pixels high.
  public var shortSide: Int
  /// What both sides of the result are multiples of; video in 4:2:0 wants even ones.
  public var multiple = 2
  /// How the picture's shape becomes the result's.
  public var fit = FitMode.cover
  /// Which part is kept.
  public var gravity = Gravity.center
  /// The part of the upright picture that everything is made from; nil for all of it.
  public var crop: PictureArea?
  /// The point that is kept in any case, and in the middle if that can be.
  public var focus: PicturePoint?
  /// What shows where the picture is clear, and beside it.
  public var background: Backdrop
  /// Whether pictures are scaled by light, as lenses do it, or by their stored values.
  public var isLinear = true
  /// How much edges are raised after scaling, 0 (not at all) to 2.
  public var sharpening = 0.0
  /// What is refused before memory is taken for it.
  public var limits = StillLimits()

  /// Creates options; those left out are right for Hailuo-02 Fast.
  public init(aspect: AspectRatio? = nil, shortSide: Int = 512, background: Backdrop = .white) {
    self.aspect = aspect
    self.shortSide = shortSide
    self.background = background
  }
}
