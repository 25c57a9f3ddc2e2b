import Libav

extension ClipIndex {
  /// Gathers packets as they are read.
  struct Builder {
    private struct Seen {
      let number: Int32
      let time: Int64
      let isHidden: Bool
      let isStart: Bool
      let isOpenStart: Bool
    }

    private var entries: [Seen] = []
    private var number: Int32 = 0
    private var hasPoint = false
    private var untimed = 0
    /// Whether the packets that follow need pictures in front of the first one.
    private var isLeading = false

    /// Adds a packet in file order.
    ///
    /// - Parameter kind: nil for codecs that are not looked into.
    /// - Returns: false when a decoder that starts at the file's beginning shows nothing for it.
    mutating func add(_ packet: borrowing Packet, _ kind: PictureKind?) -> Bool {
      defer { number += 1 }
      if let kind {
        if !hasPoint {
          hasPoint = true
          isLeading = kind == .recoveryPoint || kind == .brokenLink
        } else if kind == .leadingSkipped, isLeading {
          return false
        } else if kind == .instantaneous || kind == .recoveryPoint || kind == .brokenLink {
          isLeading = false
        }
      }
      if packet.presentation == nil { untimed += 1 }
      let isStart =
        switch kind {
        case .instantaneous, .keyWithoutHeader: true
        case nil, .unknown: packet.isKey
        default: false
        }
      let isOpenStart =
        switch kind {
        case .recoveryPoint, .brokenLink: true
        case nil, .unknown: packet.isKey
        default: false
        }
      entries.append(
        Seen(
          number: number, time: packet.presentation ?? packet.decoding ?? 0,
          isHidden: packet.isHidden, isStart: isStart, isOpenStart: isOpenStart))
      return true
    }

    /// The index.
    ///
    /// - Parameter knowsKinds: whether starts were found in the stream, not by the container's marks.
    func index(knowsKinds: Bool) -> ClipIndex {
      let order = entries.indices.sorted { entries[$0].time < entries[$1].time }
      let shown = order.filter { !entries[$0].isHidden }
      var obstacles: [String] = []
      if untimed > 0 { obstacles.append("\(untimed) frames of it have no time") }
      if zip(order, order.dropFirst()).contains(where: { entries[$0].time == entries[$1].time }) {
        obstacles.append("two of its frames are to be shown at the same time")
      }
      let lead = order.prefix { entries[$0].isHidden }.count
      let middle = order.dropFirst(lead).prefix(shown.count)
      if middle.contains(where: { entries[$0].isHidden }) {
        obstacles.append("frames in its midst are hidden by an edit list")
      }
      var frames = [Int32](repeating: 0, count: entries.count)
      for (rank, place) in order.enumerated() { frames[place] = Int32(rank - lead) }
      let packets = entries.enumerated().map { place, entry in
        // A mark alone may be that of an open group; then pictures of it are shown earlier.
        let isStart = entry.isStart && (knowsKinds || Int(frames[place]) == place - lead)
        return Entry(
          number: entry.number, frame: frames[place], isStart: isStart,
          isOpenStart: entry.isOpenStart)
      }
      return ClipIndex(packets, frameCount: shown.count, obstacles: obstacles)
    }
  }
}
