import Libav
import Raster

/// Finds the frame of a stretch that shows most; one pass, and no frame is kept but the best so far.
struct BestFrame {
  /// Frames that are looked at in all, which is enough for a second and a half of every minute.
  private static let mostCandidates = 64

  let clip: IndexedClip
  let developer: PictureDeveloper
  let taker: FrameTaker

  /// One picture for each stretch of frame numbers, in the order of the stretches.
  ///
  /// - Parameter stretches: ascending, without common frames.
  func sample(_ stretches: [ClosedRange<Int>]) throws -> [SampledFrame] {
    let places = stretches.map { candidates(in: $0, of: stretches.count) }
    var stretchOfNumber: [Int: Int] = [:]
    for (stretch, numbers) in places.enumerated() {
      for number in numbers { stretchOfNumber[number] = stretch }
    }
    var found: [SampledFrame] = []
    var best: Candidate?
    func finish() throws {
      guard let chosen = best else { return }
      best = nil
      found.append(
        SampledFrame(
          bitmap: try developer.develop(chosen.frame),
          seconds: clip.index.seconds(ofFrame: chosen.number), index: chosen.number,
          isDamaged: chosen.frame.isConcealed))
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
