/// One caption: a text, and when it is shown.
struct Caption: Sendable, Hashable {
  /// Milliseconds.
  let start: Int64
  /// Milliseconds.
  let end: Int64
  /// Lines, with line feeds between them, as the file has them.
  let text: String
  /// Whether the marks in it are WebVTT's, not SubRip's.
  var isWebVTT = false
}

extension [Caption] {
  /// Those that a film of so many seconds shows, none beyond its end.
  func within(_ seconds: Double) -> [Caption] {
    guard let last = Int64(exactly: (seconds * 1000).rounded()) else { return self }
    return compactMap { caption in
      caption.start < last
        ? Caption(
          start: caption.start, end: Swift.min(caption.end, last), text: caption.text,
          isWebVTT: caption.isWebVTT) : nil
    }
  }
}

/// Captions as a track of a file.
struct CaptionTrack: Sendable, Hashable {
  /// FFmpeg's name of how they are stored.
  let codec: String
  let captions: [Caption]

  /// The same track of a film of so many seconds.
  func within(_ seconds: Double) -> CaptionTrack {
    CaptionTrack(codec: codec, captions: captions.within(seconds))
  }
}
