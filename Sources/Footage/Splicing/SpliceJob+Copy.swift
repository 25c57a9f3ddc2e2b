import Libav

extension SpliceJob {
  /// Copies every clip's packets one after another onto one time line.
  ///
  /// Each clip's first picture starts where the last one of the clip before ends. The times of
  /// decoding are made anew, since containers state them differently or not at all: they are the
  /// times of showing in ascending order, earlier by what the clip that needs most of it needs.
  func copy() throws {
    let base = Rational(1, Int32(Splicer.ticksPerSecond(clips)))
    let muxer = try Muxer.create(path, format: container.muxer, cancellation)
    let first = try Demuxer.open(clips[0].path, cancellation)
    let picture = try muxer.addStream(
      copying: try first.videoIndex(), of: first, timeBase: base)
    var sound = try sound()
    let soundIndex = try sound?.addStream(to: muxer)
    let file = try muxer.begin(metadata: tags, options: container.options())
    let ticks = file.timeBase(of: picture)
    let timelines = try clips.map { clip in
      try about(clip.path) { try ClipTimeline(clip.path, ticks, cancellation) }
    }
    let lead = timelines.map(\.lead).max() ?? 0
    var offset: Int64 = 0
    for (clip, timeline) in zip(clips, timelines) {
      var source = try about(clip.path) { try VideoPackets.open(clip.path, cancellation) }
      var number = 0
      while let packet = try about(clip.path, { try source.next() }) {
        guard number < timeline.shown.count else { break }
        let time = timeline.shown[number]
        packet.presentation = offset + time
        packet.decoding = offset + timeline.times[number] - lead
        packet.duration = timeline.duration(at: time)
        // In the order of showing, so that it never runs back.
        let seconds = Timestamp(offset + timeline.times[number], ticks).seconds
        if let soundIndex { try sound?.write(until: seconds, to: file, stream: soundIndex) }
        try file.write(packet, to: picture)
        report("copying", seconds)
        number += 1
      }
      offset += timeline.length
    }
    if let soundIndex { try sound?.write(until: nil, to: file, stream: soundIndex) }
    try file.finish()
    report("copying", plan.duration)
  }
}

extension Splicer {
  /// Ticks a second in which every clip's own ticks, and every even rate's frames, are whole numbers;
  /// 90,000 where none is practical.
  static func ticksPerSecond(_ clips: [Clip]) -> Int {
    var common = 1
    for clip in clips {
      let parts = (clip.video?.timeBase ?? "").split(separator: "/").compactMap { Int($0) }
      guard parts.count == 2, parts[0] > 0, parts[1] > 0 else { return 90_000 }
      let rate = clip.video?.isConstantRate == true ? clip.video?.frameRate : nil
      for own in [parts[1] / greatestCommonDivisor(parts[0], parts[1]), rate?.numerator ?? 1] {
        common = common / greatestCommonDivisor(common, own) * own
        if common > 10_000_000 { return 90_000 }
      }
    }
    return common
  }

  private static func greatestCommonDivisor(_ left: Int, _ right: Int) -> Int {
    right == 0 ? left : greatestCommonDivisor(right, left % right)
  }
}
