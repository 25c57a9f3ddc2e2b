import Libav

extension SpliceJob {
  /// Copies every clip's packets one after another onto one time line.
  ///
  /// Each clip's first picture starts where the last one of the clip before ends. Decoding times
  /// of all clips lag by the largest delay of any, so that they never run backwards at a seam.
  func copy() throws {
    let base = Rational(1, Int32(Splicer.ticksPerSecond(clips)))
    let muxer = try Muxer.create(path, format: container.muxer, cancellation)
    let lead = try Demuxer.open(clips[0].path, cancellation)
    let picture = try muxer.addStream(
      copying: try lead.videoIndex(), of: lead, timeBase: base)
    var sound = try sound()
    let soundIndex = try sound?.addStream(to: muxer)
    let file = try muxer.begin(metadata: tags, options: container.options())
    let ticks = file.timeBase(of: picture)
    let timelines = try clips.map { clip in
      try about(clip.path) { try ClipTimeline(clip.path, ticks, cancellation) }
    }
    let delay = timelines.map(\.delay).max() ?? 0
    var offset: Int64 = 0
    for (clip, timeline) in zip(clips, timelines) {
      try about(clip.path) {
        let demuxer = try Demuxer.open(clip.path, cancellation)
        let stream = try demuxer.videoIndex()
        demuxer.keepOnly([stream])
        let source = demuxer.streams[stream].timeBase
        while let packet = try demuxer.next() {
          guard packet.streamIndex == stream else { continue }
          packet.rescale(from: source, to: ticks, adding: offset - timeline.start)
          if let decoding = packet.decoding {
            packet.decoding = decoding - (delay - timeline.delay)
          }
          let seconds = Timestamp(packet.presentation ?? 0, ticks).seconds
          if let soundIndex {
            try sound?.write(until: seconds, to: file, stream: soundIndex)
          }
          try file.write(packet, to: picture)
          report("copying", seconds)
        }
      }
      offset += timeline.length
    }
    if let soundIndex { try sound?.write(until: nil, to: file, stream: soundIndex) }
    try file.finish()
    report("copying", plan.duration)
  }
}

extension Splicer {
  /// Ticks a second in which every clip's own ticks are whole, or 90,000 where none is practical.
  static func ticksPerSecond(_ clips: [Clip]) -> Int {
    var common = 1
    for clip in clips {
      let parts = (clip.video?.timeBase ?? "1/1").split(separator: "/").compactMap { Int($0) }
      guard parts.count == 2, parts[0] > 0, parts[1] > 0 else { return 90_000 }
      let own = parts[1] / greatestCommonDivisor(parts[0], parts[1])
      common = common / greatestCommonDivisor(common, own) * own
      if common > 10_000_000 { return 90_000 }
    }
    return common
  }

  private static func greatestCommonDivisor(_ left: Int, _ right: Int) -> Int {
    right == 0 ? left : greatestCommonDivisor(right, left % right)
  }
}

extension Demuxer {
  /// The index of the first moving picture.
  func videoIndex() throws(LibavError) -> Int {
    guard let stream = streams.first(where: { $0.kind == .video && !$0.isCover }) else {
      throw LibavError(.noVideo, "read \(path)", reason: "it has no video stream")
    }
    return stream.index
  }
}

/// When a clip's pictures start and how long they last, in ticks of the joined file.
struct ClipTimeline {
  let start: Int64
  let length: Int64
  /// How far decoding runs ahead of showing at the start.
  let delay: Int64

  init(_ path: String, _ ticks: Rational, _ cancellation: Cancellation) throws(LibavError) {
    let demuxer = try Demuxer.open(path, cancellation)
    let index = try demuxer.videoIndex()
    let source = demuxer.streams[index].timeBase
    demuxer.keepOnly([index])
    var tally = PacketTally()
    var firstDecoding: Int64?
    while let packet = try demuxer.next() {
      guard packet.streamIndex == index else { continue }
      if firstDecoding == nil { firstDecoding = packet.decoding }
      tally.add(packet)
    }
    let timing = tally.timing(source)
    start = Timestamp(timing.first, source).rescaled(to: ticks).ticks
    length = Timestamp(timing.first + timing.length, source).rescaled(to: ticks).ticks - start
    let decoding = Timestamp(firstDecoding ?? timing.first, source).rescaled(to: ticks).ticks
    delay = max(0, start - decoding)
  }
}
