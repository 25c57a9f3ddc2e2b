import Footage

/// What a judgement says, as people read it.
enum HealthText {
  /// One line a verdict.
  static func block(_ health: HealthReport) -> String {
    guard !health.verdicts.isEmpty else {
      return "  health   good: \(Terms.count(health.frameCount, "frame")) decoded, nothing found\n"
    }
    var table = Table(indent: "  ")
    for verdict in health.verdicts {
      table.add(
        verdict.severity == .error ? "ERROR" : "warning", name(verdict.kind), verdict.message,
        "\(number(verdict.value)) \(verdict.unit), limit \(number(verdict.threshold))",
        time(verdict))
    }
    return table.text
  }

  /// "good", or the names of what was found.
  static func brief(_ health: HealthReport) -> String {
    health.verdicts.isEmpty
      ? "good" : health.verdicts.map { name($0.kind) }.joined(separator: ", ")
  }

  static func name(_ kind: Verdict.Kind) -> String {
    kind.rawValue.replacing("_", with: " ")
  }

  private static func number(_ value: Double) -> String { Terms.decimal(value, places: 2) }

  private static func time(_ verdict: Verdict) -> String {
    guard let start = verdict.start else { return "" }
    let from = Terms.decimal(start, places: 3)
    guard let end = verdict.end, end > start else { return "at \(from) s" }
    return "\(from) to \(Terms.decimal(end, places: 3)) s"
  }
}
