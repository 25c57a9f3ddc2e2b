internal import FalClient
public import Hailuo

extension Model {
  /// The card as a YAML file that can be changed and put into the presets folder.
  ///
  /// Reading it gives the same card.
  public var cardText: String {
    var lines = [
      "name: \(id)", "title: \(title)", "endpoint: \(endpoint.id)",
      "durations: [\(list(durations))]  # seconds",
      "takes_duration: \(takesDuration)", "resolution: \(standardResolution.rawValue)",
    ]
    if !resolutions.isEmpty { lines.append("resolutions: [\(list(resolutions))]") }
    if takesEndImage { lines.append("end_image_resolutions: [\(list(endImageResolutions))]") }
    lines.append("camera_moves: [\(list(cameraMoves))]")
    lines += priceLines
    lines += [
      "limits:  # MiniMax's image-to-video reference, autumn 2026",
      "  prompt_characters: \(limits.longestPrompt)  # at most",
      "  picture_bytes: \(limits.tooManyBytes - 1)  # at most",
      "  short_side: \(limits.tooShortSide + 1)  # pixels, at least",
    ]
    if let source { lines.append("source: \"\(Self.escaped(source))\"") }
    return lines.joined(separator: "\n") + "\n"
  }

  private var priceLines: [String] {
    func usd(_ price: Price) -> String { TakePrice(microdollars: price.microdollars).estimatedUSD }
    switch pricing {
    case .perSecond(let price): return ["price_per_second_usd: \(usd(price))"]
    case .perSecondBySize(let prices):
      let known = prices.sorted { $0.key.shortSide < $1.key.shortSide }
      return ["price_per_second_usd:"] + known.map { "  \($0.key.rawValue): \(usd($0.value))" }
    case .perClip(let prices):
      let known = prices.sorted { $0.key.seconds < $1.key.seconds }
      return ["price_per_clip_usd:"] + known.map { "  \($0.key.rawValue): \(usd($0.value))" }
    }
  }

  private func list(_ values: [some RawRepresentable<String>]) -> String {
    values.map(\.rawValue).joined(separator: ", ")
  }

  private static func escaped(_ text: String) -> String {
    text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"")
  }
}
