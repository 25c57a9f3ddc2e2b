/// Something about a picture that a person should know before paying for a clip of it.
public struct StillWarning: Hashable, Sendable, Codable, CustomStringConvertible {
  /// The kinds of warnings; more may be added.
  public enum Kind: String, Hashable, Sendable, Codable {
    /// The colour profile could not be used; sRGB was assumed.
    case profileIgnored = "profile_ignored"
    /// Inks without a profile were turned into colours by a simple rule.
    case profileMissing = "profile_missing"
    /// Light brighter than white was brought down to what screens show.
    case tonesPressed = "tones_pressed"
    /// There are more pictures in the file than the one that was taken.
    case animation
    /// Which picture was wanted was said, and there is only one to be had.
    case positionIgnored = "position_ignored"
    /// The picture was drawn larger than it is.
    case enlarged
    /// The best cut loses much of what matters.
    case cutLoses = "cut_loses"
    /// The quality was lowered until the file was small enough.
    case qualityLowered = "quality_lowered"
    /// The picture has another shape than the first one.
    case shapeDiffers = "shape_differs"
  }

  /// The kind.
  public let kind: Kind
  /// One sentence for people.
  public let message: String

  /// Creates a warning.
  public init(_ kind: Kind, _ message: String) {
    self.kind = kind
    self.message = message
  }

  /// The sentence.
  public var description: String { message }
}
