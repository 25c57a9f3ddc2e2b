/// The mark in a file's tags by which a simulated clip is known for ever.
public enum SimulationMark {
  /// The tag that carries the mark; every player shows it.
  public static let tag = "comment"
  /// The text of the mark.
  public static let text = "Simulated by hailuo-studio; not made by the Hailuo model."

  /// Whether tags, with names in lower case, carry the mark.
  public static func isIn(_ tags: [String: String]) -> Bool {
    tags[tag]?.hasPrefix("Simulated by hailuo-studio") ?? false
  }
}
