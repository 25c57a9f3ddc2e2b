import Libav

/// A result's sound on its way into a file: made as the pictures go by.
struct SoundWriter: ~Copyable {
  private let encoder: Encoder
  private var stream: SoundStream
  private var queue = PacketQueue()
  private var isEncoded = false
  /// Samples that packets are moved by.
  private let shift: Int64
  /// Whether the encoder fills its last packet up with silence.
  private let isFilled: Bool
  /// Samples that were encoded.
  private(set) var sampleCount: Int64 = 0

  /// - Parameter muxer: FFmpeg's name of what the file is written by.
  static func open(
    _ wish: SoundWish, _ encoding: AudioEncoding, muxer: String, _ cancellation: Cancellation
  ) throws -> SoundWriter {
    let encoder = try Encoder.open(encoding)
    let stream = try SoundStream.open(wish, encoding, cancellation)
    stream.setSamplesPerFrame(encoder.samplesPerFrame)
    // Matroska has a field for Opus' priming, which readers subtract: there it starts at zero.
    let isDelayed = (muxer == "matroska" || muxer == "webm") && encoding.encoder == "libopus"
    let shift = isDelayed ? Int64(encoder.primingSamples) : 0
    return SoundWriter(
      encoder, stream, shift, isFilled: !SoundPlan.isLossless(encoding.encoder))
  }

  private init(
    _ encoder: consuming Encoder, _ stream: consuming SoundStream, _ shift: Int64, isFilled: Bool
  ) {
    self.shift = shift
    self.isFilled = isFilled
    self.encoder = encoder
    self.stream = stream
  }

  func addStream(to muxer: borrowing Muxer) throws(LibavError) -> Int {
    try muxer.addStream(from: encoder)
  }

  /// Whether everything is written.
  var isDone: Bool { isEncoded && queue.count == 0 }

  /// Writes what sounds before a moment; all of it for nil.
  mutating func write(
    until seconds: Double?, to file: borrowing OpenMuxer, stream index: Int
  ) throws {
    let limit = seconds.map { Int64($0 * Double(encoder.timeBase.denominator)) } ?? .max
    while true {
      if try writeFirst(before: limit, to: file, stream: index) { continue }
      // What waits begins later.
      if queue.count > 0 || isEncoded { return }
      try encodeNext()
    }
  }

  private mutating func writeFirst(
    before limit: Int64, to file: borrowing OpenMuxer, stream index: Int
  ) throws(LibavError) -> Bool {
    try queue.takeFirst(where: { ($0.presentation ?? 0) < limit }) { packet throws(LibavError) in
      // MP4 tells of it by the packet's length, Matroska by this.
      let filling = isFilled ? Int64(encoder.samplesPerFrame) - packet.duration : 0
      if packet.duration > 0, filling > 0 { try packet.leaveOut(lastSamples: Int(filling)) }
      packet.rescale(from: encoder.timeBase, to: encoder.timeBase, adding: shift)
      packet.rescale(from: encoder.timeBase, to: file.timeBase(of: index))
      try file.write(packet, to: index)
    }
  }

  private mutating func encodeNext() throws {
    if let frame = try stream.next() {
      frame.presentation = sampleCount
      sampleCount += Int64(frame.sampleCount)
      try encoder.push(frame)
    } else {
      isEncoded = true
      try encoder.finish()
    }
    while let packet = try encoder.take() { queue.append(packet) }
  }
}
