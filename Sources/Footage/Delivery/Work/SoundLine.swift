import Libav

/// A result's sound on its way to whoever writes the file: made, or read, on a thread of its own.
///
/// It runs ahead of the pictures, and so uses the cores while the pictures' encoder still collects
/// what it looks ahead at; later it leaves them to the encoder, which has more to do.
struct SoundLine: Sendable {
  let sound: FilePass.Sound
  /// FFmpeg's name of what writes the file.
  let muxer: String
  /// Told of damage.
  private let outcome: PassOutcome
  /// What the file's header is to say; comes once, before the packets.
  let header = Conveyor<StreamParameters>(depth: 1)
  /// In ticks of the header. As many as half a minute of AAC has, which is half a megabyte.
  let packets = Conveyor<Packet>(depth: 1024)

  init(_ sound: FilePass.Sound, muxer: String, _ outcome: PassOutcome) {
    self.sound = sound
    self.outcome = outcome
    self.muxer = muxer
  }

  /// A crew with the stage that makes the sound.
  func joining(_ crew: Crew, as name: String) -> Crew {
    crew.with(name, isPatient: true) {
      switch sound {
      case .encoded(let wish, let encoding): try encode(wish, encoding, $0)
      case .copied(let stream, let path, let start): try copy(stream, of: path, from: start, $0)
      }
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

  private func copy(
    _ stream: StreamFacts, of path: String, from start: Double, _ cancellation: Cancellation
  ) throws {
    let demuxer = try Demuxer.open(path, cancellation)
    demuxer.keepOnly([stream.index])
    guard header.send(try StreamParameters.of(demuxer, stream: stream.index)) else { return }
    let shift = Timestamp(seconds: start, base: stream.timeBase).ticks
    while let packet = try demuxer.next() {
      packet.rescale(from: stream.timeBase, to: stream.timeBase, adding: -shift)
      guard packets.send(packet) else { return }
    }
  }

  private func encode(
    _ wish: SoundWish, _ encoding: AudioEncoding, _ cancellation: Cancellation
  ) throws {
    // Matroska has a field for Opus' priming, which readers subtract: there it starts at zero.
    let isDelayed = (muxer == "matroska" || muxer == "webm") && encoding.encoder == "libopus"
    let encoder = try Encoder.open(encoding)
    guard header.send(try StreamParameters.of(encoder)) else { return }
    var stream = try SoundStream.open(wish, encoding, cancellation)
    stream.setSamplesPerFrame(encoder.samplesPerFrame)
    var sampleCount: Int64 = 0
    while let frame = try stream.next() {
      frame.presentation = sampleCount
      sampleCount += Int64(frame.sampleCount)
      try encoder.push(frame)
      guard try drain(encoder, encoding, isDelayed) else { return }
    }
    outcome.sawDamage(soundPackets: stream.refusedPackets)
    try encoder.finish()
    _ = try drain(encoder, encoding, isDelayed)
  }

  /// Whether anybody takes more.
  private func drain(
    _ encoder: borrowing Encoder, _ encoding: AudioEncoding, _ isDelayed: Bool
  ) throws(LibavError) -> Bool {
    let isFilled = !SoundPlan.isLossless(encoding.encoder)
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
}
