/// A length of a film's sound: one clip's, or two that pass over into each other.
struct SoundPiece: Hashable, Sendable {
  /// Where a sound comes from.
  struct Source: Hashable, Sendable {
    let path: String
    let hasSound: Bool
    /// The moment on the file's own clock with which the piece begins, in seconds.
    let start: Double
    /// Whether it comes or goes within the piece; nil for neither.
    let fade: Fade?
  }

  /// By quarter sines, so that two unlike sounds are together as loud as each was alone.
  enum Fade: String, Hashable, Sendable {
    case rising = "in"
    case falling = "out"
  }

  /// In seconds of the film.
  let start: Double
  /// Where the piece ends, in seconds of the film.
  var end: Double
  let sources: [Source]
}
