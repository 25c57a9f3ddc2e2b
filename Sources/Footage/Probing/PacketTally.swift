import Libav

/// What the packets of one video stream tell: how many, how long, how regular.
struct PacketTally {
  /// Frames that are shown.
  private(set) var frameCount = 0
  private(set) var keyFrameCount = 0
  private(set) var byteCount = 0
  /// Frames that are decoded but not shown, as in front of an edit list's first moment.
  private(set) var hiddenCount = 0
  /// Frames that the file gives no presentation time.
  private(set) var untimedCount = 0
  private var moments: [(time: Int64, duration: Int64)] = []
  private var isReordered = false

  init() {}

  init(_ index: FrameIndex) {
    moments.reserveCapacity(index.entries.count)
    for entry in index.entries { add(entry) }
  }

  mutating func add(_ packet: borrowing Packet) { add(FrameIndex.Entry(packet)) }

  private mutating func add(_ packet: FrameIndex.Entry) {
    byteCount += Int(packet.byteCount)
    guard !packet.isHidden else {
      hiddenCount += 1
      return
    }
    frameCount += 1
    if packet.isKey { keyFrameCount += 1 }
    let isTimed = packet.presentation != FrameIndex.Entry.none
    if !isTimed { untimedCount += 1 }
    if packet.presentation != packet.decoding { isReordered = true }
    if isTimed || packet.decoding != FrameIndex.Entry.none {
      moments.append((packet.shown, packet.duration))
    }
  }

  /// How the frames of the stream lie in time, in display order.
  func timing(of stream: StreamFacts) -> FrameTiming {
    let moments = self.moments.sorted { $0.time < $1.time }
    // The library guesses the lengths of frames that are stored in another order.
    let isStated = !isReordered || moments.count == 1
    let last = moments.last?.duration ?? 0
    return FrameTiming(
      moments.map(\.time), lastDuration: isStated && last > 0 ? last : nil, stream.timeBase,
      claims: [stream.averageRate, stream.nominalRate])
  }

  /// What keeps the packets from being put into another file as they are.
  var obstaclesToCopying: [String] {
    var found: [String] = []
    if hiddenCount > 0 { found.append("\(hiddenCount) frames of it are hidden by an edit list") }
    if untimedCount > 0 { found.append("\(untimedCount) frames of it have no time") }
    return found
  }
}
