import Raster

/// A run of the film's frames that come about in one way.
public struct Stretch: Hashable, Sendable {
  /// How the frames come about.
  public enum Treatment: String, Sendable, Codable {
    /// The clip's packets, untouched.
    case copy
    /// Decoded and encoded.
    case encode
    /// Two clips' frames, decoded, blended and encoded.
    case blend
  }

  /// How the frames come about.
  public let treatment: Treatment
  /// The clip's place among the inputs; for a blend that of the one that ends.
  public let clip: Int
  /// The frames of that clip, counted from 0 as they are shown.
  public let frames: Range<Int>
  /// Frames in the film.
  public let count: Int
  /// Why they are encoded; nil for copies.
  public let reason: String?

  /// The film's frames' places in the clip's strip.
  let places: Range<Int>
  let effect: Effect?

  /// What is done to decoded pictures.
  enum Effect: Hashable, Sendable {
    /// Sinks into a colour, or rises from it.
    case dip(Color, isRising: Bool)
    /// Passes over to places of another clip's strip.
    case transition(name: String, clip: Int, places: Range<Int>)
  }

  init(
    _ strip: Strip, _ places: Range<Int>, _ treatment: Treatment, reason: String? = nil,
    effect: Effect? = nil
  ) {
    clip = strip.clip
    frames = strip.sources(places)
    count = places.count
    self.places = places
    self.treatment = treatment
    self.reason = reason
    self.effect = effect
  }
}
