import Libav

/// Tells packets that lack a part from those that readers only take for such.
///
/// Transport streams number their packets. Where two were put one behind the other the numbers do not
/// go on, and the last frames before the new clock are called damaged though nothing is missing.
struct LossFinder {
  /// Frames around a new clock that are called so: the one that ends there, and one that is in hand.
  private static let reach = 2

  private var suspect: Int?
  /// How often the clock had started anew when each of the newest packets was read.
  private var jumps: [Int] = []
  private var jumpsBeforeSuspect = 0
  private var count = 0

  /// Adds a packet in the order of the file.
  ///
  /// - Parameter jumpCount: how often the clock has started anew.
  /// - Returns: the place of a frame that lacks a part; nil while there is none for sure.
  mutating func add(isCorrupt: Bool, jumpCount: Int) -> Int? {
    if isCorrupt, suspect == nil {
      suspect = count
      jumpsBeforeSuspect = jumps.first ?? 0
    }
    count += 1
    jumps.append(jumpCount)
    if jumps.count > Self.reach { jumps.removeFirst() }
    guard let place = suspect else { return nil }
    if jumpCount > jumpsBeforeSuspect {
      suspect = nil
      return nil
    }
    return count > place + Self.reach ? place : nil
  }

  /// The place of a frame that lacks a part, when nothing follows.
  func atEnd() -> Int? { suspect }
}
