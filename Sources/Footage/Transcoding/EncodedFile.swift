import Libav

/// A video file being encoded: pictures as they come, the sound beside them.
struct EncodedFile: ~Copyable {
  private let encoder: Encoder
  private let file: OpenMuxer
  private let picture: Int
  private var sound: SoundTrack?
  private let soundIndex: Int?
  /// The newest packet waits for the next one: should it be the last, its length is known then.
  private var waiting: Packet?
  private var lastTime: Int64 = 0

  private init(
    _ encoder: consuming Encoder, _ file: consuming OpenMuxer, picture: Int,
    _ sound: consuming SoundTrack?, soundIndex: Int?
  ) {
    self.encoder = encoder
    self.file = file
    self.picture = picture
    self.sound = sound
    self.soundIndex = soundIndex
  }

  /// Creates the file and writes its header.
  ///
  /// - Parameter sound: a finished track; nil for a silent file.
  static func create(
    _ path: String, _ container: ContainerFormat, _ encoding: VideoEncoding,
    sound: consuming SoundTrack?, tags: [String: String], isFastStart: Bool = true,
    _ cancellation: Cancellation
  ) throws(LibavError) -> EncodedFile {
    let encoder = try Encoder.open(encoding)
    let muxer = try Muxer.create(path, format: container.muxer, cancellation)
    let picture = try muxer.addStream(from: encoder)
    let soundIndex = try sound?.addStream(to: muxer)
    let file = try muxer.begin(metadata: tags, options: container.options(isFastStart: isFastStart))
    return EncodedFile(encoder, file, picture: picture, sound, soundIndex: soundIndex)
  }

  /// Encodes a picture; times are in the encoding's time base and must grow.
  mutating func write(_ frame: borrowing Frame, at time: Int64) throws(LibavError) {
    frame.presentation = time
    // The encoder chooses; a source's own picture types would become key frames here.
    frame.forgetPictureType()
    if let soundIndex {
      let seconds = Timestamp(time, encoder.timeBase).seconds
      try sound?.write(until: seconds, to: file, stream: soundIndex)
    }
    lastTime = time
    try encoder.push(frame)
    try drain()
  }

  private mutating func drain(end: Int64? = nil) throws(LibavError) {
    while let packet = try encoder.take() {
      try writeWaiting(end: end)
      waiting = consume packet
    }
  }

  private mutating func writeWaiting(end: Int64?) throws(LibavError) {
    guard let packet = waiting.take() else { return }
    if let end, packet.presentation == lastTime { packet.duration = max(1, end - lastTime) }
    packet.rescale(from: encoder.timeBase, to: file.timeBase(of: picture))
    try file.write(packet, to: picture)
  }

  /// Writes what is held back, then the index.
  ///
  /// - Parameter end: when the last picture ends.
  consuming func finish(at end: Int64) throws(LibavError) {
    try encoder.finish()
    try drain(end: end)
    try writeWaiting(end: end)
    if let soundIndex { try sound?.write(until: nil, to: file, stream: soundIndex) }
    try file.finish()
  }
}
