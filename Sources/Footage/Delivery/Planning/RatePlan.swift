import Libav

/// When frames are shown in a result; pure.
struct RatePlan: Sendable, Hashable {
  /// Frames a second; the average where they vary.
  let rate: FrameRate
  /// Whether every frame is shown one tick after the last.
  let isConstant: Bool
  /// Ticks of the result.
  let timeBase: Rational
  /// Filters that bring frames to these times, in order.
  let filters: [String]
  /// Whether frames in between are made by motion.
  let isSmooth: Bool
  /// Frames that come out; nil when only counting tells.
  let frameCount: Int?
  /// Seconds.
  let duration: Double

  /// Pictures that FFmpeg's motion interpolation waits for.
  private static let lookahead = 3

  /// A whole number of frames where they are even.
  private static func length(_ seconds: Double, _ rate: FrameRate) -> Double {
    max(1, (seconds * rate.framesPerSecond).rounded()) / rate.framesPerSecond
  }

  /// - Parameter timeBase: of the source's picture.
  init(
    _ video: VideoFacts, timeBase sourceBase: Rational, nominal: Rational,
    wish: VideoDelivery.Rate, speed: Double, plays: Int
  ) {
    let own = video.frameRate ?? .television
    let length = video.duration * Double(plays) / speed
    var filters: [String] = []
    var isChanged = speed != 1
    if isChanged { filters.append("setpts=PTS/\(speed)") }
    var target: FrameRate?
    var isSmooth = false
    switch wish {
    case .source:
      // Repeats of one tick, which a join without encoding leaves, are no rate of their own.
      target = video.isConstantRate || video.squeezedFrames != nil ? own : nil
    case .constant:
      target =
        video.isConstantRate || video.squeezedFrames != nil
        ? own : RatePlan.usual(nominal, average: own)
    case .fixed(let numerator, let denominator): target = FrameRate(numerator, denominator)
    case .smooth(let numerator, let denominator):
      target = FrameRate(numerator, denominator)
      // Frames in between are made where there are none, not where there are too many.
      isSmooth = target.map { $0.framesPerSecond > own.framesPerSecond * speed } ?? false
    }
    guard let target else {
      rate = own
      duration = length
      isConstant = false
      self.isSmooth = false
      self.filters = filters
      timeBase = sourceBase
      frameCount = video.frameCount * plays
      return
    }
    if isSmooth {
      // The filter keeps the last pictures to itself, as it looks ahead; so they are there once more.
      filters.append("tpad=stop=\(RatePlan.lookahead):stop_mode=clone")
      filters.append(
        "minterpolate=fps=\(target.numerator)/\(target.denominator):mi_mode=mci:mc_mode=aobmc"
          + ":me_mode=bidir:vsbmc=1")
      let count = (RatePlan.length(length, target) * target.framesPerSecond).rounded()
      filters.append("trim=end_frame=\(Int(exactly: count) ?? 1)")
      isChanged = true
    } else if isChanged || !video.isConstantRate || target != own {
      filters.append("fps=fps=\(target.numerator)/\(target.denominator):start_time=0")
      isChanged = true
    }
    rate = target
    duration = RatePlan.length(length, target)
    isConstant = true
    self.isSmooth = isSmooth
    timeBase = target.rational.inverse
    self.filters = filters
    frameCount = isChanged ? nil : video.frameCount * plays
  }

  /// Frames of an uneven source that an even result has no place for, since others follow within the
  /// same tick.
  ///
  /// - Parameters:
  ///   - times: of the source's frames, in seconds from the first.
  ///   - speed: how much faster they are shown.
  func leftOut(of times: [Double], speed: Double) -> Int {
    guard isConstant else { return 0 }
    let ticks = times.map { ($0 / speed * rate.framesPerSecond).rounded() }
    return zip(ticks, ticks.dropFirst()).count { $0 == $1 }
  }

  /// The rate that a camera meant: what the container names, if it is a usual one, for then every frame
  /// has a place; else the next usual one above the average.
  private static func usual(_ nominal: Rational, average: FrameRate) -> FrameRate {
    let mean = average.framesPerSecond
    let least = mean * 0.98
    if let named = FrameRate(nominal), named.framesPerSecond >= least,
      named.framesPerSecond <= mean * 1.5
        || (usualRates.contains(named) && named.framesPerSecond <= 60)
    {
      return named
    }
    return usualRates.first { $0.framesPerSecond >= least } ?? average
  }

  private static let usualRates: [FrameRate] = [
    (10, 1), (12, 1), (15, 1), (24_000, 1001), (24, 1), (25, 1), (30_000, 1001), (30, 1),
    (48, 1), (50, 1), (60_000, 1001), (60, 1), (120, 1),
  ].compactMap { FrameRate($0.0, $0.1) }
}
