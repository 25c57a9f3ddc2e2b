/// How far a preview is cut down to fit into so many bytes; pure.
struct PreviewSettings: Equatable, Sendable {
  /// 1 to 100.
  var quality: Int
  /// Frames a second.
  var rate: Double
  /// Pixels.
  var width: Int
}

/// Steps from what was wished down to what is hardly worth looking at, each smaller than the one
/// before.
enum PreviewSearch {
  /// Parts of the wished quality, rate and width.
  private static let ladder: [(quality: Double, rate: Double, width: Double)] = [
    (1, 1, 1), (0.85, 1, 1), (0.7, 1, 1), (0.7, 0.8, 1), (0.7, 0.8, 0.85), (0.55, 0.8, 0.85),
    (0.55, 0.65, 0.85), (0.55, 0.65, 0.7), (0.45, 0.65, 0.7), (0.45, 0.5, 0.7), (0.4, 0.5, 0.6),
    (0.3, 0.5, 0.5), (0.3, 0.4, 0.4), (0.25, 0.35, 0.3), (0.2, 0.3, 0.2),
  ]

  static func steps(from wish: PreviewSettings) -> [PreviewSettings] {
    ladder.map { step in
      PreviewSettings(
        quality: max(1, Int((Double(wish.quality) * step.quality).rounded())),
        rate: max(2, wish.rate * step.rate),
        width: max(16, Int((Double(wish.width) * step.width).rounded())))
    }
  }

  /// The first step that fits, with as few tries as halving takes; nil when none does.
  static func first(
    of steps: [PreviewSettings], where fits: (PreviewSettings) throws -> Bool
  ) rethrows -> PreviewSettings? {
    guard let wish = steps.first else { return nil }
    if try fits(wish) { return wish }
    var (low, high) = (1, steps.count)
    while low < high {
      let middle = (low + high) / 2
      if try fits(steps[middle]) { high = middle } else { low = middle + 1 }
    }
    return low < steps.count ? steps[low] : nil
  }

  /// What was given up, for people: "quality 75 → 53, 12 → 9.6 frames a second".
  static func sacrifices(_ wish: PreviewSettings, _ kept: PreviewSettings) -> String {
    var parts: [String] = []
    if kept.quality != wish.quality { parts.append("quality \(wish.quality) → \(kept.quality)") }
    if kept.rate != wish.rate {
      parts.append(
        "\(wish.rate.rounded(toPlaces: 1)) → \(kept.rate.rounded(toPlaces: 1)) frames a second")
    }
    if kept.width != wish.width { parts.append("width \(wish.width) → \(kept.width)") }
    return parts.joined(separator: ", ")
  }
}
