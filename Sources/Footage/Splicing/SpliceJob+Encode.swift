import Libav
import Raster

extension SpliceJob {
  /// Decodes every clip, fits it to the first one's shape and rate, and encodes all as one stream.
  func encode() throws {
    let rate = plan.frameRate.rational
    let encoding = VideoEncoding(
      size: plan.size, timeBase: rate.inverse, frameRate: rate,
      keyFrameInterval: max(1, Int((2 * rate.value).rounded())),
      // Headers that do not depend on rate control let later joins copy.
      options: [("crf", "16"), ("preset", "medium"), ("x264-params", "stitchable=1")])
    var file = try EncodedFile.create(
      path, container, encoding, sound: try sound(), tags: tags, cancellation)
    var count = 0
    var end = 0.0
    for clip in clips {
      end += clip.video?.duration ?? 0
      let wanted = SplicePlan.frames(in: end, at: plan.frameRate) - count
      if wanted > 0 { try encode(clip, into: &file, from: count, wanted) }
      count += wanted
    }
    try file.finish(at: Int64(count))
  }

  /// Encodes so many frames of a clip at the film's rate.
  ///
  /// Each picture is shown from the frame nearest to its time until the next one's; the last one to
  /// the end. FFmpeg's own filter for this does not learn how long the last frame lasts, and drops it.
  private func encode(
    _ clip: Clip, into file: inout EncodedFile, from start: Int, _ wanted: Int
  ) throws {
    let frameLength = plan.frameRate.rational.inverse
    var pictures = try about(clip.path) {
      try FittedPictures.open(clip, into: plan.size, cancellation)
    }
    var count = 0
    var shown: Frame?
    func show(until index: Int) throws {
      while count < min(index, wanted) {
        switch shown {
        case .some(let frame): try file.write(frame, at: Int64(start + count))
        case .none: return
        }
        count += 1
        report("encoding", Timestamp(Int64(start + count), frameLength).seconds)
      }
    }
    while count < wanted, let frame = try about(clip.path, { try pictures.next() }) {
      let time = Timestamp(frame.presentation ?? 0, pictures.timeBase)
      try show(until: Int(time.rescaled(to: frameLength).ticks))
      shown = consume frame
    }
    try show(until: wanted)
  }
}
