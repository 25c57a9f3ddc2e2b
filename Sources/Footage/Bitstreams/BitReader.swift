/// Reads a NAL unit's payload bit by bit, passing over the bytes that keep start codes out of it.
///
/// Behind the end all bits are zero and ``isExhausted`` says so, so that a parser reads on to its end
/// and asks once. Source: ITU-T H.264, 7.3.1 and 9.1; H.265 is alike.
struct BitReader {
  private let bytes: [UInt8]
  private let end: Int
  private var next: Int
  private var zeros = 0
  private var current: UInt8 = 0
  private var left = 0
  /// Whether more was read than there is, or a number that no valid stream has.
  private(set) var isExhausted = false

  /// - Parameter range: of the payload, behind the unit's header; clamped to the bytes there are.
  init(_ bytes: [UInt8], _ range: Range<Int>) {
    let range = range.clamped(to: 0..<bytes.count)
    self.bytes = bytes
    next = range.lowerBound
    end = range.upperBound
  }

  init(_ bytes: [UInt8], from start: Int = 0) {
    self.init(bytes, min(start, bytes.count)..<bytes.count)
  }

  mutating func bit() -> UInt32 {
    if left == 0 {
      // Two zero bytes and a three: the three is not of the payload.
      if zeros >= 2, next < end, bytes[next] == 3 {
        zeros = 0
        next += 1
      }
      guard next < end else {
        isExhausted = true
        return 0
      }
      current = bytes[next]
      next += 1
      zeros = current == 0 ? zeros + 1 : 0
      left = 8
    }
    left -= 1
    return UInt32(current >> UInt8(left)) & 1
  }

  mutating func flag() -> Bool { bit() == 1 }

  /// A number of at most 32 bits.
  mutating func bits(_ count: Int) -> UInt32 {
    var value: UInt32 = 0
    for _ in 0..<count { value = value << 1 | bit() }
    return value
  }

  mutating func skip(_ count: Int) {
    for _ in 0..<count {
      if isExhausted { return }
      _ = bit()
    }
  }

  /// An unsigned Exp-Golomb number.
  mutating func unsigned() -> Int {
    var zeros = 0
    while bit() == 0 {
      zeros += 1
      guard zeros <= 32, !isExhausted else {
        isExhausted = true
        return 0
      }
    }
    guard zeros < 32 else { return Int(UInt32.max) + Int(bits(32)) }
    return (1 << zeros) - 1 + Int(bits(zeros))
  }

  /// A signed Exp-Golomb number.
  mutating func signed() -> Int {
    let code = unsigned()
    return code & 1 == 1 ? (code + 1) / 2 : -(code / 2)
  }

  /// A number in the range its field allows; anything else counts as damage.
  mutating func unsigned(upTo most: Int) -> Int {
    let value = unsigned()
    guard value <= most else {
      isExhausted = true
      return 0
    }
    return value
  }
}
