/// One number of a seam with what it means, held against what is usual.
public struct SeamFinding: Sendable, Codable, Hashable {
  /// What was measured.
  public enum Kind: String, Sendable, Codable, Hashable, CaseIterable {
    case repeated, colour, brightness, contrast, sharpness, structure, flash, black, click, damage
  }

  /// How it stands.
  public enum Standing: String, Sendable, Codable, Hashable {
    /// As it should be.
    case pass
    /// Worth a look.
    case warn
    /// Not judged, since another picture is meant to follow.
    case aside
  }

  /// What was measured.
  public let kind: Kind
  /// How it stands.
  public let standing: Standing
  /// The number, for people.
  public let value: String
  /// What it is held against, for people.
  public let limit: String
  /// What it means, in a sentence.
  public let meaning: String
  /// The number as a multiple of its limit; beyond 1 it warns.
  public let severity: Double
}

extension SeamFinding {
  /// What is wrong with a clip's pictures, or with its file; empty for one that is whole.
  ///
  /// It outweighs all else: a seam of broken pictures says nothing.
  static func damage(
    of path: String, _ damage: ClipEnds.Damage, _ cutOff: CutOff?
  ) -> [SeamFinding] {
    var found: [SeamFinding] = []
    if let cutOff {
      found.append(.damage("cut off", "\(path): \(cutOff.text), so that its end is missing."))
    }
    if damage.frames > 0 {
      let frames = damage.frames == 1 ? "1 frame" : "\(damage.frames) frames"
      found.append(
        .damage(
          frames,
          "\(path): \(frames) cannot be decoded whole, the first at "
            + "\((damage.first ?? 0).rounded(toPlaces: 3)) s."))
    }
    return found
  }

  /// That a clip's sound is not whole.
  ///
  /// - Parameter seconds: after the clip's first frame.
  static func damage(ofSoundIn path: String, at seconds: Double) -> SeamFinding {
    .damage(
      "sound", "\(path): its sound is damaged at \(seconds.rounded(toPlaces: 3)) s.")
  }

  private static func damage(_ value: String, _ meaning: String) -> SeamFinding {
    SeamFinding(
      kind: .damage, standing: .warn, value: value, limit: "none", meaning: meaning, severity: 100)
  }
}

extension SeamMeasurement {
  /// Limits of what passes, and why they are what they are.
  enum Limit {
    /// Visible at a glance.
    static let deltaE = 3.0
    /// A step of 4 of 255 levels of a whole picture is seen as a blink.
    static let lumaStep = 4.0
    /// Ten percent of contrast show as haze or punch.
    static let contrast = 1.10
    /// Energy of fine detail. Key frames are often sharper than what they follow, by half and more.
    static let sharpness = 2.0
    /// Structure may change at a seam as it does around it, and a little more.
    static let ssimLoss = 0.08
    /// A twentieth of the range in a single frame is seen as a flash.
    static let flash = 12.0
    /// A step may be this much larger than those of the motion around the seam.
    static let overMotion = 1.75
    /// But no more than so many times its limit, lest a flash beside the seam excuses everything.
    static let mostForMotion = 3.0
  }

  /// Judges the numbers.
  ///
  /// - Parameters:
  ///   - repeats: what is known of the first frame.
  ///   - dropped: how many of the first clip's last frames are left out.
  ///   - isBlended: whether a transition lies over the seam, so that the two frames never meet.
  func findings(repeats: RepeatVerdict, dropped: Int, isBlended: Bool) -> [SeamFinding] {
    let isContinuous = repeats.finding != .unrelated && !isBlended
    return [
      repetition(repeats, dropped: dropped, isBlended: isBlended),
      colour(isContinuous), brightness(isContinuous), contrast(isContinuous),
      sharpness(isContinuous), structure(isContinuous), flashing(isBlended), blackness(isBlended),
    ] + click(isBlended)
  }

  private func finding(
    _ kind: SeamFinding.Kind, _ value: String, limit: String, severity: Double, judged: Bool = true,
    _ good: String, _ bad: String
  ) -> SeamFinding {
    let isBad = severity > 1
    return SeamFinding(
      kind: kind, standing: !judged ? .aside : isBad ? .warn : .pass, value: value, limit: limit,
      meaning: judged ? (isBad ? bad : good) : "Not judged: another picture is meant to follow.",
      severity: judged ? severity : 0)
  }

  private func repetition(
    _ verdict: RepeatVerdict, dropped: Int, isBlended: Bool
  ) -> SeamFinding {
    let stays = verdict.isRepeat && dropped < verdict.frames && !isBlended
    let found =
      switch verdict.finding {
      case .repeats: verdict.frames == 1 ? "1 frame" : "\(verdict.frames) frames"
      case .continues: "none"
      case .unrelated: "none, a cut"
      case .undecided: "not to be told"
      }
    let reason = verdict.reason.prefix(1).uppercased() + verdict.reason.dropFirst() + "."
    let end = verdict.isRepeat && !stays && !isBlended ? " It is left out." : ""
    return finding(
      .repeated, found, limit: "none that stays", severity: stays ? 2 : 0, "\(reason)\(end)",
      "\(reason) The film stands still there for a moment; join with dedupe to leave it out.")
  }

