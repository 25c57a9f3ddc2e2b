/// How the NAL units of a sample are told apart.
enum NALFraming: Hashable, Sendable {
  /// Each unit's length stands in front of it, in 1 to 4 bytes: MP4, MOV, Matroska.
  case lengths(byteCount: Int)
  /// A start code stands in front of each, as in H.264's Annex B: MPEG-TS, raw streams.
  case startCodes

  static let fourByteLengths = NALFraming.lengths(byteCount: 4)
}

/// The NAL units of one sample, or of a header with start codes.
struct NALUnits {
  let bytes: [UInt8]
  /// Where each unit lies, its prefix not counted; no range is empty.
  let ranges: [Range<Int>]
  /// Whether the sample ends where its last unit ends.
  let isWhole: Bool

  init(_ bytes: [UInt8], _ framing: NALFraming) {
    self.bytes = bytes
    (ranges, isWhole) =
      switch framing {
      case .lengths(let byteCount): NALUnits.byLengths(bytes, max(1, min(4, byteCount)))
      case .startCodes: NALUnits.byStartCodes(bytes)
      }
  }

  private static func byLengths(
    _ bytes: [UInt8], _ prefix: Int
  ) -> (ranges: [Range<Int>], isWhole: Bool) {
    var ranges: [Range<Int>] = []
    var next = 0
    while bytes.count - next >= prefix {
      var length = 0
      for offset in 0..<prefix { length = length << 8 | Int(bytes[next + offset]) }
      next += prefix
      guard length <= bytes.count - next else { return (ranges, false) }
      if length > 0 { ranges.append(next..<next + length) }
      next += length
    }
    return (ranges, next == bytes.count)
  }

  private static func byStartCodes(
    _ bytes: [UInt8]
  ) -> (ranges: [Range<Int>], isWhole: Bool) {
    var ranges: [Range<Int>] = []
    var start: Int?
    var junk = false
    func close(at end: Int) {
      guard let start else { return }
      var end = end
      // Zeros in front of a start code, and behind the last unit, belong to none.
      while end > start, bytes[end - 1] == 0 { end -= 1 }
      if end > start { ranges.append(start..<end) }
    }
    var index = 2
    while index < bytes.count {
      // Two thirds of all bytes need no look: the third byte of a start code is a one.
      if bytes[index] > 1 {
        index += 3
      } else if bytes[index] == 1, bytes[index - 1] == 0, bytes[index - 2] == 0 {
        if start == nil { junk = bytes[..<(index - 2)].contains { $0 != 0 } }
        close(at: index - 2)
        start = index + 1
        index += 3
      } else {
        index += 1
      }
    }
    close(at: bytes.count)
    return (ranges, !junk && (start != nil || bytes.isEmpty))
  }

  /// The unit's bytes, header first.
  func unit(_ range: Range<Int>) -> [UInt8] { Array(bytes[range]) }
}
