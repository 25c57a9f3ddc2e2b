import StudioTestSupport
import Testing

@testable import Footage

@Suite struct NALUnitsTests {
  static let units: [[UInt8]] = [
    [0x67, 1, 2, 3], [0x68, 9], [0x09, 0xf0], [0x06, 5, 4, 0x80], [0x65, 0xab, 0, 0, 3, 1, 0xcd],
    [0x41, 0xff],
  ]

  private static func sample(_ framing: NALFraming, _ units: [[UInt8]] = units) -> [UInt8] {
    units.reduce(into: []) { bytes, unit in
      switch framing {
      case .startCodes: bytes += [0, 0, 1]
      case .lengths(let count):
        for place in stride(from: count - 1, through: 0, by: -1) {
          bytes.append(UInt8(truncatingIfNeeded: unit.count >> (8 * place)))
        }
      }
      bytes += unit
    }
  }

  static let framings: [NALFraming] =
    [1, 2, 3, 4].map { .lengths(byteCount: $0) } + [.startCodes]

  @Test(arguments: framings) func `units are told apart`(framing: NALFraming) {
    let found = NALUnits(Self.sample(framing), framing)
    #expect(found.isWhole)
    #expect(found.ranges.map(found.unit) == Self.units)
  }

  @Test func `start codes of both lengths, and zeros behind units`() {
    let found = NALUnits(
      [0, 0, 0, 0, 1, 0x67, 1, 0, 0, 0, 1, 0x68, 2, 0, 0, 1, 0x65, 0, 0], .startCodes)
    #expect(found.isWhole)
    #expect(found.ranges.map(found.unit) == [[0x67, 1], [0x68, 2], [0x65]])
  }

  @Test func `bytes in front of the first start code are damage`() {
    #expect(!NALUnits([7, 0, 0, 1, 0x65], .startCodes).isWhole)
    #expect(!NALUnits([7, 7, 7], .startCodes).isWhole)
    #expect(NALUnits([], .startCodes).isWhole && NALUnits([], .fourByteLengths).isWhole)
  }

  @Test(arguments: framings) func `what is cut off is noticed`(framing: NALFraming) {
    let sample = Self.sample(framing)
    for count in 1..<sample.count {
      let found = NALUnits(Array(sample.prefix(count)), framing)
      #expect(found.ranges.allSatisfy { $0.upperBound <= count && !$0.isEmpty })
      guard case .lengths(let prefix) = framing else { continue }
      let ends = Self.units.indices.map { last in
        Self.units[...last].reduce(0) { $0 + $1.count + prefix }
      }
      #expect(found.isWhole == ends.contains(count))
    }
  }

  @Test(arguments: framings, framings)
  func `samples change their framing and back`(from: NALFraming, to: NALFraming) throws {
    let sample = Self.sample(from)
    let there = try #require(NALRewrite(.avc, from: from, to: to).apply(to: sample))
    #expect(NALUnits(there, to).ranges.map(NALUnits(there, to).unit) == Self.units)
    let back = try #require(NALRewrite(.avc, from: to, to: from).apply(to: there))
    #expect(NALUnits(back, from).ranges.map(NALUnits(back, from).unit) == Self.units)
  }

  @Test func `units are dropped and sets put in front`() throws {
    let sequence = try #require(ParameterSet([0x68, 0xce, 0x3c, 0x80], .avc))
    let rewrite = NALRewrite(
      .avc, from: .fourByteLengths, to: .lengths(byteCount: 2),
      dropping: NALKind.parameterSets.union([.supplement]))
    let result = try #require(
      rewrite.apply(to: Self.sample(.fourByteLengths), preceding: [sequence]))
    let found = NALUnits(result, .lengths(byteCount: 2))
    #expect(
      found.ranges.map(found.unit) == [
        [0x09, 0xf0], [0x68, 0xce, 0x3c, 0x80], Self.units[4], Self.units[5],
      ])
  }

  @Test func `a unit too long for its prefix is refused`() {
    let long = [0x65] + [UInt8](repeating: 1, count: 256)
    let sample = Self.sample(.fourByteLengths, [long])
    let rewrite = NALRewrite(.avc, from: .fourByteLengths, to: .lengths(byteCount: 1))
    #expect(rewrite.apply(to: sample) == nil)
  }

  @Test func `a damaged sample is refused`() {
    let rewrite = NALRewrite(.avc, from: .fourByteLengths, to: .startCodes)
    #expect(rewrite.apply(to: [0, 0, 0, 9, 1]) == nil)
  }
}