  /// How far a step goes beyond both its limit and the motion around.
  private func excess(_ step: Double, _ limit: Double, around: [Double?]) -> Double {
    step / allowed(limit, around: around)
  }

  private func allowed(_ limit: Double, around: [Double?]) -> Double {
    let motion = (around.compactMap { $0 }.max() ?? 0) * Limit.overMotion
    return max(limit, min(motion, limit * Limit.mostForMotion))
  }

  private func colour(_ judged: Bool) -> SeamFinding {
    finding(
      .colour, "ΔE \(seam.deltaE.rounded(toPlaces: 2))",
      limit: limit("ΔE", Limit.deltaE, around: [before?.deltaE, after?.deltaE]),
      severity: excess(seam.deltaE, Limit.deltaE, around: [before?.deltaE, after?.deltaE]),
      judged: judged, "Colours go on as they were.",
      "Colours jump visibly; --match-colour first holds them.")
  }

  private func brightness(_ judged: Bool) -> SeamFinding {
    let around = [before, after].map { $0.map { abs($0.lumaStep) } }
    return finding(
      .brightness, SeamMeasurement.signed(seam.lumaStep),
      limit: limit("±", Limit.lumaStep, around: around),
      severity: excess(abs(seam.lumaStep), Limit.lumaStep, around: around), judged: judged,
      "The picture stays as bright as it was.",
      seam.lumaStep > 0
        ? "The picture gets brighter from one frame to the next."
        : "The picture gets darker from one frame to the next.")
  }

  private func contrast(_ judged: Bool) -> SeamFinding {
    let most = contrastRatios.max { SeamMeasurement.fold($0) < SeamMeasurement.fold($1) } ?? 1
    return finding(
      .contrast, "× \(most.rounded(toPlaces: 3))",
      limit:
        "× \((1 / Limit.contrast).rounded(toPlaces: 2)) to \(Limit.contrast.rounded(toPlaces: 2))",
      severity: (SeamMeasurement.fold(most) - 1) / (Limit.contrast - 1), judged: judged,
      "Contrast stays, in red, green and blue.",
      most > 1 ? "Contrast rises in a colour." : "Contrast falls in a colour.")
  }

  private func sharpness(_ judged: Bool) -> SeamFinding {
    finding(
      .sharpness, "× \(sharpnessRatio.rounded(toPlaces: 2))",
      limit:
        "× \((1 / Limit.sharpness).rounded(toPlaces: 2)) to \(Limit.sharpness.rounded(toPlaces: 2))",
      severity: (SeamMeasurement.fold(sharpnessRatio) - 1) / (Limit.sharpness - 1), judged: judged,
      "Both frames have about as much fine detail.",
      sharpnessRatio < 1
        ? "The second clip begins softer than the first one ends."
        : "The second clip begins sharper than the first one ends.")
  }

  private func structure(_ judged: Bool) -> SeamFinding {
    let around = [before?.ssim, after?.ssim].compactMap { $0 }.min() ?? 1
    let loss = max(0, around - seam.ssim)
    return finding(
      .structure, "SSIM \(seam.ssim.rounded(toPlaces: 3))",
      limit: "at least \((around - Limit.ssimLoss).rounded(toPlaces: 3))",
      severity: loss / Limit.ssimLoss, judged: judged, "Shapes stay where they were.",
      "Shapes jump more than they move on either side.")
  }

  private func flashing(_ isBlended: Bool) -> SeamFinding {
    finding(
      .flash, SeamMeasurement.signed(flash), limit: "± \(Limit.flash.rounded(toPlaces: 0))",
      severity: abs(flash) / Limit.flash, judged: !isBlended, "No single frame sticks out.",
      flash > 0
        ? "A single frame is much brighter than those around it."
        : "A single frame is much darker than those around it.")
  }

  private func blackness(_ isBlended: Bool) -> SeamFinding {
    let which = [isLastBlack ? "last frame" : nil, isFirstBlack ? "first frame" : nil]
      .compactMap { $0 }
    return finding(
      .black, which.isEmpty ? "none" : which.joined(separator: ", "), limit: "none",
      severity: which.isEmpty ? 0 : 1.5, judged: !isBlended, "Both frames show something.",
      "There is nothing but black to be seen.")
  }

  private func click(_ isBlended: Bool) -> [SeamFinding] {
    guard let sound else { return [] }
    return [
      finding(
        .click, "× \(sound.ratio.rounded(toPlaces: 1))",
        limit: "× \(SoundStep.mostUsual.rounded(toPlaces: 0))",
        severity: sound.isClick ? sound.ratio / SoundStep.mostUsual : 0, judged: !isBlended,
        "The sound goes on without a jump.",
        "The sound jumps from one sample to the next; it is heard as a click.")
    ]
  }

  private func limit(_ unit: String, _ limit: Double, around: [Double?]) -> String {
    let allowed = allowed(limit, around: around)
    return "\(unit) \(allowed.rounded(toPlaces: 2))"
      + (allowed > limit ? ", for the motion around" : "")
  }

  private static func fold(_ ratio: Double) -> Double { max(ratio, 1 / max(ratio, 0.001)) }

  private static func signed(_ value: Double) -> String {
    "\(value > 0 ? "+" : "")\(value.rounded(toPlaces: 1))"
  }
}
