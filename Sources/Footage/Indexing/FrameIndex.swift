import Libav

/// Every packet of a video stream, without its bytes: when it is shown, and whether decoding can
/// start there.
///
/// Packets stand in decoding order, and a packet is a frame. What is asked by the number of a
/// frame, counted in display order without hidden ones, is answered by ``position(ofFrame:)``.
struct FrameIndex: Sendable {
  struct Entry: Sendable, Equatable {
    /// When the frame is shown, in ticks; ``none`` where the file does not say.
    var presentation: Int64
    var decoding: Int64
    /// In ticks; 0 where the file does not say.
    var duration: Int64
    var byteCount: Int32
    var isKey: Bool
    /// Decoded for the sake of others only, as in front of an edit list's first moment.
    var isHidden: Bool

    static let none = Int64.min
  }

  let timeBase: Rational
  let entries: [Entry]
  /// Positions of the frames that are shown, in display order.
  let displayOrder: [Int32]
  /// Whether every frame has a time of its own, so that a decoded frame can be told by its time.
  let isTimed: Bool
  /// Seconds from the film's first moment, which may be one of its sound, to the first picture.
  var lateness = 0.0

  init(timeBase: Rational, entries: [Entry]) {
    self.timeBase = timeBase
    self.entries = entries
    var order: [Int32] = []
    order.reserveCapacity(entries.count)
    for position in entries.indices where !entries[position].isHidden {
      order.append(Int32(position))
    }
    // Nearly sorted already: only frames that are stored in another order move.
    if !FrameIndex.isAscending(order, entries) {
      order.sort { left, right in
        let (first, second) = (entries[Int(left)].shown, entries[Int(right)].shown)
        return first == second ? left < right : first < second
      }
    }
    displayOrder = order
    isTimed = FrameIndex.areTimesTheirOwn(order, entries)
  }

  private static func isAscending(_ order: [Int32], _ entries: [Entry]) -> Bool {
    zip(order, order.dropFirst()).allSatisfy { entries[Int($0)].shown <= entries[Int($1)].shown }
  }

  private static func areTimesTheirOwn(_ order: [Int32], _ entries: [Entry]) -> Bool {
    entries.allSatisfy { $0.presentation != Entry.none }
      && zip(order, order.dropFirst()).allSatisfy {
        entries[Int($0)].presentation < entries[Int($1)].presentation
      }
  }

  /// Frames that are shown.
  var frameCount: Int { displayOrder.count }

  /// Where in decoding order a frame stands.
  func position(ofFrame number: Int) -> Int { Int(displayOrder[number]) }

  /// When a frame is shown, in ticks.
  func ticks(ofFrame number: Int) -> Int64 { entries[position(ofFrame: number)].shown }

  /// When a frame is shown, in seconds on the film's clock, as players count them.
  func seconds(ofFrame number: Int) -> Double {
    guard frameCount > 0 else { return 0 }
    return lateness + Timestamp(ticks(ofFrame: number) &- ticks(ofFrame: 0), timeBase).seconds
  }

  /// The frame that is on screen at a time on the film's clock; the first before any is.
  ///
  /// A time read from a listing, rounded to milliseconds, finds its own frame.
  func frame(at seconds: Double) -> Int {
    var (low, high) = (0, frameCount)
    while low < high {
      let middle = (low + high) / 2
      if self.seconds(ofFrame: middle) <= seconds + FrameIndex.slack {
        low = middle + 1
      } else {
        high = middle
      }
    }
    return max(0, low - 1)
  }

  private static let slack = 0.0005
}

extension FrameIndex.Entry {
  /// The presentation time, or what comes nearest to it.
  var shown: Int64 {
    presentation != Self.none ? presentation : decoding != Self.none ? decoding : 0
  }

  init(_ packet: borrowing Packet) {
    self.init(
      presentation: packet.presentation ?? Self.none, decoding: packet.decoding ?? Self.none,
      duration: packet.duration, byteCount: Int32(clamping: packet.byteCount),
      isKey: packet.isKey, isHidden: packet.isHidden)
  }
}
