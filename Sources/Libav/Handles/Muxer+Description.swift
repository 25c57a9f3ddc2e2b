internal import CFFmpeg

/// What is said of the file and its streams, beyond what is in them.
extension Muxer {
  /// Gives a stream the container's four-character code, where the container knows it for the codec.
  package func setTag(_ tag: String, of index: Int) throws(LibavError) {
    guard let parameters = handle.context.pointee.streams[index]?.pointee.codecpar,
      tag.utf8.count == 4
    else { throw LibavError(.failed, "describe a stream of \(handle.path)") }
    let code = tag.utf8.reversed().reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
    let known = av_codec_get_id(handle.context.pointee.oformat.pointee.codec_tag, code)
    if known == parameters.pointee.codec_id { parameters.pointee.codec_tag = code }
  }

  /// Gives a stream tags of its own, such as "language" by ISO 639-2.
  package func setTags(_ tags: [String: String], of index: Int) {
    guard let stream = handle.context.pointee.streams[index] else { return }
    let isQuickTime = String(cString: handle.context.pointee.oformat.pointee.name) == "mov"
    for (key, value) in tags {
      let known = isQuickTime && key == "language" ? Muxer.quickTimeLanguages[value] : nil
      av_dict_set(&stream.pointee.metadata, key, known ?? value, 0)
    }
  }

  /// The one of a language's two codes in ISO 639-2 that FFmpeg's table of QuickTime's numbers has.
  private static let quickTimeLanguages = [
    "deu": "ger", "nld": "dut", "ell": "gre", "isl": "ice", "zho": "chi", "sqi": "alb",
    "fre": "fra", "rum": "ron", "cze": "ces", "slo": "slk",
  ]

  /// Says of a stream what its pictures were graded on, where its container has a place for that.
  package func setLight(_ light: LightMetadata, of index: Int) throws(LibavError) {
    guard let stream = handle.context.pointee.streams[index] else {
      throw LibavError(.failed, "describe a stream of \(handle.path)")
    }
    try light.describe(stream)
  }

  /// Says how fast a stream's pictures follow one another; nil where that varies, so that the file
  /// claims no rate that it has not.
  package func setFrameRate(_ rate: Rational?, of index: Int) {
    handle.context.pointee.streams[index]?.pointee.avg_frame_rate =
      rate?.raw ?? AVRational(num: 0, den: 1)
  }

  /// Divides the file into chapters, where its container has a place for them.
  package func add(_ chapters: [Chapter]) throws(LibavError) {
    for chapter in chapters {
      let start = Timestamp(seconds: chapter.start, base: Rational(1, 1000)).ticks
      let end = Timestamp(seconds: chapter.end, base: Rational(1, 1000)).ticks
      try check(
        hs_add_chapter(handle.context, start, end, chapter.title),
        "add a chapter to \(handle.path)")
    }
  }
}
