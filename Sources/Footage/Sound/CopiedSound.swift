import Libav

/// One clip's sound, packet by packet, moved to the film's clock.
struct CopiedSound: ~Copyable {
  private let demuxer: Demuxer
  private let stream: StreamFacts
  /// The first picture on the clip's own clock, in ticks of the sound.
  private let start: Int64
  /// Where the film ends, in ticks of the sound; what begins later is left out.
  private let end: Int64
  private var waiting: Packet?
  private var isDone = false

  private init(
    _ demuxer: consuming Demuxer, _ stream: StreamFacts, start: Int64, end: Int64
  ) {
    demuxer.keepOnly([stream.index])
    self.demuxer = demuxer
    self.stream = stream
    self.start = start
    self.end = end
  }

  /// - Parameters:
  ///   - start: the first picture on the clip's own clock, in seconds.
  ///   - seconds: of the film.
  static func open(
    _ path: String, start: Double, seconds: Double, _ cancellation: Cancellation
  ) throws(LibavError) -> CopiedSound {
    let demuxer = try Demuxer.open(path, cancellation)
    guard let stream = demuxer.streams.sound else {
      throw LibavError(.damaged, "copy the sound of \(path)", reason: "there is none")
    }
    return CopiedSound(
      demuxer, stream, start: Timestamp(seconds: start, base: stream.timeBase).ticks,
      end: Timestamp(seconds: seconds, base: stream.timeBase).ticks)
  }

  /// Adds the track to a file; gives the stream's index.
  func addStream(to muxer: borrowing Muxer) throws(LibavError) -> Int {
    try muxer.addStream(copying: stream.index, of: demuxer)
  }

  /// Writes what sounds before a moment of the film; all of it for nil.
  mutating func write(
    until seconds: Double?, to file: borrowing OpenMuxer, stream index: Int
  ) throws(LibavError) {
    let limit =
      seconds.map { Timestamp(seconds: $0, base: stream.timeBase).ticks } ?? .max
    while !isDone {
      if waiting == nil { waiting = try demuxer.next() }
      guard let packet = waiting.take() else {
        isDone = true
        return
      }
      let time = (packet.presentation ?? packet.decoding ?? 0) &- start
      if time >= end {
        isDone = true
        return
      }
      guard time < limit else {
        waiting = consume packet
        return
      }
      packet.rescale(from: stream.timeBase, to: stream.timeBase, adding: -start)
      packet.rescale(from: stream.timeBase, to: file.timeBase(of: index))
      try file.write(packet, to: index)
    }
  }
}
