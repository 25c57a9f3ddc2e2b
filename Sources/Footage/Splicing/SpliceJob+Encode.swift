import Libav
import Raster

extension SpliceJob {
  /// Decodes every clip, fits it to the first one's shape and rate, and encodes all as one stream.
  func encode() throws {
    guard container.canHold("h264") else {
      throw FootageError(
        .invalidRequest, path: path,
        "These clips must be encoded, and \(container.rawValue) files do not hold H.264; name an "
          + ".mp4 file instead.")
    }
    let rate = plan.frameRate.rational
    let encoding = VideoEncoding(
      size: plan.size, timeBase: rate.inverse, frameRate: rate,
      keyFrameInterval: max(1, Int((2 * rate.value).rounded())),
      // Headers that do not depend on rate control let later joins copy.
      options: [("crf", "16"), ("preset", "medium"), ("x264-params", "stitchable=1")])
    var file = try EncodedFile.create(
      path, container, encoding, sound: try sound(), tags: tags, cancellation)
    var count: Int64 = 0
    for clip in clips {
      try about(clip.path) { try encode(clip, into: &file, from: &count) }
    }
    try file.finish()
  }

  private func encode(
    _ clip: Clip, into file: inout EncodedFile, from count: inout Int64
  ) throws {
    let rate = plan.frameRate.rational
    var reader = try FrameReader.openVideo(clip.path, cancellation)
    let fitting = PictureFitting(reader.stream, into: plan.size)
    let graph = try FilterGraph.open(
      "[in0]\(fitting.filters),fps=\(rate.numerator)/\(rate.denominator)[out]",
      inputs: [FilterInput(reader.stream)])
    var hasMore = true
    while hasMore {
      if let frame = try reader.next() {
        try graph.push(frame)
      } else {
        hasMore = false
        try graph.finish()
      }
      while let frame = try graph.take() {
        try file.write(frame, at: count)
        count += 1
        report("encoding", Double(count) / rate.value)
      }
    }
    guard reader.damagedPackets == 0 else {
      throw FootageError(
        .damaged, path: clip.path,
        "\(clip.path): \(reader.damagedPackets) of its packets are damaged.")
    }
  }
}
