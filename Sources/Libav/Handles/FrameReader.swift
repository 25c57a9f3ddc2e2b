/// The decoded frames of one stream of a file, in presentation order to the very end.
package struct FrameReader: ~Copyable {
  private let demuxer: Demuxer
  private let decoder: Decoder
  /// What its frames are; of a sound, as the decoder delivers them.
  package private(set) var stream: StreamFacts
  private let manner: Decoder.Manner
  private var isDrained = false
  /// A frame that was decoded to see what form the sound has.
  private var first: Frame?

  package var path: String { demuxer.path }

  /// Whether files of its kind end wherever a recording was stopped, in the midst of a packet too.
  package var endsAnywhere: Bool { ["mpegts", "mpeg"].contains(demuxer.formatName) }

  /// Packets the decoder refused; they are passed over unless reading is strict.
  package private(set) var damagedPackets = 0
  /// When the first packet that the decoder refused was to be shown or heard, in ticks.
  package private(set) var damageTime: Int64?
  /// Frames delivered so far.
  package private(set) var frameCount = 0
  /// When the packet that the decoder was given last is shown, in ticks: the one an error is about.
  package private(set) var newestPacketTime: Int64?

  /// Opens the first moving picture of a file.
  ///
  /// - Parameter statesDepth: whether the stream's own headers say how many frames are held back, so
  ///   that none need be decoded beforehand to find out.
  /// - Throws: ``LibavError`` `.noVideo`, and those of opening a file and a decoder.
  package static func openVideo(
    _ path: String, _ cancellation: Cancellation, _ manner: Decoder.Manner = .whole,
    statesDepth: Bool = false
  ) throws(LibavError) -> FrameReader {
    let demuxer =
      statesDepth
      ? try Demuxer.openForPackets(path, cancellation) : try Demuxer.open(path, cancellation)
    guard let stream = demuxer.streams.first(where: { $0.kind == .video && !$0.isCover }) else {
      throw LibavError(.noVideo, "read \(path)", reason: "it has no video stream")
    }
    return try FrameReader(demuxer, stream, manner)
  }

  /// Opens the sound of a file that players play; nil when it has none.
  package static func openAudio(
    _ path: String, _ cancellation: Cancellation, _ manner: Decoder.Manner = .whole
  ) throws(LibavError) -> FrameReader? {
    let demuxer = try Demuxer.open(path, cancellation)
    guard let stream = demuxer.streams.sound else { return nil }
    var reader = try FrameReader(demuxer, stream, manner)
    try reader.learnForm()
    return reader
  }

  /// Containers and the first analysis do not say in which form a decoder gives its samples.
  private mutating func learnForm() throws(LibavError) {
    guard let frame = try decoded() else { return }
    stream = stream.delivering(frame)
    first = consume frame
    frameCount = 0
  }

  init(
    _ demuxer: consuming Demuxer, _ stream: StreamFacts, _ manner: Decoder.Manner
  ) throws(LibavError) {
    demuxer.keepOnly([stream.index])
    decoder = try Decoder.open(stream: stream.index, of: demuxer, manner)
    self.demuxer = demuxer
    self.stream = stream
    self.manner = manner
  }

  /// The next frame; nil after the last.
  ///
  /// - Throws: ``LibavError`` `.cancelled`; `.damaged` for the first bad packet when strict.
  package mutating func next() throws(LibavError) -> Frame? {
    if let frame = first.take() {
      frameCount += 1
      return frame
    }
    guard let frame = try decoded() else { return nil }
    if stream.kind == .audio, !stream.delivers(frame) {
      throw LibavError(
        .unsupported, "decode \(path)",
        reason: "its sound changes from \(stream.soundForm) to "
          + "\(stream.delivering(frame).soundForm) in its midst; give its parts one form first")
    }
    return frame
  }

  private mutating func decoded() throws(LibavError) -> Frame? {
    while true {
      try demuxer.checkCancellation()
      if let frame = try takeTolerantly() {
        // Some containers give decoding times only; the decoder's guess from them is made explicit.
        frame.presentation = frame.presentation
        frameCount += 1
        return frame
      }
      if isDrained { return nil }
      guard let packet = try demuxer.next() else {
        isDrained = true
        try decoder.finish()
        continue
      }
      guard packet.streamIndex == stream.index else { continue }
      newestPacketTime = packet.presentation
      do {
        try decoder.push(packet)
      } catch {
        try pass(error)
      }
    }
  }

  private mutating func takeTolerantly() throws(LibavError) -> Frame? {
    while true {
      do {
        return try decoder.take()
      } catch {
        try pass(error)
        // A decoder that keeps failing without input would keep us here for ever.
        if damagedPackets > 100_000 { throw error }
      }
    }
  }

  private mutating func pass(_ error: LibavError) throws(LibavError) {
    // Damage may look like a feature nobody has written yet.
    guard error.code == .damaged || error.code == .unsupported, !manner.isStrict else {
      throw error
    }
    damagedPackets += 1
    damageTime = damageTime ?? newestPacketTime
  }

  /// Goes to the last key frame at or before a time in ticks; the next frames are from there on.
  package mutating func seek(to ticks: Int64) throws(LibavError) {
    try demuxer.seek(to: ticks, stream: stream.index)
    decoder.restart()
    first = nil
    isDrained = false
  }
}
