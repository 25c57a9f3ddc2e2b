import Footage

/// Seams in a line each.
enum SeamText {
  /// The worst first: its number, what stands out, the number for it.
  static func lines(_ seams: [SeamInspection]) -> String {
    var table = Table()
    for seam in seams.worstFirst {
      let warnings = seam.warnings.map { "\($0.kind.rawValue) \($0.value)" }
      table.add(
        "seam \(seam.number)", seam.passes ? "passes" : "look",
        seam.passes ? seam.repeats.reason : warnings.joined(separator: ", "))
    }
    return table.text
  }

  /// How many there are, and how many are worth a look.
  static func summary(_ seams: [SeamInspection]) -> String {
    let bad = seams.count { !$0.passes }
    let count = Terms.count(seams.count, "seam")
    return bad == 0 ? "\(count), nothing stands out" : "\(count), \(bad) worth a look"
  }
}
