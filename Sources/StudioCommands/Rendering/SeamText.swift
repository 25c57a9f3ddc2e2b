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
}
