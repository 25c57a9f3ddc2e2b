internal import FalClient

/// A model stands here only when its price is known: what cannot be priced cannot be kept within a
/// budget. Hence neither Hailuo-02 Pro nor 2.3 Pro.
extension Model {
  /// Hailuo-02 Fast, image to video: 512p, 6 or 10 s.
  ///
  /// Price: $0.017 a second, that is $0.102 and $0.17. Source: protocol guide 8.1, read on fal's
  /// pages in autumn 2026.
  public static let hailuo02Fast = card(
    "hailuo-02-fast", ["hailuo-02-fast", "image-to-video"], "Hailuo-02 Fast", .p512,
    .perSecond(Price(microdollars: 17_000)),
    source: "fal's rate for 512P, which reports of this endpoint agree with; autumn 2026")

  /// Hailuo-02 Standard, image to video: 768p, or 512p without a last frame.
  ///
  /// Price: $0.045 a second at 768p, $0.017 at 512p. Source: protocol guide 8.1; that 512p excludes
  /// a last frame: MiniMax's first/last frame reference, protocol guide 8.3.
  public static let hailuo02Standard = card(
    "hailuo-02-standard", ["hailuo-02", "standard", "image-to-video"], "Hailuo-02 Standard", .p768,
    .perSecondBySize([.p512: Price(microdollars: 17_000), .p768: Price(microdollars: 45_000)]),
    resolutions: [.p512, .p768], endImageResolutions: [.p768],
    source: "prices: fal's page of the model; no last picture at 512P: MiniMax's first/last frame "
      + "reference; autumn 2026")

  /// Hailuo 2.3 Fast Standard, image to video: 768p. Prices: protocol guide 8.1.
  public static let hailuo23FastStandard = card(
    "hailuo-2.3-fast-standard", ["hailuo-2.3-fast", "standard", "image-to-video"],
    "Hailuo 2.3 Fast Standard", .p768,
    .perClip([.six: Price(microdollars: 190_000), .ten: Price(microdollars: 320_000)]),
    source: fal)

  /// Hailuo 2.3 Standard, image to video: 768p. Prices: protocol guide 8.1.
  public static let hailuo23Standard = card(
    "hailuo-2.3-standard", ["hailuo-2.3", "standard", "image-to-video"], "Hailuo 2.3 Standard",
    .p768, .perClip([.six: Price(microdollars: 280_000), .ten: Price(microdollars: 560_000)]),
    source: fal)

  /// Hailuo 2.3 Fast Pro, image to video: 1080p, 6 s. Price: $0.33 a clip, protocol guide 8.1.
  public static let hailuo23FastPro = card(
    "hailuo-2.3-fast-pro", ["hailuo-2.3-fast", "pro", "image-to-video"], "Hailuo 2.3 Fast Pro",
    .p1080, .perClip([.six: Price(microdollars: 330_000)]), durations: [.six],
    takesDuration: false, source: fal)

  /// Every model there is a card for, the usual one first.
  public static let all = [
    hailuo02Fast, hailuo02Standard, hailuo23FastStandard, hailuo23Standard, hailuo23FastPro,
  ]

  /// Finds a model by our short name or by fal's name for it.
  ///
  /// - Parameter own: cards of the user's, which come before ours.
  public static func named(_ name: String, own: [Model] = []) -> Model? {
    (own + all).first { $0.id == name || $0.endpoint.id == name }
  }

  private static let fal = "fal's page of the model, autumn 2026"

  /// - Parameter task: the segments of the endpoint below `fal-ai/minimax/`.
  private static func card(
    _ id: String, _ task: [String], _ title: String, _ resolution: Resolution, _ pricing: Pricing,
    durations: [ClipDuration] = [.six, .ten], takesDuration: Bool = true,
    resolutions: [Resolution] = [], endImageResolutions: [Resolution] = [], source: String
  ) -> Model {
    Model(
      id: id, endpoint: EndpointID(owner: "fal-ai", alias: "minimax", task: task), title: title,
      durations: durations, takesDuration: takesDuration, standardResolution: resolution,
      resolutions: resolutions, endImageResolutions: endImageResolutions, pricing: pricing,
      source: source)
  }
}
