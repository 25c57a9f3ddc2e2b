/// What a model takes. The numbers are MiniMax's, who make the models; fal does not restate them.
///
/// Source of all: MiniMax's image-to-video reference, read for protocol guide 8.3, autumn 2026.
public struct ModelLimits: Sendable, Hashable {
  /// The formats of the picture: JPG, JPEG, PNG, WebP.
  public var formats: [PictureFacts.Format] = [.jpeg, .png, .webP]
  /// The first size, in bytes of the encoded file, that is too large: "less than 20 MB".
  ///
  /// Taken as 20 million, the smaller of the two readings.
  public var tooManyBytes = 20_000_000
  /// The longest short side, in pixels, that is still too short: "more than 300 px", strictly.
  public var tooShortSide = 300
  /// The narrowest picture, width to height: "2:5 to 5:2".
  public var narrowestRatio = 0.4
  /// The widest picture, width to height.
  public var widestRatio = 2.5
  /// The part of a ratio limit kept free inside it.
  ///
  /// Nobody says whether the limits themselves are allowed, nor how the other side rounds, and a
  /// refusal after the start may be charged. Ours.
  public var ratioMargin = 0.005
  /// The longest prompt, in Unicode scalars: "2000 characters".
  ///
  /// Scalars and not what a reader calls a character: servers count code points, and there are
  /// never fewer of them than characters.
  public var longestPrompt = 2000
  /// The largest part of invisible or unassigned characters in a prompt (MiniMax error 1042).
  public var largestInvisiblePart = 0.1
  /// The largest picture sent inside the request, in bytes of the data URI.
  ///
  /// Ours: fal advises against more than "a few KB" and states no limit.
  public var longestDataURI = 256 << 10

  /// The limits of Hailuo-02 and 2.3.
  public static let hailuo = ModelLimits()

  /// The narrowest and widest ratios accepted here, margin included.
  public var acceptedRatios: ClosedRange<Double> {
    narrowestRatio * (1 + ratioMargin)...widestRatio * (1 - ratioMargin)
  }
}
