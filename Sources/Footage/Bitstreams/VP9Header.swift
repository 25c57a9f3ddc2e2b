/// The first bits of a VP9 frame; VP9 bitstream specification, 6.2 and 7.2.
struct VP9Header: Hashable, Sendable {
  let profile: Int
  let isKeyFrame: Bool
  /// 8, 10 or 12; nil but for key frames.
  let bitDepth: Int?

  /// - Returns: nil for what is no VP9 frame.
  init?(_ frame: [UInt8]) {
    guard let first = frame.first, first >> 6 == 2 else { return nil }
    profile = Int(first >> 5 & 1 | first >> 3 & 2)
    // Profile 3 has a reserved bit in front of the flags.
    let shift = profile == 3 ? 1 : 0
    let showsExisting = (first << UInt8(4 + shift)) & 0x80 != 0
    let isInter = (first << UInt8(5 + shift)) & 0x80 != 0
    isKeyFrame = !showsExisting && !isInter
    guard isKeyFrame else {
      bitDepth = nil
      return
    }
    // One byte of flags, three of a sync code, then the depth where the profile allows one.
    let place = 1 + 3
    guard frame.count > place, Array(frame[1..<4]) == [0x49, 0x83, 0x42] || profile == 3 else {
      return nil
    }
    guard profile >= 2 else {
      bitDepth = 8
      return
    }
    var bits = PlainBits(frame)
    bits.skip(8 + shift + 24)
    bitDepth = bits.bit() ? 12 : 10
  }

  /// What WebM's optional record says; Google, "VP Codec ISO Media File Format Binding" and
  /// WebM's codec private data: number, length, value.
  struct Features: Hashable {
    private var values: [UInt8: UInt8] = [:]

    init(record: [UInt8]) {
      var place = 0
      while place + 2 < record.count, record[place + 1] == 1 {
        values[record[place]] = record[place + 2]
        place += 3
      }
    }

    /// Whether nothing that both state about profile, depth or chroma differs.
    func agrees(with other: Features) -> Bool {
      [UInt8(1), 3, 4].allSatisfy { feature in
        guard let mine = values[feature], let theirs = other.values[feature] else { return true }
        return mine == theirs
      }
    }
  }
}

/// Bits of bytes that hide no start codes.
private struct PlainBits {
  private let bytes: [UInt8]
  private var next = 0

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  mutating func skip(_ count: Int) { next += count }

  mutating func bit() -> Bool {
    defer { next += 1 }
    return next / 8 < bytes.count && bytes[next / 8] >> UInt8(7 - next % 8) & 1 == 1
  }
}
