import Libav

/// The film's sound, made piece by piece as the pictures are written.
struct FilmSound: ~Copyable {
  private var track: SoundTrack
  private let pieces: [SoundPiece]
  private var next = 0
  private let cancellation: Cancellation

  init(
    _ pieces: [SoundPiece], in container: ContainerFormat, _ cancellation: Cancellation
  ) throws(LibavError) {
    // WebM holds Opus and Vorbis only.
    track = try SoundTrack.open(
      container == .webm
        ? AudioEncoding(encoder: "libopus", sampleFormat: "flt") : AudioEncoding())
    self.pieces = pieces
    self.cancellation = cancellation
  }

  func addStream(to muxer: borrowing Muxer) throws(LibavError) -> Int {
    try track.addStream(to: muxer)
  }

  /// Writes what sounds before a moment of the film; all of it for nil.
  mutating func write(
    until seconds: Double?, to file: borrowing OpenMuxer, stream: Int
  ) throws {
    while next < pieces.count, seconds.map({ pieces[next].start <= $0 + 0.1 }) ?? true {
      let piece = pieces[next]
      next += 1
      try about(piece.sources[0].path) { try track.append(piece, cancellation) }
      if next == pieces.count { try track.finish() }
    }
    try track.write(until: seconds, to: file, stream: stream)
  }
}
