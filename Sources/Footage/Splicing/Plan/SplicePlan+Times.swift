import Libav

extension SplicePlan {
  /// When each of the film's frames is shown, and the end.
  static func times(
    _ strips: [Strip], _ stretches: [Stretch], _ clips: [ScannedClip], _ rate: FrameRate,
    _ ticks: Rational, squeezed: [Int] = []
  ) -> [Int64] {
    func time(_ strip: Strip, _ place: Int) -> Int64 {
      if strip.sources != nil {
        return Timestamp(Int64(place), rate.rational.inverse).rescaled(to: ticks).ticks
      }
      let clip = clips[strip.clip]
      // What is not seen takes no time.
      let seen = min(place, strip.seenCount)
      return clip.time(ofFrame: strip.frames.lowerBound + seen, in: ticks)
        - clip.time(ofFrame: strip.frames.lowerBound, in: ticks)
    }
    var times: [Int64] = []
    times.reserveCapacity(stretches.reduce(1) { $0 + $1.count })
    var end: Int64 = 0
    for stretch in stretches {
      let strip = strips[stretch.clip]
      // Where the strip's first frame would be shown.
      let origin = end - time(strip, stretch.places.lowerBound)
      for place in stretch.places { times.append(origin + time(strip, place)) }
      end = origin + time(strip, stretch.places.upperBound)
    }
    times.append(end)
    squeeze(&times, squeezed)
    return times
  }

  /// Has frames shown for one tick in front of the next one.
  ///
  /// - Parameter frames: ascending.
  static func squeeze(_ times: inout [Int64], _ frames: [Int]) {
    for frame in frames.reversed() { times[frame] = times[frame + 1] - 1 }
  }

  /// The film's frames that nobody sees: those that are squeezed here, and those that were in a clip.
  static func squeezed(
    _ strips: [Strip], _ stretches: [Stretch], _ clips: [ScannedClip]
  ) -> [Int] {
    var found: [Int] = []
    var first = 0
    for stretch in stretches {
      let strip = strips[stretch.clip]
      if strip.sources == nil, stretch.effect == nil {
        let own = Set(clips[stretch.clip].timing.squeezed)
        for (frame, place) in stretch.places.enumerated()
        where place >= strip.seenCount || own.contains(strip.frames.lowerBound + place) {
          found.append(first + frame)
        }
      }
      first += stretch.count
    }
    return found
  }

  /// The rates of the film's parts; none where one of them has no even rate.
  static func rates(_ strips: [Strip], _ clips: [ScannedClip], _ rate: FrameRate) -> [FrameRate] {
    var rates: [FrameRate] = []
    for strip in strips {
      let clip = clips[strip.clip]
      guard strip.sources != nil || clip.timing.isConstant || clip.timing.looksEven,
        let own = strip.sources == nil ? clip.video.frameRate : rate
      else { return [] }
      if !rates.contains(own) { rates.append(own) }
    }
    return rates
  }

  /// How far decoding must run ahead of showing.
  static func lead(
    _ stretches: [Stretch], _ clips: [ScannedClip], _ times: [Int64], _ depth: Int
  ) -> Int64 {
    var lead: Int64 = 0
    var first = 0
    // Where the frames begin that are encoded in one go.
    var runStart = 0
    for stretch in stretches {
      if stretch.treatment == .copy {
        let packets = clips[stretch.clip].index.packets(of: stretch.frames)
        for (place, packet) in packets.enumerated() {
          let shown = times[first + Int(packet.frame) - stretch.frames.lowerBound]
          lead = max(lead, times[first + place] - shown)
        }
        runStart = first + stretch.count
      } else {
        for place in first..<first + stretch.count {
          lead = max(lead, times[place] - times[max(runStart, place - depth)])
        }
      }
      first += stretch.count
    }
    return lead
  }

  /// Ticks a second in which every clip's own times, and every even rate's frames, are whole numbers;
  /// 90,000 where none is practical.
  static func ticksPerSecond(_ videos: [VideoFacts], _ rate: FrameRate? = nil) -> Int {
    var common = rate?.numerator ?? 1
    for video in videos {
      let parts = video.timeBase.split(separator: "/").compactMap { Int($0) }
      guard parts.count == 2, parts[0] > 0, parts[1] > 0 else { return 90_000 }
      let own = video.isConstantRate ? video.frameRate?.numerator ?? 1 : 1
      for ticks in [parts[1] / greatestCommonDivisor(parts[0], parts[1]), own] {
        common = common / greatestCommonDivisor(common, ticks) * ticks
        if common > 10_000_000 { return 90_000 }
      }
    }
    return common
  }

  /// As many ticks a second, or a multiple, as make one of them too short to be seen.
  ///
  /// FFmpeg's writer of MP4 wants the same of pictures: 10,000 at least, by doubling.
  static func fineTicksPerSecond(_ ticks: Int) -> Int {
    var fine = max(1, ticks)
    while fine < 10_000 { fine *= 2 }
    return fine
  }

  private static func greatestCommonDivisor(_ left: Int, _ right: Int) -> Int {
    right == 0 ? left : greatestCommonDivisor(right, left % right)
  }
}
