/// A box that stands outermost in an MP4 or MOV file.
package struct OutermostBox: Hashable, Sendable {
  package let type: String
  /// Where it lies in the file, its head included; no further than the file goes.
  package let range: Range<Int>
  package let headSize: Int
  /// Where it ends by its own word; nil where that is no end that a file can have.
  package let statedEnd: Int?
  /// Whether all that it claims is there.
  package let isWhole: Bool

  /// What lies behind its head.
  package var body: Range<Int> { range.lowerBound + headSize..<range.upperBound }

  /// How a walk from box to box ends.
  package enum End: Hashable, Sendable {
    /// At the end of the file, which is the end that the last box states.
    case whole
    /// At the end of the file, to which the last box goes on, however far that is.
    case toTheEnd
    /// In front of the end: whoever looked wants no more, or has seen enough boxes.
    case stopped
    /// At a box that claims less than its own head, or more than there is.
    case broken
    /// At the start: the bytes are no such file.
    case otherKind
  }

  /// Boxes that real files begin with.
  private static let first: Set<String> = ["ftyp", "styp", "moov", "mdat", "free", "skip", "wide"]

  /// Goes from box to box.
  ///
  /// Sizes are those of ISO/IEC 14496-12: 32 bits, 1 for a 64-bit size behind the type, 0 for "to the
  /// end".
  /// - Parameters:
  ///   - most: boxes that are looked at; each fragment of a fragmented file has two.
  ///   - read: gives bytes at an offset; fewer at the end.
  ///   - visit: says whether to go on.
  package static func walk(
    byteCount: Int, most: Int = 20_000, read: PieceReading,
    visit: (OutermostBox) throws(OutputError) -> Bool
  ) throws(OutputError) -> End {
    var offset = 0
    for number in 0..<most where offset < byteCount {
      let header = try read(offset, 16)
      guard byteCount - offset >= 8, header.count >= 8 else {
        return number == 0 ? .otherKind : .broken
      }
      let type = String(decoding: header[4..<8], as: UTF8.self)
      if number == 0, !first.contains(type) { return .otherKind }
      var size = Self.number(header[0..<4])
      let claimsRest = size == 0
      var headSize = 8
      if size == 1, header.count == 16 { (size, headSize) = (Self.number(header[8..<16]), 16) }
      let rest = UInt64(byteCount - offset)
      if claimsRest { size = rest }
      let isWhole = size >= headSize && size <= rest
      let length = isWhole ? Int(size) : Int(rest)
      // Beyond a petabyte, a size is a damaged number.
      let statedEnd = size >= headSize && size < 1 << 50 ? offset + Int(size) : nil
      let goesOn = try visit(
        OutermostBox(
          type: type, range: offset..<offset + length, headSize: min(headSize, length),
          statedEnd: statedEnd, isWhole: isWhole))
      guard isWhole else { return .broken }
      guard goesOn else { return .stopped }
      offset += length
      if claimsRest { return .toTheEnd }
    }
    return offset < byteCount ? .stopped : byteCount > 0 ? .whole : .otherKind
  }

  private static func number(_ bytes: ArraySlice<UInt8>) -> UInt64 {
    bytes.reduce(0) { $0 << 8 | UInt64($1) }
  }
}

extension PieceReader {
  /// Goes from box to box of an MP4 or MOV file.
  package borrowing func walkBoxes(
    most: Int = 20_000, visit: (OutermostBox) throws(OutputError) -> Bool
  ) throws(OutputError) -> OutermostBox.End {
    try OutermostBox.walk(
      byteCount: byteCount, most: most,
      read: { offset, count throws(OutputError) in try bytes(at: offset, count: count) },
      visit: visit)
  }
}
