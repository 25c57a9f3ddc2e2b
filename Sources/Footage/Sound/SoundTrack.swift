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
  ) throws(LibavError) {
    let last = Int64((end * Double(encoding.sampleRate)).rounded())
    let samples = last - position
    guard samples > 0 else { return }
    if hasSound, var reader = try FrameReader.openAudio(path, cancellation) {
      let graph = try fitting(reader.stream, start: start, samples: samples)
      while position < last, let frame = try reader.next() {
        try graph.push(frame)
        try take(from: graph)
      }
      try graph.finish()
      try take(from: graph)
    } else {
      try take(from: silence(samples))
    }
  }

  private func fitting(
    _ stream: StreamFacts, start: Double, samples: Int64
  ) throws(LibavError) -> FilterGraph {
    let steps = [
      "asetpts=PTS-(\(start))/TB",
      "aresample=\(encoding.sampleRate):async=1:first_pts=0",
      format, "apad", "atrim=end_sample=\(samples)",
    ]
    return try FilterGraph.open(
      "[in0]\(steps.joined(separator: ","))[out]", inputs: [FilterInput(stream)], isAudio: true)
  }

  private func silence(_ samples: Int64) throws(LibavError) -> FilterGraph {
    try FilterGraph.open(
      "anullsrc=r=\(encoding.sampleRate):cl=\(encoding.channelLayout),\(format),"
        + "atrim=end_sample=\(samples)[out]", isAudio: true)
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
    var goesOn = true
    while goesOn {
      goesOn = try queue.takeFirst(where: { ($0.presentation ?? 0) < limit }) {
        packet throws(LibavError) in
        packet.rescale(from: encoder.timeBase, to: muxer.timeBase(of: stream))
        try muxer.write(packet, to: stream)
      }
    }
  }
}
