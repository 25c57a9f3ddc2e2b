/// Builds PNG files byte by byte, so that kinds our writer never makes can be read in tests.
struct PNGBuilder {
  private(set) var bytes: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]

  init(width: Int, height: Int, depth: UInt8, colorType: UInt8, interlaced: Bool = false) {
    add(
      "IHDR",
      Self.bigEndian(width) + Self.bigEndian(height) + [depth, colorType, 0, 0, interlaced ? 1 : 0])
  }

  mutating func add(_ name: String, _ content: [UInt8]) {
    let body = Array(name.utf8) + content
    bytes += Self.bigEndian(content.count) + body + Self.bigEndian(Int(Self.crc(body)))
  }

  /// Adds rows (each with its filter byte) as one uncompressed block, and the end mark.
  mutating func finish(rows: [UInt8]) {
    let length = [UInt8(rows.count & 255), UInt8(rows.count >> 8)]
    let block = [0x78, 0x01, 0x01] + length + length.map { ~$0 } + rows
    add("IDAT", block + Self.bigEndian(Self.adler(rows)))
    add("IEND", [])
  }

  static func bigEndian(_ value: Int) -> [UInt8] {
    [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: value >> $0) }
  }

  private static func adler(_ bytes: [UInt8]) -> Int {
    let sums = bytes.reduce((1, 0)) { sums, byte in
      let first = (sums.0 + Int(byte)) % 65521
      return (first, (sums.1 + first) % 65521)
    }
    return sums.1 << 16 | sums.0
  }

  private static func crc(_ bytes: [UInt8]) -> UInt32 {
    ~bytes.reduce(UInt32.max) { sum, byte in
      (0..<8).reduce(sum ^ UInt32(byte)) { sum, _ in
        sum & 1 == 1 ? 0xEDB8_8320 ^ (sum >> 1) : sum >> 1
      }
    }
  }
}
