import Hailuo

/// A model's card as people read it.
enum ModelText {
  /// One line: "Hailuo-02 Standard  512P, 768P  6, 10 s  $0.27 for 6 s at 768P  last picture".
  static func line(_ model: Model) -> String {
    var parts = [
      model.title, model.sizes.map(\.rawValue).joined(separator: ", "),
      model.durations.map(\.rawValue).joined(separator: ", ") + " s",
    ]
    if let shortest = model.durations.first, let price = model.price(of: shortest) {
      parts.append("\(price) for \(shortest.seconds) s at \(model.standardResolution.rawValue)")
    }
    if model.takesEndImage { parts.append("takes a last picture") }
    return parts.joined(separator: "; ")
  }

  /// What stands above a card that is printed to be changed.
  static func note(_ model: Model) -> String {
    "# The card of \(model.title). To change it, save it as models/NAME.yaml in the folder that\n"
      + "# HAILUO_STUDIO_PRESETS names, with NAME as its name.\n"
  }
}
