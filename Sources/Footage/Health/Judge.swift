/// Judges a clip by what was measured of its frames; pure.
///
/// The thresholds are set on generated clips with one defect each and on clips without, so that
/// nearly all are found and hardly any is accused (`scripts/check-looking`, part "health").
struct Judge {
  let measures: [FrameMeasure]
  /// Seconds that one frame is shown.
  let frameSeconds: Double

  var verdicts: [Verdict] {
    guard !measures.isEmpty else { return [] }
    let black = self.black
    // What is black all through is neither frozen nor crushed besides.
    if let black, black.value >= 0.9 * length { return [black] }
    let frozen = self.frozen
    return [
      black, frozen, frozen == nil ? nearStatic : nil, flicker, cut, blown, crushed, blurred,
    ].compactMap { $0 }
  }

  private var length: Double {
    (measures.last?.seconds ?? 0) - (measures.first?.seconds ?? 0) + frameSeconds
  }

  /// Black: dark all over, as the end of a fade is and a night scene is not.
  private static let blackMean = 10.0
  private static let blackDeviation = 6.0
  private static let blackSeconds = 0.4

  var black: Verdict? {
    let run = longestRun { $0.mean < Judge.blackMean && $0.deviation < Judge.blackDeviation }
    guard let run, run.seconds >= Judge.blackSeconds else { return nil }
    return verdict(
      .black, run.seconds, Judge.blackSeconds, "s", run,
      "nothing but black for \(run.seconds.rounded(toPlaces: 2)) s")
  }

  /// Encoders leave a frozen picture as it is, or mend it by less than this.
  private static let frozenChange = 0.06
  private static let frozenSeconds = 0.4

  var frozen: Verdict? {
    // A frame that is no change belongs to the one before it, which is frozen, too.
    let run = longestRun { $0.change < Judge.frozenChange && $0.seconds > 0 }
    guard let run, run.seconds >= Judge.frozenSeconds else { return nil }
    return verdict(
      .frozen, run.seconds, Judge.frozenSeconds, "s", run,
      "the same picture for \(run.seconds.rounded(toPlaces: 2)) s")
  }

  private static let staticChange = 0.18

  var nearStatic: Verdict? {
    let changes = measures.dropFirst().map(\.change).sorted()
    guard changes.count >= 5 else { return nil }
    // The busiest tenth counts: a still scene in which now and then something moves is none.
    let typical = changes[changes.count * 9 / 10]
    guard typical < Judge.staticChange else { return nil }
    return verdict(
      .nearStatic, typical, Judge.staticChange, "of 255 a frame", nil,
      "hardly anything moves: frames differ by \(typical.rounded(toPlaces: 2)) of 255")
  }

  /// A step of the brightness that the next frame takes back.
  private static let flickerStep = 2.5
  private static let flickerCount = 4
  /// So large a step is seen though it is the only one: a frame that is black or white all over.
  private static let flashStep = 50.0

  var flicker: Verdict? {
    guard measures.count > 2 else { return nil }
    let steps = (1..<measures.count - 1).map { (number: $0, step: flash(at: $0)) }
    let strong = steps.filter { $0.step > Judge.flashStep }.map(\.number)
    let all = steps.filter { $0.step > Judge.flickerStep }.map(\.number)
    let flashes = all.count >= Judge.flickerCount ? all : strong
    guard let first = flashes.first, let last = flashes.last else { return nil }
    let isFlicker = flashes.count >= Judge.flickerCount
    let highest = steps.map(\.step).max() ?? 0
    return Verdict(
      kind: .flicker, severity: .warning, value: isFlicker ? Double(flashes.count) : highest,
      threshold: isFlicker ? Double(Judge.flickerCount) : Judge.flashStep,
      unit: isFlicker ? "frames" : "of 255", start: measures[first].seconds,
      end: measures[last].seconds,
      message: flashes.count == 1
        ? "the brightness jumps and falls back at one frame"
        : "the brightness jumps and falls back at \(flashes.count) frames")
  }

