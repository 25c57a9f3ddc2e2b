import Footage
import Raster

/// A join's plan for people.
enum SpliceText {
  /// - Parameter details: whether every stretch is listed, or only what is encoded.
  static func plan(_ plan: SplicePlan, details: Bool) -> String {
    let clips = Terms.count(plan.parts.count, "clip")
    let frames = Terms.count(plan.expectedFrames, "frame")
    var text: String
    if plan.copiesAll {
      text = "\(clips) copied, no picture touched: \(frames)\n"
    } else {
      let share = 100 * Double(plan.encodedFrames) / Double(max(1, plan.expectedFrames))
      text =
        "\(clips), \(frames): \(plan.copiedFrames) copied, \(plan.encodedFrames) encoded "
        + "(\(Terms.decimal(share, places: 1)) %), \(plan.size) at \(plan.frameRate) fps\n"
      if !details { text += plan.reasons.map { "  \($0)\n" }.joined() }
    }
    guard details else { return text }
    var table = Table(indent: "  ")
    var clip: Int?
    for stretch in plan.stretches {
      let range = stretch.frames
      let span =
        range.count == 1
        ? "frame \(range.lowerBound)" : "frames \(range.lowerBound)-\(range.upperBound - 1)"
      table.add(
        stretch.clip == clip ? "" : plan.parts[stretch.clip].path, "\(stretch.treatment)",
        range.count == stretch.count ? span : "\(span), as \(stretch.count)",
        stretch.reason ?? "")
      clip = stretch.clip
    }
    return text + table.text + headers(plan)
  }

  private static func headers(_ plan: SplicePlan) -> String {
    switch plan.headers {
    case .same: ""
    case .merged:
      "  The clips' codec headers differ; all stand in the film's, which plays everywhere.\n"
    case .inBand:
      "  The clips' codec headers clash; each stands in front of its frames, which some Apple players "
        + "do not play (--compatibility strict encodes instead).\n"
    }
  }

  /// How well what was encoded came out; empty where nothing was.
  static func quality(_ result: Splicer.Result) -> String {
    guard result.warnings.isEmpty else {
      return result.warnings.map { "warning: \($0).\n" }.joined()
    }
    return result.similarity.map {
      "Encoded frames are like their sources by \(Terms.decimal($0, places: 4)) (SSIM) or more.\n"
    } ?? ""
  }
}
