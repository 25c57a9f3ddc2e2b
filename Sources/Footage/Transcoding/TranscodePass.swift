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
    let size = PixelSize(
      width: max(2, video.displaySize.width & ~1), height: max(2, video.displaySize.height & ~1))
    let rate = video.frameRate?.rational ?? Rational(25, 1)
    // One tick a frame where the rate is constant; the source's own ticks otherwise.
    var pictures = try FittedPictures.open(
      clip, into: size, timeBase: video.isConstantRate ? rate.inverse : nil, cancellation)
    let base = pictures.timeBase
    let encoding = VideoEncoding(
      size: size, timeBase: base, frameRate: rate,
      keyFrameInterval: Int(min(100_000, max(1, settings.keyFrameSeconds * rate.value))),
      options: [
        ("profile", settings.profile), ("crf", "\(settings.quality)"),
        ("preset", settings.speed), ("x264-params", "stitchable=1"),
      ])
    var file = try EncodedFile.create(
      output, settings.container, encoding, sound: try sound(), tags: clip.lastingTags,
      isFastStart: settings.isFastStart, cancellation)
    var count = 0
    var latest: Int64 = -1
    while let frame = try pictures.next() {
      // Times must grow; a damaged file may repeat one.
      latest = max(frame.presentation ?? latest + 1, latest + 1)
      try file.write(frame, at: latest)
      count += 1
      report(Timestamp(latest, base).seconds)
    }
    try file.finish(at: Timestamp(seconds: video.duration, base: base).ticks)
    report(video.duration)
    return count
  }

  private func report(_ seconds: Double) {
    progress?(
      Progress(
        phase: "encoding", completed: min(seconds, video.duration), total: video.duration))
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
