import Libav

extension FrameTiming {
  /// The slowest even rate that has a place of its own for every frame; nil when nothing tells.
  ///
  /// Frames that come when something changes, as screen recordings have them, mostly lie on the grid of
  /// an ordinary rate with places left out. The average of such a clip would lose those that follow one
  /// another quickly.
  func evenRate(nominal: FrameRate?) -> FrameRate? {
    guard !looksEven, times.count > 1 else { return rate }
    let ordinary = [24, 25, 30, 48, 50, 60, 100, 120].flatMap {
      [FrameRate($0), FrameRate($0 * 1000, 1001)]
    }
    let own = [nominal, rate].filter { ($0?.framesPerSecond ?? 0) <= FrameTiming.fastest }
    let candidates = (own + ordinary).compactMap { $0 }
    // The file's own claims go before others that differ by a thousandth.
    func nearest(_ rate: FrameRate) -> Double { rate.framesPerSecond.rounded() }
    func slowest(_ rates: [FrameRate], _ isFitting: (FrameRate) -> Bool) -> FrameRate? {
      rates.filter(isFitting).min { nearest($0) < nearest($1) }
    }
    return slowest(candidates) { hasPlaces($0, isExact: true) }
      ?? slowest(candidates) { hasPlaces($0, isExact: false) } ?? quickest
  }

  /// No film is made faster than this for the sake of a few frames.
  private static let fastest = 120.0

  /// Whether every frame has a place of its own on the grid of a rate.
  ///
  /// - Parameter isExact: whether it must lie there, not only nearer than to any other.
  private func hasPlaces(_ rate: FrameRate, isExact: Bool) -> Bool {
    let step = 1 / (rate.framesPerSecond * timeBase.value)
    let slack = min(max(1, step * 0.02), step / 4)
    var last = -1.0
    for time in times {
      let offset = Double(time) - Double(first)
      let place = (offset / step).rounded()
      guard place > last, !isExact || abs(offset - place * step) <= slack else { return false }
      last = place
    }
    return true
  }

  /// The ordinary rate whose frames are as near together as the two nearest of the clip.
  private var quickest: FrameRate? {
    let least = zip(times.dropFirst(), times).map { Double($0) - Double($1) }.filter { $0 > 0 }
      .min()
    guard let least else { return rate }
    let wanted = min(FrameTiming.fastest, 1 / (least * timeBase.value))
    return FrameRate(max(1, Int(wanted.rounded())))
  }
}

extension ScannedClip {
  /// A rate for an even film that loses none of the clip's frames; its own where that is even.
  var evenRate: FrameRate? { timing.evenRate(nominal: nominalRate) ?? video.frameRate }
}
