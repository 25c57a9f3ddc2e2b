import Libav

/// How the frames of a stream lie in time; times are in ticks of its time base.
///
/// Sums wrap around instead of trapping: a damaged file may claim any time.
struct FrameTiming {
  /// When each frame is shown, in ascending order.
  let times: [Int64]
  let timeBase: Rational
  /// How long the last frame is shown.
  let lastDuration: Int64
  /// Whether every frame is shown within a tick of where an even grid has it.
  let isConstant: Bool
  /// Frames a second, the average where they vary; nil when nothing tells.
  let rate: FrameRate?
  /// Whether the times are those of the rate, but for rounding to whole ticks.
  let isOnGrid: Bool
  /// Frames that nobody sees, ascending: each is over in a moment, and without them the others lie on
  /// the grid of the rate. Empty where they do not.
  let squeezed: [Int]

  /// - Parameters:
  ///   - times: in display order.
  ///   - lastDuration: what the file states; nil when it does not, and then the usual step is taken.
  ///   - claims: rates that the container names, the more trustworthy first; unknown ones are passed
  ///     over.
  init(_ times: [Int64], lastDuration: Int64?, _ timeBase: Rational, claims: [Rational]) {
    self.timeBase = timeBase
    self.times = times
    let steps = zip(times.dropFirst(), times).map { $0 &- $1 }.sorted()
    let usual = steps.isEmpty ? 0 : max(0, steps[steps.count / 2])
    self.lastDuration = lastDuration ?? usual
    let evenStep =
      times.count > 1
      ? (Double(times[times.count - 1]) - Double(times[0])) / Double(times.count - 1) : 0
    isConstant = FrameTiming.isEven(times, step: evenStep)
    let claims = claims.compactMap { FrameRate($0) }
    let secondsAFrame = evenStep * timeBase.value
    let measured = FrameRate(measured: secondsAFrame)
    guard isConstant, times.count > 1 else {
      let squeezed = FrameTiming.squeezed(times, usual: usual, timeBase, claims)
      self.squeezed = squeezed.frames
      rate = squeezed.rate ?? claims.first ?? measured
      isOnGrid = false
      return
    }
    let fitting = FrameTiming.rate(of: times, secondsAFrame, timeBase, claims)
    rate = fitting ?? measured
    isOnGrid = fitting != nil
    squeezed = []
  }

  /// Whether the frames that are seen are those of the rate, each as long as the others.
  var looksEven: Bool { isOnGrid || !squeezed.isEmpty }

  var first: Int64 { times.first ?? 0 }
  var last: Int64 { times.last ?? 0 }

  /// From the start of the first to the end of the last frame.
  var length: Int64 { last &- first &+ lastDuration }

  /// The same in seconds, free of the ticks' rounding where the rate tells better.
  var seconds: Double {
    let rounded = max(0, Timestamp(length, timeBase).seconds)
    guard looksEven, let rate else { return rounded }
    let exact = Double(times.count - squeezed.count) / rate.framesPerSecond
    return abs(exact - rounded) <= 2 * timeBase.value ? exact : rounded
  }

  /// The rate on whose grid times lie, one a place.
  static func rate(
    of times: [Int64], _ secondsAFrame: Double, _ timeBase: Rational, _ claims: [FrameRate]
  ) -> FrameRate? {
    (claims + usualRates(near: secondsAFrame)).first { rate in
      isEven(times, step: 1 / (rate.framesPerSecond * timeBase.value))
    }
  }

  private static func isEven(_ times: [Int64], step: Double) -> Bool {
    guard let first = times.first, times.count > 1 else { return true }
    return times.enumerated().allSatisfy { index, time in
      abs(Double(time) - Double(first) - step * Double(index)) <= 1
    }
  }

  /// The whole number of frames a second that is nearest, and its television variant.
  private static func usualRates(near seconds: Double) -> [FrameRate] {
    let nearest = (1 / seconds).rounded()
    return [FrameRate(nearest, in: 1), FrameRate(nearest * 1000, in: 1001)].compactMap { $0 }
  }
}

extension FrameRate {
  /// To a thousandth of a frame; nil beyond all reason.
  fileprivate init?(measured secondsAFrame: Double) {
    self.init((1000 / secondsAFrame).rounded(), in: 1000)
  }

  /// - Returns: nil for a number beyond all reason.
  fileprivate init?(_ count: Double, in seconds: Int) {
    guard count < Double(Int32.max), let count = Int(exactly: count) else { return nil }
    self.init(count, seconds)
  }
}
