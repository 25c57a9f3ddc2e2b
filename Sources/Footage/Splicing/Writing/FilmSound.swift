import Libav

/// The film's sound, made piece by piece as the pictures are written.
struct FilmSound: ~Copyable {
  /// One of the two is there.
  private var track: SoundTrack?
  private var copy: CopiedSound?
  private let pieces: [SoundPiece]
  private var next = 0
  private let cancellation: Cancellation

  private init(
    _ pieces: [SoundPiece], _ track: consuming SoundTrack?, _ copy: consuming CopiedSound?,
    _ cancellation: Cancellation
  ) {
    self.pieces = pieces
    self.track = track
    self.copy = copy
    self.cancellation = cancellation
  }

  /// - Parameter pieces: at least one, without holes between them.
  static func open(
    _ plan: SoundPlan, _ pieces: [SoundPiece], _ cancellation: Cancellation
  ) throws(LibavError) -> FilmSound {
    let sources = pieces.flatMap(\.sources)
    let lead = sources.first { $0.hasSound } ?? sources[0]
    switch plan.method {
    case .copied:
      let copy = try CopiedSound.open(
        lead.path, start: lead.start, seconds: pieces[pieces.count - 1].end, cancellation)
      return FilmSound(pieces, nil, copy, cancellation)
    case .encoded:
      let paths = sources.filter(\.hasSound).map(\.path)
      let encoding = AudioEncoding(
        encoder: plan.encoder, sampleRate: plan.sampleRate, channelLayout: plan.channelLayout,
        sampleFormat: try sampleFormat(plan, paths, cancellation), bitRate: plan.bitRate)
      return FilmSound(pieces, try SoundTrack.open(encoding), nil, cancellation)
    }
  }

  /// What the encoder takes; those without loss take what the finest of the clips' decoders gives.
  private static func sampleFormat(
    _ plan: SoundPlan, _ paths: [String], _ cancellation: Cancellation
  ) throws(LibavError) -> String {
    switch plan.encoder {
    case "aac": return "fltp"
    case "libopus": return "flt"
    default:
      var isDeep = false
      var own: String?
      for path in Set(paths).sorted() {
        let streams = try Demuxer.open(path, cancellation).streams
        own = streams.sound?.sampleFormat
        if let own, !own.hasPrefix("s16"), !own.hasPrefix("u8") { isDeep = true }
      }
      switch plan.encoder {
      case "alac": return isDeep ? "s32p" : "s16p"
      case "flac": return isDeep ? "s32" : "s16"
      default: return own ?? "s16"
      }
    }
  }

  func addStream(to muxer: borrowing Muxer) throws(LibavError) -> Int {
    if let index = try track?.addStream(to: muxer) { return index }
    if let index = try copy?.addStream(to: muxer) { return index }
    throw LibavError(.failed, "add a sound track", reason: "there is none")
  }

  /// Writes what sounds before a moment of the film; all of it for nil.
  mutating func write(
    until seconds: Double?, to file: borrowing OpenMuxer, stream: Int
  ) throws {
    try copy?.write(until: seconds, to: file, stream: stream)
    while track != nil, next < pieces.count, seconds.map({ pieces[next].start <= $0 + 0.1 }) ?? true
    {
      let piece = pieces[next]
      next += 1
      try about(piece.sources[0].path) { try track?.append(piece, cancellation) }
      if next == pieces.count { try track?.finish() }
    }
    try track?.write(until: seconds, to: file, stream: stream)
  }
}
