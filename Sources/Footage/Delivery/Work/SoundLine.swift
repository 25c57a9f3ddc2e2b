import Libav

/// A result's sound on its way to whoever writes the file: made on a thread of its own.
///
/// It runs ahead of the pictures, and so uses the cores while the pictures' encoder still collects
/// what it looks ahead at.
struct SoundLine: Sendable {
  let wish: SoundWish
  let encoding: AudioEncoding
  /// FFmpeg's name of what writes the file.
  let muxer: String
  /// What the file's header is to say; comes once, before the packets.
  let header = Conveyor<StreamParameters>(depth: 1)
  /// In ticks of the header. As many as half a minute of AAC has, which is half a megabyte.
  let packets = Conveyor<Packet>(depth: 1024)

  init?(_ wish: SoundWish?, _ encoding: AudioEncoding?, muxer: String) {
    guard let wish, let encoding else { return nil }
    self.wish = wish
    self.encoding = encoding
    self.muxer = muxer
  }

  /// A crew with the stage that makes the sound.
  func joining(_ crew: Crew, as name: String) -> Crew {
    crew.with(name) {
      try run($0)
    } closing: {
      header.end()
      packets.end()
    }
  }

  /// Says that nothing is taken any more.
  func abandon() {
    header.abandon()
    packets.abandon()
  }

  private func run(_ cancellation: Cancellation) throws {
    let encoder = try Encoder.open(encoding)
    guard header.send(try StreamParameters.of(encoder)) else { return }
    var stream = try SoundStream.open(wish, encoding, cancellation)
    stream.setSamplesPerFrame(encoder.samplesPerFrame)
    var sampleCount: Int64 = 0
    while let frame = try stream.next() {
      frame.presentation = sampleCount
      sampleCount += Int64(frame.sampleCount)
      try encoder.push(frame)
      guard try drain(encoder) else { return }
    }
    try encoder.finish()
    _ = try drain(encoder)
  }

  /// Whether anybody takes more.
  private func drain(_ encoder: borrowing Encoder) throws(LibavError) -> Bool {
    while let packet = try encoder.take() {
      // MP4 tells of silence that fills the last packet up by the packet's length, Matroska by this.
      let filling = isFilled ? Int64(encoder.samplesPerFrame) - packet.duration : 0
      if packet.duration > 0, filling > 0 { try packet.leaveOut(lastSamples: Int(filling)) }
      if isDelayed {
        let priming = Int64(encoder.primingSamples)
        packet.rescale(from: encoder.timeBase, to: encoder.timeBase, adding: priming)
      }
      guard packets.send(packet) else { return false }
    }
    return true
  }

  /// Whether the encoder fills its last packet up with silence.
  private var isFilled: Bool { !SoundPlan.isLossless(encoding.encoder) }

  /// Matroska has a field for Opus' priming, which readers subtract: there it starts at zero.
  private var isDelayed: Bool {
    (muxer == "matroska" || muxer == "webm") && encoding.encoder == "libopus"
  }
}
