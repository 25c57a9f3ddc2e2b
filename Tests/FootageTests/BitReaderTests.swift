import StudioTestSupport
import Testing

@testable import Footage

@Suite struct BitReaderTests {
  /// H.264, table 9-2 and 9.1.1.
  static let codes: [(bits: [UInt8], unsigned: Int, signed: Int)] = [
    ([0b1000_0000], 0, 0), ([0b0100_0000], 1, 1), ([0b0110_0000], 2, -1), ([0b0010_0000], 3, 2),
    ([0b0010_1000], 4, -2), ([0b0011_1000], 6, -3), ([0b0001_0010], 8, -4),
    ([0b0000_0001, 0b0000_0000], 127, 64),
  ]

  @Test(arguments: codes)
  func `exponential Golomb codes`(bits: [UInt8], unsigned: Int, signed: Int) {
    var one = BitReader(bits)
    #expect(one.unsigned() == unsigned)
    var other = BitReader(bits)
    #expect(other.signed() == signed)
  }

  @Test func `bytes against start codes are not of the payload`() {
    var reader = BitReader([0, 0, 3, 1, 0, 0, 3, 3, 0xff])
    #expect(reader.bits(32) == 0x0000_0100)
    #expect(reader.bits(24) == 0x0003_ff)
    #expect(!reader.isExhausted)
    _ = reader.bit()
    #expect(reader.isExhausted)
  }

  @Test func `numbers without end are damage`() {
    var reader = BitReader([UInt8](repeating: 0, count: 4096))
    #expect(reader.unsigned() == 0 && reader.isExhausted)
    var empty = BitReader([])
    #expect(empty.unsigned(upTo: 3) == 0 && empty.isExhausted)
  }

  @Test func `a number beyond its field's range is damage`() {
    var reader = BitReader([0b0011_1000])
    #expect(reader.unsigned(upTo: 5) == 0 && reader.isExhausted)
  }

  @Test func `the largest number is read`() {
    // 32 zeros, a one, 32 ones.
    var reader = BitReader([0, 0, 3, 0, 0, 3, 0xff, 0xff, 0xff, 0xff, 0x80])
    #expect(reader.unsigned() == Int(UInt32.max) + Int(UInt32.max))
    #expect(!reader.isExhausted)
  }
}
