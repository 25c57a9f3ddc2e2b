internal import FalClient

extension Model {
  /// Hailuo-02 Fast, image to video: 512p, 6 or 10 s.
  ///
  /// Price: $0.017 a second, that is $0.102 and $0.17. Source: protocol guide 8.1, read on fal's
  /// pages in autumn 2026.
  public static let hailuo02Fast = card(
    "hailuo-02-fast", ["hailuo-02-fast", "image-to-video"], "Hailuo-02 Fast",
    .perSecond(Price(microdollars: 17_000)), shortSide: 512)

  /// Hailuo 2.3 Fast Standard, image to video: 768p. Prices: protocol guide 8.1.
  public static let hailuo23FastStandard = card(
    "hailuo-2.3-fast-standard", ["hailuo-2.3-fast", "standard", "image-to-video"],
    "Hailuo 2.3 Fast Standard",
    .perClip([.six: Price(microdollars: 190_000), .ten: Price(microdollars: 320_000)]),
    shortSide: 768)

  /// Hailuo 2.3 Standard, image to video: 768p. Prices: protocol guide 8.1.
  public static let hailuo23Standard = card(
    "hailuo-2.3-standard", ["hailuo-2.3", "standard", "image-to-video"], "Hailuo 2.3 Standard",
    .perClip([.six: Price(microdollars: 280_000), .ten: Price(microdollars: 560_000)]),
    shortSide: 768)

  /// Every model there is a card for.
  public static let all = [hailuo02Fast, hailuo23FastStandard, hailuo23Standard]

  /// Finds a model by our short name or by fal's name for it.
  public static func named(_ name: String) -> Model? {
    all.first { $0.id == name || $0.endpoint.id == name }
  }

  /// - Parameter task: the segments of the endpoint below `fal-ai/minimax/`.
  private static func card(
    _ id: String, _ task: [String], _ title: String, _ pricing: Pricing, shortSide: Int
  ) -> Model {
    Model(
      id: id, endpoint: EndpointID(owner: "fal-ai", alias: "minimax", task: task), title: title,
      durations: [.six, .ten],
      limits: .hailuo, pricing: pricing, nominalShortSide: shortSide)
  }
}
