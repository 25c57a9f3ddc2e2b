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
      let pace = plan.isConstantRate ? "" : ", \(rate(plan))"
      let unseen = plan.squeezed.isEmpty ? "" : ", \(plan.squeezed.count) of them not seen"
      text = "\(clips) copied, no picture touched: \(frames)\(unseen)\(pace)\n"
    } else {
      let share = 100 * Double(plan.encodedFrames) / Double(max(1, plan.expectedFrames))
      text =
        "\(clips), \(frames): \(plan.copiedFrames) copied, \(plan.encodedFrames) encoded "
        + "(\(Terms.decimal(share, places: 1)) %), \(plan.size) at \(rate(plan))\n"
      if !details { text += plan.reasons.map { "  \($0)\n" }.joined() }
    }
    guard details else { return text + notes(plan) }
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
    return text + table.text + seams(plan) + headers(plan) + sound(plan) + notes(plan)
  }

  /// "25 fps", or the rates that take turns.
  private static func rate(_ plan: SplicePlan) -> String {
    guard !plan.isConstantRate else { return "\(plan.frameRate) fps" }
    guard plan.rates.count != 1 else { return "\(plan.rates[0]) fps" }
    guard !plan.rates.isEmpty else { return "a varying rate" }
    return "a varying rate, \(plan.rates.map(\.description).joined(separator: " and ")) fps in turn"
  }

  /// What looking for repeats came to.
  private static func seams(_ plan: SplicePlan) -> String {
    plan.seams.compactMap { seam in
      seam.reason.map { reason in
        var parts: [String] = []
        if seam.droppedFrames > 0 {
          parts.append("\(Terms.count(seam.droppedFrames, "frame")) left out")
        }
        if seam.squeezedFrames > 0 {
          parts.append("\(Terms.count(seam.squeezedFrames, "frame")) shown for one tick only")
        }
        let what = parts.isEmpty ? "nothing is left out" : parts.joined(separator: ", ")
        return "  \(plan.parts[seam.outgoing].path) to \(plan.parts[seam.incoming].path): "
          + "\(what): \(reason).\n"
      }
    }.joined()
  }

  private static func sound(_ plan: SplicePlan) -> String {
    guard let sentence = plan.sound?.sentence else { return "" }
    return "  \(sentence.prefix(1).uppercased())\(sentence.dropFirst()).\n"
  }

  private static func notes(_ plan: SplicePlan) -> String {
    plan.notes.map { "note: \($0).\n" }.joined()
  }

  private static func headers(_ plan: SplicePlan) -> String {
    switch plan.headers {
    case .same: ""
    case .merged:
      "  Codec headers differ; all stand in the film's own, which plays everywhere.\n"
    case .inBand:
      "  Codec headers clash; each stands in front of its frames, which some Apple players "
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
