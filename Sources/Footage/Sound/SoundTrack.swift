import Libav

/// One continuous sound encoded once, out of the sounds of many clips.
///
/// Encoding each clip's sound by itself would put the encoder's priming, 20 to 40 ms, into every
/// seam. Here each clip's sound is decoded, fitted to the length of its pictures to the sample,
/// and the whole goes through one encoder.
struct SoundTrack: ~Copyable {
  private let encoder: Encoder
  private let encoding: AudioEncoding
  private let framing: FilterGraph
  private var position: Int64 = 0
  private var queue = PacketQueue()

  private init(
    _ encoding: AudioEncoding, _ encoder: consuming Encoder, _ framing: consuming FilterGraph
  ) {
    self.encoding = encoding
    self.encoder = encoder
    self.framing = framing
  }

  /// An empty track.
  static func open(_ encoding: AudioEncoding) throws(LibavError) -> SoundTrack {
    let encoder = try Encoder.open(encoding)
    let framing = try FilterGraph.open(
      "[in0]anull[out]",
      inputs: [
        .audio(
          sampleRate: encoding.sampleRate, sampleFormat: encoding.sampleFormat,
          channelLayout: encoding.channelLayout, timeBase: encoding.timeBase)
      ], isAudio: true)
    framing.setSamplesPerFrame(encoder.samplesPerFrame)
    return SoundTrack(encoding, encoder, framing)
  }

  /// Adds the track to a file; gives the stream's index.
  func addStream(to muxer: borrowing Muxer) throws(LibavError) -> Int {
    try muxer.addStream(from: encoder)
  }

  /// Adds a clip's sound, cut or filled with silence to end at a moment of the whole.
  ///
  /// - Parameters:
  ///   - start: the clip's first picture on the clip's own clock, in seconds.
  ///   - end: where its last picture ends, in seconds of the whole; ends never go back.
  mutating func append(
    _ path: String, hasSound: Bool, start: Double, end: Double, _ cancellation: Cancellation
  ) throws {
    let source = SoundPiece.Source(path: path, hasSound: hasSound, start: start, fade: nil)
    try append(SoundPiece(start: 0, end: end, sources: [source]), cancellation)
  }

  /// Adds a piece, each of its sounds cut or filled with silence to the piece's end.
  ///
  /// - Throws: ``FootageError`` naming the clip whose sound cannot be read; ``LibavError``.
  mutating func append(_ piece: SoundPiece, _ cancellation: Cancellation) throws {
    let last = Int64((piece.end * Double(encoding.sampleRate)).rounded())
    let samples = last - position
    guard samples > 0 else { return }
    var readers = SoundReaders()
    for source in piece.sources where source.hasSound {
      try readers.open(source, cancellation)
    }
    let graph = try mixing(piece.sources, readers.streams, samples: samples)
    while position < last, try readers.feed(graph) { try take(from: graph) }
    for input in 0..<readers.streams.count { try graph.finish(input: input) }
    try take(from: graph)
  }

  /// Seconds that a sound may stray from its pictures; beyond, samples are left out or silence is put in.
  /// At 20 ms nobody notices, and no container rounds times so roughly.
  private static let mostOff = 0.02

  /// - Parameter streams: of those sources that have sound.
  private func mixing(
    _ sources: [SoundPiece.Source], _ streams: [StreamFacts], samples: Int64
  ) throws(LibavError) -> FilterGraph {
    var chains: [String] = []
    var input = 0
    for (number, source) in sources.enumerated() {
      var steps: [String] = []
      if source.hasSound {
        // Fewer channels are mixed by weights that add up to one, so that nothing clips.
        steps = [
          "[in\(input)]asetpts=PTS-(\(source.start))/TB", "atrim=start=0",
          "aresample=\(encoding.sampleRate):async=1:min_hard_comp=\(SoundTrack.mostOff):first_pts=0"
            + ":rematrix_maxval=1",
        ]
        // The resampler would give each side 3 dB less.
        if streams[input].channelCount == 1, encoding.channelLayout == "stereo" {
          steps.append("pan=stereo|c0=c0|c1=c0")
        }
        steps += [format, "apad"]
        input += 1
      } else {
        steps = ["anullsrc=r=\(encoding.sampleRate):cl=\(encoding.channelLayout)", format]
      }
      steps.append("atrim=end_sample=\(samples)")
      if let fade = source.fade {
        steps.append("afade=t=\(fade.rawValue):ss=0:ns=\(samples):curve=qsin")
      }
      chains.append(steps.joined(separator: ",") + (sources.count > 1 ? "[s\(number)]" : "[out]"))
    }
    if sources.count > 1 {
      let pads = sources.indices.map { "[s\($0)]" }.joined()
      chains.append(
        "\(pads)amix=inputs=\(sources.count):normalize=0:duration=longest,\(format)[out]")
    }
    return try FilterGraph.open(
      chains.joined(separator: ";"), inputs: streams.map { FilterInput($0) }, isAudio: true)
  }

  private var format: String {
    "aformat=sample_fmts=\(encoding.sampleFormat):sample_rates=\(encoding.sampleRate)"
      + ":channel_layouts=\(encoding.channelLayout)"
  }

  private mutating func take(from graph: borrowing FilterGraph) throws(LibavError) {
    while let frame = try graph.take() {
      frame.presentation = position
      position += Int64(frame.sampleCount)
      try framing.push(frame)
      try encodeWhatIsReady()
    }
  }

  private mutating func encodeWhatIsReady() throws(LibavError) {
    while let frame = try framing.take() {
      try encoder.push(frame)
      while let packet = try encoder.take() { queue.append(packet) }
    }
  }

  /// Says that no clip follows.
  mutating func finish() throws(LibavError) {
    try framing.finish()
    try encodeWhatIsReady()
    try encoder.finish()
    while let packet = try encoder.take() { queue.append(packet) }
  }

  /// Writes what sounds before a moment of the whole; all of it for nil.
  mutating func write(
    until seconds: Double?, to muxer: borrowing OpenMuxer, stream: Int
  ) throws(LibavError) {
    let limit = seconds.map { Int64($0 * Double(encoding.sampleRate)) } ?? .max
    let isFilled = !SoundPlan.isLossless(encoding.encoder)
    var goesOn = true
    while goesOn {
      goesOn = try queue.takeFirst(where: { ($0.presentation ?? 0) < limit }) {
        packet throws(LibavError) in
        // MP4 tells of it by the packet's length, Matroska by this.
        let filling = isFilled ? Int64(encoder.samplesPerFrame) - packet.duration : 0
        if packet.duration > 0, filling > 0 { try packet.leaveOut(lastSamples: Int(filling)) }
        packet.rescale(from: encoder.timeBase, to: muxer.timeBase(of: stream))
        try muxer.write(packet, to: stream)
      }
    }
  }
}
