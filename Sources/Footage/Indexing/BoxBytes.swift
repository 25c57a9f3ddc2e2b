/// The bytes of an MP4 box, read as big-endian numbers; what lies beyond the end is nil, never a
/// trap.
struct BoxBytes {
  private let bytes: ArraySlice<UInt8>

  init(_ bytes: ArraySlice<UInt8>) { self.bytes = bytes }

  var count: Int { bytes.count }

  func byte(at offset: Int) -> UInt8? {
    offset >= 0 && offset < bytes.count ? bytes[bytes.startIndex + offset] : nil
  }

  /// Four bytes without a sign.
  func number(at offset: Int) -> Int? {
    guard offset >= 0, offset + 4 <= bytes.count else { return nil }
    let start = bytes.startIndex + offset
    return Int(bytes[start]) << 24 | Int(bytes[start + 1]) << 16 | Int(bytes[start + 2]) << 8
      | Int(bytes[start + 3])
  }

  func signedNumber(at offset: Int) -> Int? {
    number(at: offset).map { Int(Int32(truncatingIfNeeded: $0)) }
  }

  /// Eight bytes; nil also for what does not fit a signed number.
  func longNumber(at offset: Int) -> Int? {
    guard let high = number(at: offset), let low = number(at: offset + 4), high < 1 << 31 else {
      return nil
    }
    return high << 32 | low
  }

  func text(at offset: Int) -> String? {
    guard offset >= 0, offset + 4 <= bytes.count else { return nil }
    let start = bytes.startIndex + offset
    return String(decoding: bytes[start..<start + 4], as: UTF8.self)
  }

  func dropFirst(_ count: Int) -> BoxBytes { BoxBytes(bytes.dropFirst(count)) }

  /// The boxes in this one, from an offset on; one that claims more than there is ends the list.
  func children(from start: Int = 0) -> [(type: String, body: BoxBytes)] {
    var found: [(type: String, body: BoxBytes)] = []
    var offset = start
    while offset + 8 <= count, let claimed = number(at: offset), let type = text(at: offset + 4) {
      var (size, header) = (claimed, 8)
      if claimed == 1, let long = longNumber(at: offset + 8) { (size, header) = (long, 16) }
      if claimed == 0 { size = count - offset }
      guard size >= header, size <= count - offset else { break }
      let first = bytes.startIndex + offset
      found.append((type, BoxBytes(bytes[(first + header)..<(first + size)])))
      offset += size
    }
    return found
  }

  func child(_ type: String) -> BoxBytes? { children().first { $0.type == type }?.body }

  /// The box at the end of a path.
  func descendant(_ path: String...) -> BoxBytes? {
    path.reduce(Optional(self)) { box, type in box?.child(type) }
  }
}
