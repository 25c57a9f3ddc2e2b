/// Numbers the pictures of a stream without times as they are shown.
///
/// Coded pictures say in which order they are shown, but count anew at points where decoding can
/// start; and they count by ones, twos or more. What is known for sure is which come first.
struct ShowingOrder: Sendable {
  private struct Picture: Sendable {
    let order: Int
    /// The number of the count that it belongs to.
    let count: Int
  }

  /// Pictures that decoders hold back are sixteen at most; H.264, A.3.1, and H.265, A.4.2. A picture's
  /// place is known once twice as many behind it have been looked at.
  private static let window = 32

  private var waiting: [Picture] = []
  private var count = 0
  private var newest: Int?
  /// Of the pictures of a count that have their places, in ascending order.
  private var placed: [Int] = []
  private var placedCount = 0
  /// Pictures of counts that are over.
  private var base = 0

  /// Adds a picture in the order of decoding.
  ///
  /// - Parameters:
  ///   - order: its place in the count.
  ///   - isKey: whether decoding can start at it; a count that starts anew does so there.
  mutating func add(_ order: Int, isKey: Bool) {
    if isKey, let last = newest, order <= last {
      count += 1
      newest = nil
    }
    newest = max(newest ?? order, order)
    waiting.append(Picture(order: order, count: count))
  }

  /// The place of the oldest picture that has none yet; nil when more pictures must be seen first.
  ///
  /// - Parameter isLast: whether no picture follows those that were added.
  mutating func next(isLast: Bool) -> Int? {
    guard let first = waiting.first,
      isLast || count > first.count || waiting.count > Self.window
    else { return nil }
    if first.count != placedCount {
      base += placed.count
      placed.removeAll(keepingCapacity: true)
      placedCount = first.count
    }
    waiting.removeFirst()
    let ahead = waiting.count { $0.count == first.count && $0.order < first.order }
    let place = placed.count - placed.reversed().prefix { $0 > first.order }.count
    placed.insert(first.order, at: place)
    return base + place + ahead
  }
}