  /// How far the brightness of a frame is from both of those around it, which are alike.
  private func flash(at number: Int) -> Double {
    let (before, here, after) = (measures[number - 1], measures[number], measures[number + 1])
    let (up, down) = (here.mean - before.mean, after.mean - here.mean)
    // Motion changes the brightness as well; then the frames around differ, too.
    let isTakenBack = after.changeOverTwo < 0.7 * min(here.change, after.change)
    return up * down < 0 && isTakenBack ? min(abs(up), abs(down)) : 0
  }

  private static let cutChange = 14.0
  private static let cutRatio = 4.0
  private static let cutHistogram = 0.15

  /// The places of frames that show another scene than the one before.
  var cutPlaces: [Int] {
    guard measures.count > 4 else { return [] }
    return (1..<measures.count).filter(isCut)
  }

  private func isCut(_ number: Int) -> Bool {
    let here = measures[number]
    guard here.change > Judge.cutChange, here.histogramDistance > Judge.cutHistogram else {
      return false
    }
    // A flash is no cut: the frame after it is like the one before.
    if number + 1 < measures.count, measures[number + 1].changeOverTwo < 0.5 * here.change {
      return false
    }
    if number >= 2, here.changeOverTwo < 0.5 * here.change { return false }
    let near = max(1, number - 12)..<min(measures.count, number + 13)
    let others = near.filter { $0 != number }.map { measures[$0].change }.sorted()
    let usual = others.isEmpty ? 0 : others[others.count / 2]
    return here.change > Judge.cutRatio * max(usual, 0.5)
  }

  var cut: Verdict? {
    let cuts = cutPlaces
    guard let first = cuts.first, cuts.count <= max(1, measures.count / 8) else { return nil }
    let more = cuts.count > 1 ? ", and \(cuts.count - 1) more" : ""
    return Verdict(
      kind: .cut, severity: .warning, value: measures[first].change, threshold: Judge.cutChange,
      unit: "of 255", start: measures[first].seconds, end: measures[first].seconds,
      message:
        "the scene changes at \(measures[first].seconds.rounded(toPlaces: 3)) s\(more)")
  }

  private static let blownPart = 0.3
  private static let crushedPart = 0.45

  var blown: Verdict? { clipped(\.blown, .blown, Judge.blownPart, "bright") }
  var crushed: Verdict? { clipped(\.crushed, .crushed, Judge.crushedPart, "dark") }

  private func clipped(
    _ part: KeyPath<FrameMeasure, Double>, _ kind: Verdict.Kind, _ threshold: Double, _ name: String
  ) -> Verdict? {
    let parts = measures.map { $0[keyPath: part] }.sorted()
    let typical = parts[parts.count / 2]
    guard typical > threshold else { return nil }
    return verdict(
      kind, typical * 100, threshold * 100, "% of the picture", nil,
      "\(Int((typical * 100).rounded())) % of the picture is \(name) without detail")
  }

  private static let leastSharpness = 0.2

  var blurred: Verdict? {
    let values = measures.compactMap(\.sharpness).sorted()
    guard !values.isEmpty else { return nil }
    let typical = values[values.count / 2]
    guard typical < Judge.leastSharpness else { return nil }
    return verdict(
      .blurred, typical, Judge.leastSharpness, "of 1", nil,
      "the picture is blurred: its sharpness is \(typical.rounded(toPlaces: 2)) of 1")
  }

  private struct Run {
    let start: Double
    let end: Double
    var seconds: Double { end - start }
  }

  private func longestRun(where condition: (FrameMeasure) -> Bool) -> Run? {
    var longest: Run?
    var begin: Double?
    func close(at end: Double) {
      if let start = begin, end - start > longest?.seconds ?? 0 {
        longest = Run(start: start, end: end)
      }
      begin = nil
    }
    for measure in measures {
      if condition(measure) {
        begin = begin ?? measure.seconds
      } else {
        close(at: measure.seconds)
      }
    }
    close(at: (measures.last?.seconds ?? 0) + frameSeconds)
    return longest
  }

  private func verdict(
    _ kind: Verdict.Kind, _ value: Double, _ threshold: Double, _ unit: String, _ run: Run?,
    _ message: String
  ) -> Verdict {
    Verdict(
      kind: kind, severity: .warning, value: value, threshold: threshold, unit: unit,
      start: run?.start, end: run?.end, message: message)
  }
}
