import Libav

extension ScannedClip {
  /// When a frame is shown after the first one, in ticks; that of the frame behind the last one is
  /// the end. An even rate that coarse ticks had rounded, as WebM's milliseconds do, is exact again.
  /// A frame that nobody sees is given the time of the one behind it.
  func time(ofFrame frame: Int, in ticks: Rational) -> Int64 {
    if timing.looksEven, let rate = timing.rate, frame < index.frameCount || isEndOnGrid {
      let place = Int64(timing.seenFrames(before: frame))
      return Timestamp(place, rate.rational.inverse).rescaled(to: ticks).ticks
    }
    guard frame < timing.times.count else {
      return Timestamp(seconds: timing.seconds, base: ticks).ticks
    }
    return Timestamp(timing.times[frame] &- timing.first, timing.timeBase).rescaled(to: ticks).ticks
  }

  private var isEndOnGrid: Bool {
    guard let rate = timing.rate else { return false }
    let count = timing.seenFrames(before: index.frameCount)
    return abs(Double(count) / rate.framesPerSecond - timing.seconds) < 1e-9
  }

  /// When a frame is shown after the first one, in seconds.
  func seconds(ofFrame frame: Int) -> Double {
    guard frame < index.frameCount else { return timing.seconds }
    if timing.looksEven, let rate = timing.rate {
      return Double(timing.seenFrames(before: frame)) / rate.framesPerSecond
    }
    return Timestamp(timing.times[max(0, frame)] &- timing.first, timing.timeBase).seconds
  }

  /// The first frame that is shown at a moment or later; the number of frames when there is none.
  func frame(at seconds: Double) -> Int {
    // A moment names the frame that it is nearest to, within a fifth of a frame.
    let early = seconds - (video.frameRate.map { 0.2 / $0.framesPerSecond } ?? 0)
    var (low, high) = (0, index.frameCount)
    while low < high {
      let middle = (low + high) / 2
      if self.seconds(ofFrame: middle) < early { low = middle + 1 } else { high = middle }
    }
    return low
  }
}
