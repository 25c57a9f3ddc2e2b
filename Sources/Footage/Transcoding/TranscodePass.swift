import Libav
import Raster

/// One delivery being encoded; blocking, on a thread of the workshop.
struct TranscodePass {
  let clip: Clip
  let video: VideoFacts
  let settings: TranscodeSettings
  let output: String
  let cancellation: Cancellation
  let progress: ProgressReport?

  /// Encodes the file and gives the number of frames that went in.
  func run() throws -> Int {
    var reader = try FrameReader.openVideo(clip.path, cancellation)
    let size = PixelSize(
      width: max(2, video.displaySize.width & ~1), height: max(2, video.displaySize.height & ~1))
    let rate = video.frameRate?.rational ?? Rational(25, 1)
    let base = ticks(reader.stream, rate)
    let encoding = VideoEncoding(
      size: size, timeBase: base, frameRate: rate,
      keyFrameInterval: max(1, Int((settings.keyFrameSeconds * rate.value).rounded())),
      options: [
        ("profile", settings.profile), ("crf", "\(settings.quality)"),
        ("preset", settings.speed), ("x264-params", "stitchable=1"),
      ])
    var file = try EncodedFile.create(
      output, settings.container, encoding, sound: try sound(), tags: tags,
      isFastStart: settings.isFastStart, cancellation)
    let fitting = PictureFitting(reader.stream, into: size)
    let graph = try FilterGraph.open(
      "[in0]\(fitting.filters),settb=\(base.numerator)/\(base.denominator)[out]",
      inputs: [FilterInput(reader.stream)])
    let origin = Timestamp(seconds: video.start, base: reader.stream.timeBase)
      .rescaled(to: base).ticks
    var count = 0
    var latest: Int64 = -1
    var hasMore = true
    while hasMore {
      if let frame = try reader.next() {
        try graph.push(frame)
      } else {
        hasMore = false
        try graph.finish()
      }
      while let frame = try graph.take() {
        // Times must grow; a damaged file may repeat one.
        latest = max((frame.presentation ?? latest + 1) - origin, latest + 1)
        try file.write(frame, at: latest)
        count += 1
        report(Timestamp(latest, base).seconds)
      }
    }
    guard count > 0 else {
      throw FootageError(
        .damaged, path: clip.path, "\(clip.path): no picture in it can be decoded.")
    }
    try file.finish()
    report(video.duration)
    return count
  }

  private func report(_ seconds: Double) {
    progress?(
      Progress(
        phase: "encoding", completed: min(seconds, video.duration), total: video.duration))
  }

  /// One tick a frame where the rate is constant; the source's own ticks otherwise.
  private func ticks(_ stream: StreamFacts, _ rate: Rational) -> Rational {
    video.isConstantRate && stream.timeBase.denominator != 1000 ? rate.inverse : stream.timeBase
  }

  private var tags: [String: String] {
    clip.tags.filter {
      ["title", "artist", "comment", "copyright", "description"].contains($0.key)
    }
  }

  private func sound() throws -> SoundTrack? {
    guard clip.audio != nil else { return nil }
    var track = try SoundTrack.open(AudioEncoding(bitRate: settings.audioBitRate))
    try track.append(
      clip.path, hasSound: true, start: video.start, end: video.duration, cancellation)
    try track.finish()
    return track
  }
}
