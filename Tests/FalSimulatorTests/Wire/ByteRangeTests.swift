import Testing

@testable import FalSimulator

struct ByteRangeTests {
  @Test(
    arguments: [
      (nil, 10, ByteRange.whole),
      ("bytes=0-", 10, .part(0..<10)),
      ("bytes=3-", 10, .part(3..<10)),
      ("bytes=9-", 10, .part(9..<10)),
      ("bytes=0-0", 10, .part(0..<1)),
      ("bytes=2-5", 10, .part(2..<6)),
      ("bytes=2-99", 10, .part(2..<10)),
      ("bytes=-3", 10, .part(7..<10)),
      ("bytes=-99", 10, .part(0..<10)),
      ("Bytes = 2-5 ", 10, .part(2..<6)),
      ("bytes=0-99999999999999999999999", 10, .part(0..<10)),
      ("bytes=10-", 10, .unsatisfiable),
      ("bytes=10-20", 10, .unsatisfiable),
      ("bytes=-0", 10, .unsatisfiable),
      ("bytes=99999999999999999999999-", 10, .unsatisfiable),
      ("bytes=0-", 0, .unsatisfiable),
      ("bytes=-1", 0, .unsatisfiable),
      ("bytes=5-2", 10, .whole),
      ("bytes=-", 10, .whole),
      ("bytes=", 10, .whole),
      ("bytes", 10, .whole),
      ("", 10, .whole),
      ("items=0-1", 10, .whole),
      ("bytes=0-1,4-5", 10, .whole),
      ("bytes=a-b", 10, .whole),
      ("bytes=+1-2", 10, .whole),
      ("bytes=1--2", 10, .whole),
      ("bytes=0x1-2", 10, .whole),
      ("bytes=１-２", 10, .whole),
    ] as [(String?, Int, ByteRange)])
  func `a range header is measured against the file`(
    header: String?, size: Int, expected: ByteRange
  ) {
    #expect(ByteRange(header: header, fileSize: size) == expected)
  }

  @Test func `no header, however odd, leads outside the file`() {
    var dice = SeededDice(state: 20_261_123)
    let alphabet = Array("bytes=0123456789-, \t９é")
    for _ in 0..<20_000 {
      let length = Int.random(in: 0...14, using: &dice)
      let tail = (0..<length).compactMap { _ in alphabet.randomElement(using: &dice) }
      let header = (Bool.random(using: &dice) ? "bytes=" : "") + String(tail)
      let size = Int.random(in: 0...20, using: &dice)
      if case .part(let range) = ByteRange(header: header, fileSize: size) {
        #expect(range.lowerBound >= 0 && range.upperBound <= size && !range.isEmpty, "\(header)")
      }
    }
  }

  @Test func `every first-last pair means what it says`() {
    for size in 0...6 {
      for first in 0...7 {
        for last in 0...7 {
          let wanted = Set(first...max(first, last)).intersection(0..<max(size, 0))
          let expected: ByteRange =
            first > last
            ? .whole
            : wanted.min().map { .part($0..<$0 + wanted.count) } ?? .unsatisfiable
          #expect(ByteRange(header: "bytes=\(first)-\(last)", fileSize: size) == expected)
        }
      }
    }
  }
}

/// Random numbers that are the same in every run (SplitMix64).
struct SeededDice: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ mixed >> 30) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ mixed >> 27) &* 0x94D0_49BB_1331_11EB
    return mixed ^ mixed >> 31
  }
}
