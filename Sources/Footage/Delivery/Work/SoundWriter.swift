import Libav

/// Puts a result's sound into a file, beside what else is written there.
struct SoundWriter: ~Copyable {
  private let packets: Conveyor<Packet>
  private let ticks: Rational
  let index: Int
  /// The next packet, when it begins later than what was asked for so far.
  private var waiting: Packet?
  /// Whether everything is written.
  private(set) var isDone = false

  /// Adds the stream to a file; waits for what its header is to say.
  init(
    _ line: SoundLine, to muxer: borrowing Muxer, _ cancellation: Cancellation
  ) throws(LibavError) {
    guard let header = line.header.receive() else {
      try cancellation.check()
      throw LibavError(.failed, "make the sound")
    }
    index = try muxer.addStream(of: header)
    ticks = header.timeBase
    packets = line.packets
  }

  /// Writes what sounds before a moment; all of it for nil.
  mutating func write(until seconds: Double?, to file: borrowing OpenMuxer) throws(LibavError) {
    let limit = seconds.map { Int64($0 * Double(ticks.denominator)) } ?? .max
    while !isDone {
      guard let packet = waiting.take() ?? packets.receive() else {
        isDone = true
        return
      }
      guard (packet.presentation ?? 0) < limit else {
        waiting = consume packet
        return
      }
      packet.rescale(from: ticks, to: file.timeBase(of: index))
      try file.write(packet, to: index)
    }
  }
}
