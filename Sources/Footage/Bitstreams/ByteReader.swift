/// Reads a record byte by byte; behind the end all are zero and ``isExhausted`` says so.
struct ByteReader {
  private let record: [UInt8]
  private var next = 0
  private(set) var isExhausted = false

  init(_ record: [UInt8]) { self.record = record }

  var left: Int { record.count - next }

  mutating func byte() -> UInt8 {
    guard next < record.count else {
      isExhausted = true
      return 0
    }
    next += 1
    return record[next - 1]
  }

  mutating func short() -> Int { Int(byte()) << 8 | Int(byte()) }

  mutating func skip(_ count: Int) { _ = bytes(count) }

  mutating func bytes(_ count: Int) -> [UInt8] {
    guard count <= left else {
      isExhausted = true
      return []
    }
    next += count
    return Array(record[(next - count)..<next])
  }

  /// So many units, the length of each in front of it in two bytes.
  mutating func units(_ count: Int) -> [[UInt8]] {
    var units: [[UInt8]] = []
    for _ in 0..<count where !isExhausted {
      let length = short()
      units.append(bytes(length))
    }
    return units
  }

  mutating func takeRest() -> [UInt8] { bytes(left) }
}

extension [UInt8] {
  mutating func append(short value: Int) {
    append(UInt8(truncatingIfNeeded: value >> 8))
    append(UInt8(truncatingIfNeeded: value))
  }

  /// Appends units, the length of each in front of it in two bytes.
  mutating func append(units: [[UInt8]]) {
    for unit in units {
      append(short: unit.count)
      self += unit
    }
  }
}
