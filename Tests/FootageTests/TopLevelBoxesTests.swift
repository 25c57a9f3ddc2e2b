import StudioTestSupport
import Testing

@testable import Footage

struct TopLevelBoxesTests {
  private static func box(_ type: String, _ content: Int = 0, size: Int? = nil) -> [UInt8] {
    let length = size ?? content + 8
    return (0..<4).reversed().map { UInt8(truncatingIfNeeded: length >> (8 * $0)) }
      + Array(type.utf8) + [UInt8](repeating: 0, count: content)
  }

  private static func wide(_ type: String, _ content: Int) -> [UInt8] {
    [0, 0, 0, 1] + Array(type.utf8)
      + (0..<8).reversed().map { UInt8(truncatingIfNeeded: (content + 16) >> (8 * $0)) }
      + [UInt8](repeating: 0, count: content)
  }

  private func verdict(_ bytes: [UInt8]) throws -> Bool? {
    try TopLevelBoxes.isFastStart(byteCount: bytes.count) { offset, count in
      Array(bytes.dropFirst(offset).prefix(count))
    }
  }

  static let files: [(String, [UInt8], Bool?)] = [
    ("index first", box("ftyp", 12) + box("moov", 40) + box("mdat", 9), true),
    ("media first", box("ftyp", 12) + box("mdat", 9) + box("moov", 40), false),
    ("free space between", box("ftyp", 12) + box("free", 3) + box("moov", 4) + box("mdat"), true),
    ("a long size", box("ftyp", 4) + wide("free", 100) + box("moov", 4), true),
    ("a long media box", box("ftyp", 4) + wide("mdat", 100) + box("moov", 4), false),
    ("media to the end", box("ftyp", 4) + box("mdat", 50, size: 0), false),
    ("free space to the end", box("ftyp", 4) + box("free", 50, size: 0) + box("moov"), false),
    ("QuickTime without a type", box("moov", 4) + box("mdat"), true),
    ("no index at all", box("ftyp", 12), false),
    ("a box too small for itself", box("ftyp", 4) + box("free", size: 7) + box("moov"), false),
    (
      "a long box too small for itself",
      box("ftyp", 4) + [0, 0, 0, 1] + Array("free".utf8)
        + [0, 0, 0, 0, 0, 0, 0, 8] + box("moov"), false
    ),
    ("a box beyond the end", box("ftyp", 4) + box("free", size: 1 << 30) + box("moov"), false),
    ("text", Array("hello world, this is text".utf8), nil),
    ("WebM", [0x1A, 0x45, 0xDF, 0xA3, 0, 0, 0, 0, 0, 0, 0, 0], nil),
    ("nothing", [], nil), ("seven bytes", Array(box("ftyp").prefix(7)), nil),
  ]

  @Test(arguments: files) func `the order of boxes is told`(
    name: String, bytes: [UInt8], expected: Bool?
  ) throws {
    #expect(try verdict(bytes) == expected, "\(name)")
  }

  @Test func `any bytes get an answer`() throws {
    var random = SeededGenerator(seed: 1)
    let start = Self.box("ftyp", 8)
    for _ in 0..<3000 {
      let noise = (0..<Int.random(in: 0...80, using: &random)).map { _ in
        UInt8.random(in: 0...(Bool.random(using: &random) ? 255 : 3), using: &random)
      }
      _ = try verdict(start + noise)
      _ = try verdict(noise)
    }
  }

  @Test func `a chain of empty boxes does not take for ever`() throws {
    var reads = 0
    let header = Self.box("free")
    _ = try TopLevelBoxes.isFastStart(byteCount: 1 << 40) { _, _ in
      reads += 1
      return header
    }
    #expect(reads <= 100_000)
  }
}
