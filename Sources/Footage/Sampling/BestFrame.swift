import Libav
import Raster

/// Finds the frame of a stretch that shows most; one pass, and no frame is kept but the best so far.
struct BestFrame {
  /// Frames that are looked at in all, which is enough for a second and a half of every minute.
  private static let mostCandidates = 64
  /// Black, flat and blurred pictures are worth less than this; where there is none better among the
  /// candidates, others are looked at.
  private static let leastWorth = 0.08
  /// Frames that are looked at then.
  private static let mostOthers = 2000

  let clip: IndexedClip
  let developer: PictureDeveloper
  let taker: FrameTaker

  /// One picture for each stretch of frame numbers, in the order of the stretches.
  ///
  /// - Parameter stretches: ascending, without common frames.
  func sample(_ stretches: [ClosedRange<Int>]) throws -> [SampledFrame] {
    let places = stretches.map { candidates(in: $0, of: stretches.count) }
    let found = try best(of: stretches, among: places)
    return try stretches.indices.compactMap { number in
      let first = found[number]
      if let first, first.worth >= BestFrame.leastWorth { return first.picture }
      let others = others(in: stretches[number], but: places[number])
      let second =
        others.isEmpty ? nil : try best(of: [stretches[number]], among: [others])[0]
      return [first, second].compactMap { $0 }.max { $0.worth < $1.worth }?.picture
    }
  }

  /// A picture with what it is worth.
  private struct Finding {
    let picture: SampledFrame
    let worth: Double
  }

  /// The best of each stretch; nil where nothing could be decoded.
  private func best(
    of stretches: [ClosedRange<Int>], among places: [[Int]]
  ) throws -> [Finding?] {
    var stretchOfNumber: [Int: Int] = [:]
    for (stretch, numbers) in places.enumerated() {
      for number in numbers { stretchOfNumber[number] = stretch }
    }
    var found = [Finding?](repeating: nil, count: stretches.count)
    var best: Candidate?
    func finish() throws {
      guard let chosen = best else { return }
      best = nil
      found[chosen.stretch] = Finding(
        picture: SampledFrame(
          bitmap: try developer.develop(chosen.frame),
          seconds: clip.index.seconds(ofFrame: chosen.number), index: chosen.number,
          isDamaged: chosen.frame.isConcealed), worth: chosen.worth)
    }
    let greySize = clip.stream.size.fitted(
      into: PixelSize(width: 320, height: 320), enlarging: false)
    let stamp = clip.stream.size.fitted(into: PixelSize(width: 32, height: 32), enlarging: false)
    _ = try taker.take(places.flatMap { $0 }) { frame, number in
      let stretch = stretchOfNumber[number] ?? 0
      if let before = best, before.stretch != stretch { try finish() }
      let score = PictureScore(
        try frame.grey(scaledTo: greySize), colours: try frame.bitmap(scaledTo: stamp))
      let total = score.total(at: Double(number) / Double(max(1, clip.index.frameCount - 1)))
      // What the decoder had to guess is chosen only when there is nothing else.
      let worth = frame.isConcealed ? total / 1000 : total
      if best.map({ worth > $0.worth }) ?? true {
        best = Candidate(
          frame: try frame.duplicate(), number: number, stretch: stretch, worth: worth)
      }
    }
    try finish()
    return found
  }

  private final class Candidate {
    let frame: Frame
    let number: Int
    let stretch: Int
    let worth: Double

    init(frame: consuming Frame, number: Int, stretch: Int, worth: Double) {
      self.frame = frame
      self.number = number
      self.stretch = stretch
      self.worth = worth
    }
  }

  /// What was not looked at yet, evenly spread.
  private func others(in stretch: ClosedRange<Int>, but candidates: [Int]) -> [Int] {
    let seen = Set(candidates)
    let rest = stretch.filter { !seen.contains($0) }
    let wanted = min(rest.count, BestFrame.mostOthers)
    return (0..<wanted).map { rest[(2 * $0 + 1) * rest.count / (2 * wanted)] }
  }

  /// Frames worth a look: evenly spread, and key frames where there are enough of them.
  private func candidates(in stretch: ClosedRange<Int>, of count: Int) -> [Int] {
    let wanted = min(stretch.count, max(4, BestFrame.mostCandidates / max(1, count)))
    let keys = clip.index.keyFrames(in: stretch)
    if keys.count >= wanted {
      return (0..<wanted).map { keys[(2 * $0 + 1) * keys.count / (2 * wanted)] }
    }
    return (0..<wanted).map { stretch.lowerBound + (2 * $0 + 1) * stretch.count / (2 * wanted) }
  }
}

extension FrameIndex {
  func keyFrames(in stretch: ClosedRange<Int>) -> [Int] {
    stretch.filter { entries[position(ofFrame: $0)].isKey }
  }
}
