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

  /// Encodes so many frames of a clip; where the film's rate asks for one more, the last one stays.
  private func encode(
    _ clip: Clip, into file: inout EncodedFile, from start: Int, _ wanted: Int
  ) throws {
    let rate = plan.frameRate.rational
    var reader = try about(clip.path) { try FrameReader.openVideo(clip.path, cancellation) }
    let fitting = PictureFitting(reader.stream, into: plan.size)
    let graph = try FilterGraph.open(
      "[in0]\(fitting.filters),fps=\(rate.numerator)/\(rate.denominator),"
        + "tpad=stop=-1:stop_mode=clone,trim=end_frame=\(wanted)[out]",
      inputs: [FilterInput(reader.stream)])
    var count = 0
    while count < wanted {
      if let frame = try about(clip.path, { try reader.next() }) {
        try graph.push(frame)
      } else {
        try reader.requireWhole()
        try graph.finish()
      }
      while count < wanted, let frame = try graph.take() {
        try file.write(frame, at: Int64(start + count))
        count += 1
        report("encoding", Double(start + count) / rate.value)
      }
    }
  }
}
