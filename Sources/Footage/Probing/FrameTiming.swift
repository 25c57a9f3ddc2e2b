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

  /// - Parameters:
  ///   - times: in display order.
  ///   - lastDuration: what the file states; nil when it does not, and then the usual step is taken.
  init(_ times: [Int64], lastDuration: Int64?, _ timeBase: Rational) {
    self.timeBase = timeBase
    self.times = times
    isConstant = FrameTiming.isEven(times)
    let steps = zip(times.dropFirst(), times).map { $0 &- $1 }.sorted()
    let usual = steps.isEmpty ? 0 : max(0, steps[steps.count / 2])
    self.lastDuration = lastDuration ?? usual
  }

  var first: Int64 { times.first ?? 0 }
  var last: Int64 { times.last ?? 0 }

  /// From the start of the first to the end of the last frame.
  var length: Int64 { last &- first &+ lastDuration }

  var seconds: Double { max(0, Timestamp(length, timeBase).seconds) }

  private static func isEven(_ times: [Int64]) -> Bool {
    guard let first = times.first, let last = times.last, times.count > 2 else { return true }
    let step = (Double(last) - Double(first)) / Double(times.count - 1)
    return times.enumerated().allSatisfy { index, time in
      abs(Double(time) - Double(first) - step * Double(index)) <= 1
    }
  }

  /// Frames a second: a rate the container claims if the frames agree with it, a usual one that they
  /// agree with otherwise, and else just what the frames do.
  func rate(claims: [Rational]) -> FrameRate? {
    let claims = claims.compactMap { FrameRate($0) }
    let span = Timestamp(last &- first, timeBase).seconds
    guard times.count > 1, span > 0 else { return claims.first }
    guard isConstant else { return claims.first ?? measured(over: span) }
    let steps = Double(times.count - 1)
    let nearest = (steps / span).rounded()
    let usual = [FrameRate(nearest, in: 1), FrameRate(nearest * 1000, in: 1001)]
    let fitting = (claims + usual.compactMap { $0 }).first { rate in
      abs(steps / rate.framesPerSecond - span) <= timeBase.value
    }
    return fitting ?? measured(over: span)
  }

  /// To a thousandth of a frame.
  private func measured(over span: Double) -> FrameRate? {
    FrameRate((Double(times.count - 1) / span * 1000).rounded(), in: 1000)
  }
}

extension FrameRate {
  /// - Returns: nil for a number beyond all reason.
  fileprivate init?(_ count: Double, in seconds: Int) {
    guard count < Double(Int32.max), let count = Int(exactly: count) else { return nil }
    self.init(count, seconds)
  }
}
