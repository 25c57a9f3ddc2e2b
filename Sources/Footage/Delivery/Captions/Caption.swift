/// One caption: a text, and when it is shown.
struct Caption: Sendable, Hashable {
  /// Milliseconds.
  let start: Int64
  /// Milliseconds.
  let end: Int64
  /// Lines, with line feeds between them.
  let text: String
}

/// Captions as a track of a file.
struct CaptionTrack: Sendable, Hashable {
  /// FFmpeg's name of how they are stored.
  let codec: String
  let captions: [Caption]
}
