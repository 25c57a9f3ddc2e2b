import Libav

/// What the packets of one video stream tell: how many, how long, how regular.
struct PacketTally {
  private(set) var frameCount = 0
  private(set) var keyFrameCount = 0
  private(set) var byteCount = 0
  private var moments: [(time: Int64, duration: Int64)] = []

  mutating func add(_ packet: borrowing Packet) {
    frameCount += 1
    byteCount += packet.byteCount
    if packet.isKey { keyFrameCount += 1 }
    if let time = packet.presentation ?? packet.decoding {
      moments.append((time, packet.duration))
    }
  }

  /// Times in display order, all in ticks.
  func timing() -> Timing {
    let moments = self.moments.sorted { $0.time < $1.time }
    let times = moments.map(\.time)
    let steps = zip(times.dropFirst(), times).map { $0 - $1 }
    let shortest = steps.min() ?? 0
    let longest = steps.max() ?? 0
    let usual = steps.isEmpty ? 0 : steps.sorted()[steps.count / 2]
    let last = moments.last?.duration ?? 0
    return Timing(
      first: times.first ?? 0, last: times.last ?? 0,
      lastDuration: last > 0 ? last : usual,
      isConstant: longest - shortest <= 1)
  }

  struct Timing {
    let first: Int64
    let last: Int64
    let lastDuration: Int64
    let isConstant: Bool

    /// From the start of the first to the end of the last frame.
    var length: Int64 { last - first + lastDuration }
  }
}
