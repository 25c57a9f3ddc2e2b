/// A clip's packets in the order of decoding, and which frame each of them is.
///
/// Frames are numbered as they are shown, from 0. Those that an edit list hides in front of the first
/// one have negative numbers, those behind the last one the numbers that follow it.
struct ClipIndex: Hashable, Sendable {
  /// One packet, which is one frame.
  struct Entry: Hashable, Sendable {
    /// Its place among all packets of the stream.
    let number: Int32
    let frame: Int32
    /// Whether decoding can start here whatever came before.
    let isStart: Bool
    /// Whether players may start here too if they leave out what is shown before it.
    var isOpenStart = false
  }

  /// Empty where packets cannot be told to be frames; then nothing can be copied.
  let packets: [Entry]
  /// Frames that are shown.
  let frameCount: Int
  /// What keeps packets from being copied, for people.
  let obstacles: [String]
  /// Frames in front of the first one shown.
  private let hiddenCount: Int
  /// Whether the first so many packets are exactly the first so many frames.
  private let isClosed: [Bool]
  /// Frames that a copy may start with, whatever stands in front of it; ascending.
  private let starts: [Int]

  init(_ packets: [Entry], frameCount: Int, obstacles: [String] = []) {
    let isUsable = obstacles.isEmpty && !packets.isEmpty
    self.packets = isUsable ? packets : []
    self.frameCount = frameCount
    self.obstacles = obstacles
    let first = self.packets.map(\.frame).min() ?? 0
    hiddenCount = Int(-first)
    var closed = [true]
    var starts: [Int] = []
    var newest = first - 1
    for (count, packet) in self.packets.enumerated() {
      if closed[count], packet.isStart { starts.append(Int(first) + count) }
      newest = max(newest, packet.frame)
      closed.append(Int(newest - first) == count)
    }
    isClosed = closed
    self.starts = starts
  }

  /// The first frame from a given one on that a copy may start with; nil when there is none.
  ///
  /// - Parameter opening: whether nothing stands in front, so that the file's own beginning will do.
  func start(from frame: Int, opening: Bool = false) -> Int? {
    guard !packets.isEmpty else { return nil }
    if opening, frame == -hiddenCount { return frame }
    var (low, high) = (0, starts.count)
    while low < high {
      let middle = (low + high) / 2
      if starts[middle] < frame { low = middle + 1 } else { high = middle }
    }
    return low < starts.count ? starts[low] : nil
  }

  /// The last frame at or before a given one that decoding can begin with, whatever stands in front
  /// of it; nil when there is none.
  func lastStart(upTo frame: Int) -> Int? {
    var (low, high) = (0, starts.count)
    while low < high {
      let middle = (low + high) / 2
      if starts[middle] <= frame { low = middle + 1 } else { high = middle }
    }
    return low > 0 ? starts[low - 1] : nil
  }

  /// The last frame at or before a given one in front of which a copy may end.
  func end(before frame: Int) -> Int {
    var count = min(max(0, frame + hiddenCount), packets.count)
    while count > 0, !isClosed[count] { count -= 1 }
    return count - hiddenCount
  }

  /// Frames that must follow an open start in its stretch: some decoders lose what they still hold
  /// back of it when they are given a new beginning.
  static let openTail = 4

  /// Whether a copied packet stays marked as one that players may start from.
  ///
  /// - Parameters:
  ///   - end: the first frame behind the stretch.
  ///   - isLast: whether nothing follows the stretch.
  func keepsMark(of packet: Entry, end: Int, isLast: Bool) -> Bool {
    packet.isStart
      || packet.isOpenStart && (isLast || end - Int(packet.frame) > ClipIndex.openTail)
  }

  /// The packets that are exactly the frames of a stretch between a start and an end.
  func packets(of frames: Range<Int>) -> ArraySlice<Entry> {
    packets[(frames.lowerBound + hiddenCount)..<(frames.upperBound + hiddenCount)]
  }
}
