public import Outputs

/// What is to become one video, and how.
public struct SpliceRequest: Sendable {
  /// What the film's headers may ask of a player.
  public enum Compatibility: String, Sendable, Codable, CaseIterable {
    /// Every player: all parameter sets stand in the file's header. What would need others in the
    /// midst of the stream is encoded instead.
    case strict
    /// Parameter sets may stand in the stream where they clash, so that no frame is touched; browsers
    /// and FFmpeg play that, some Apple players do not.
    case wide
  }

  /// How a clip of another shape is brought to the film's.
  public enum Fit: String, Sendable, Codable, CaseIterable {
    /// Fills the film's picture; what stands over is cut off.
    case cover
    /// Shown whole between black bars.
    case contain
    /// Shown whole before a blurred copy of itself.
    case blur
    /// Pulled to the film's shape.
    case stretch
  }

  /// The clips in playing order.
  public var clips: [ClipPart]
  /// One for each place where a clip follows another, or one for all; cuts when empty.
  public var seams: [Seam]
  /// What clips are brought to that do not agree.
  public var shape: ShapeWish
  /// How they are brought to it.
  public var fit: Fit
  /// What the headers may ask of players.
  public var compatibility: Compatibility
  /// How thoroughly the result is checked before it gets its name.
  public var verification: Verification
  /// Becomes the file's title tag; nil keeps the first clip's.
  public var title: String?
  /// What is done about colours that drift from clip to clip.
  public var colourMatch: ColourMatch
  /// The places of clips that are known to begin with the last frame of the one before, since it was
  /// sent as their picture. Such repeats need not be looked for.
  public var chained: Set<Int>
  /// What is known of clips' origins by their paths, where they say less themselves.
  public var origins: [String: OriginLabel]
  /// Whether the result tells the words that clips were made of.
  public var keepsPrompt: Bool

  /// Creates a request.
  public init(
    _ clips: [ClipPart], seams: [Seam] = [], shape: ShapeWish = .majority, fit: Fit = .contain,
    compatibility: Compatibility = .wide, verification: Verification = .full,
    title: String? = nil, colourMatch: ColourMatch = .off, chained: Set<Int> = [],
    origins: [String: OriginLabel] = [:], keepsPrompt: Bool = true
  ) {
    self.clips = clips
    self.seams = seams
    self.shape = shape
    self.fit = fit
    self.compatibility = compatibility
    self.verification = verification
    self.title = title
    self.colourMatch = colourMatch
    self.chained = chained
    self.origins = origins
    self.keepsPrompt = keepsPrompt
  }

  /// What is wanted at each seam.
  ///
  /// - Throws: ``FootageError`` `.invalidRequest` when the number of seams is not that of the places.
  func wantedSeams() throws(FootageError) -> [Seam] {
    let places = max(0, clips.count - 1)
    switch seams.count {
    case places: return seams
    case 0: return Array(repeating: .cut, count: places)
    case 1: return Array(repeating: seams[0], count: places)
    default:
      throw FootageError(
        .invalidRequest, path: "",
        "\(seams.count) seams are given for \(places) places where a clip follows another; give one "
          + "for each, or one for all.")
    }
  }
}
