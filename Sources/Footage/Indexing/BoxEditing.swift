/// Boxes of an MP4 file made anew with one change, all else in them staying as it is.
enum BoxEditing {
  /// A box of so many bytes that their number fits its head.
  static func box(_ type: String, _ body: [UInt8]) -> [UInt8] {
    bigEndian(UInt32(clamping: body.count + 8)) + Array(type.utf8) + body
  }

  static func bigEndian(_ number: UInt32) -> [UInt8] {
    (0..<4).map { UInt8(truncatingIfNeeded: number >> (24 - 8 * $0)) }
  }

  /// The same bytes with the first box of a type changed, or one added behind the others.
  ///
  /// - Parameters:
  ///   - start: where the first box begins; what lies before it stays.
  ///   - change: gives a box's new body for its old one, which is nil for a box to be added.
  /// - Returns: nil when `change` does, and for bytes that are not boxes to their end.
  static func changing(
    _ type: String, in bytes: ArraySlice<UInt8>, from start: Int = 0,
    _ change: (ArraySlice<UInt8>?) -> [UInt8]?
  ) -> [UInt8]? {
    let boxes = BoxBytes(bytes)
    let extents = boxes.extents(from: start)
    let old = extents.first { $0.type == type }
    // Without such a box, the place is behind the last one. A list may end in four zeros; and the
    // last box may say that it goes on to the end, whatever that is.
    let end = extents.last?.range.upperBound ?? min(start, bytes.count)
    guard boxes.part(end..<bytes.count).allSatisfy({ $0 == 0 }),
      extents.allSatisfy({ boxes.number(at: $0.range.lowerBound) != 0 })
    else { return nil }
    let place = old?.range ?? end..<end
    guard let body = change(old.map { boxes.part($0.body) }) else { return nil }
    return Array(boxes.part(0..<place.lowerBound)) + box(type, body)
      + Array(boxes.part(place.upperBound..<bytes.count))
  }
}
