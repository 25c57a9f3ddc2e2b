import Libav

extension DeliveryContainer {
  /// FFmpeg's muxer for a file of this kind.
  var muxer: String {
    switch self {
    case .mkv: "matroska"
    case .m4a: "ipod"
    case .hls, .dash: "mp4"
    default: rawValue
    }
  }

  /// The muxer's options for a whole file.
  func muxerOptions(isFastStart: Bool) -> [(name: String, value: String)] {
    switch self {
    case .mp4, .mov, .m4a: isFastStart ? [("movflags", "+faststart")] : []
    case .gif, .webp: [("loop", "0")]
    // An encoder's priming lies before zero, and moving all streams so that it starts there would
    // move the picture away from it.
    case .mkv, .webm: [("avoid_negative_ts", "disabled")]
    default: []
    }
  }

  /// Whether its index can stand before the media.
  var hasMovableIndex: Bool { self == .mp4 || self == .mov || self == .m4a }

  /// Whether it has a field for the priming of Opus, which its readers subtract.
  var countsPriming: Bool { self == .mkv || self == .webm }

  /// Whether there is a place for the label of an origin in it.
  var bearsLabel: Bool { hasMovableIndex || isFolder }

  /// Whether it can be divided into chapters.
  var holdsChapters: Bool { hasMovableIndex || self == .mkv || self == .webm }

  /// Chapters as its files can have them.
  ///
  /// A chapter of an MP4 goes on until the next begins, the first begins at zero, and FFmpeg's muxer
  /// writes those alone that have a title: what lies between two becomes a chapter without a name,
  /// unless it is hardly more than a packet of sound.
  func arranged(_ chapters: [Chapter]) -> [Chapter] {
    guard hasMovableIndex else { return chapters }
    let leastGap = 0.15
    var joined: [Chapter] = []
    var end = 0.0
    for var chapter in chapters.sorted(by: { $0.start < $1.start }) {
      chapter.title = chapter.title ?? ""
      if chapter.start - end > leastGap {
        joined.append(Chapter(start: end, end: chapter.start, title: ""))
      } else if let last = joined.indices.last {
        joined[last].end = chapter.start
      } else {
        chapter.start = 0
      }
      end = max(end, chapter.end)
      joined.append(chapter)
    }
    return joined
  }

  /// The code that players of this container know a codec by, where FFmpeg's own choice is another.
  func tag(for codec: VideoDelivery.Codec) -> String? {
    // Apple's players take HEVC under this code alone.
    codec == .h265 && (self == .mp4 || self == .mov || self == .hls || self == .dash)
      ? "hvc1" : nil
  }

  /// The code a text track has in it; nil where there is no place for one.
  var textCodec: String? {
    switch self {
    case .mp4, .mov: "mov_text"
    case .mkv: "subrip"
    case .webm: "webvtt"
    default: nil
    }
  }
}
