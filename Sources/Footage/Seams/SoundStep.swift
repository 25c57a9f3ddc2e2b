/// How far the sound jumps where two clips meet.
public struct SoundStep: Sendable, Codable, Hashable {
  /// The largest step from one sample to the next within 2 ms of the seam; 2 is from end to end.
  public let largest: Double
  /// The step that 19 of 20 samples around the seam stay below.
  public let usual: Double

  /// How many times the usual step the largest one is.
  public var ratio: Double { largest / max(usual, SoundStep.quiet) }

  /// Whether it is heard as a click: far beyond its surroundings, and not lost in silence.
  public var isClick: Bool { largest > 0.02 && ratio > SoundStep.mostUsual }

  /// Steps below -60 dB are silence.
  static let quiet = 0.001
  /// Speech and music reach four times their 95th percentile; clicks of joined files ten and more.
  public static let mostUsual = 6.0

  /// Measures samples of one channel on both sides of a seam.
  ///
  /// - Parameters:
  ///   - before: up to the seam.
  ///   - after: from the seam on.
  init(before: [Float], after: [Float], sampleRate: Int) {
    let samples = before + after
    let steps = zip(samples, samples.dropFirst()).map { Double(abs($1 - $0)) }
    guard !steps.isEmpty else {
      (largest, usual) = (0, 0)
      return
    }
    let near = max(1, sampleRate / 500)
    let seam = before.count
    let from = min(max(0, seam - near), steps.count - 1)
    let to = max(from + 1, min(steps.count, seam + near))
    largest = steps[from..<to].max() ?? 0
    let rest = (steps[..<from] + steps[to...]).sorted()
    usual = rest.isEmpty ? 0 : rest[min(rest.count - 1, rest.count * 95 / 100)]
  }
}
