import Libav

/// The sound of a simulated clip, made and encoded as far as its pictures have come.
struct SimulatedSound: ~Copyable {
  private let source: FilterGraph
  private let encoder: Encoder
  private let sampleRate: Double
  private var stream = 0
  /// Where the next sound frame begins, in samples.
  private var position: Int64 = 0

  /// `nil` for a clip without a sound stream.
  static func open(
    _ sound: ClipLook.Sound, seconds: Int
  ) throws(LibavError) -> SimulatedSound? {
    guard sound != .none else { return nil }
    let encoding = AudioEncoding()
    let encoder = try Encoder.open(encoding)
    let maker =
      sound == .tone
      ? "sine=frequency=220:sample_rate=\(encoding.sampleRate)"
      : "anullsrc=r=\(encoding.sampleRate):cl=\(encoding.channelLayout)"
    let source = try FilterGraph.open(
      "\(maker),atrim=end_sample=\(seconds * encoding.sampleRate),"
        + "aformat=sample_fmts=\(encoding.sampleFormat):sample_rates=\(encoding.sampleRate)"
        + ":channel_layouts=\(encoding.channelLayout)[out]", isAudio: true)
    source.setSamplesPerFrame(encoder.samplesPerFrame)
    return SimulatedSound(source, encoder, sampleRate: Double(encoding.sampleRate))
  }

  private init(
    _ source: consuming FilterGraph, _ encoder: consuming Encoder, sampleRate: Double
  ) {
    self.source = source
    self.encoder = encoder
    self.sampleRate = sampleRate
  }

  mutating func addStream(to muxer: borrowing Muxer) throws(LibavError) {
    stream = try muxer.addStream(from: encoder)
  }

  /// Writes the sound up to a moment.
  mutating func write(until seconds: Double, to file: borrowing OpenMuxer) throws(LibavError) {
    while Double(position) / sampleRate < seconds, let frame = try source.take() {
      frame.presentation = position
      position += Int64(frame.sampleCount)
      try encoder.push(frame)
      try encoder.drain(into: file, stream: stream)
    }
  }

  /// Writes what is left.
  mutating func finish(to file: borrowing OpenMuxer) throws(LibavError) {
    try write(until: .infinity, to: file)
    try encoder.finish()
    try encoder.drain(into: file, stream: stream)
  }
}
