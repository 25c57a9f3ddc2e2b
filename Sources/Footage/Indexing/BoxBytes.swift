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

  /// A box in this one: where its bytes lie here, its head included.
  struct Extent: Hashable {
    let type: String
    let range: Range<Int>
    let headSize: Int

    var body: Range<Int> { range.lowerBound + headSize..<range.upperBound }
  }

  /// The places of the boxes in this one, from an offset on; one that claims more than there is ends
  /// the list.
  func extents(from start: Int = 0) -> [Extent] {
    var found: [Extent] = []
    var offset = start
    while offset + 8 <= count, let claimed = number(at: offset), let type = text(at: offset + 4) {
      var (size, head) = (claimed, 8)
      if claimed == 1, let long = longNumber(at: offset + 8) { (size, head) = (long, 16) }
      if claimed == 0 { size = count - offset }
      guard size >= head, size <= count - offset else { break }
      found.append(Extent(type: type, range: offset..<offset + size, headSize: head))
      offset += size
    }
    return found
  }

  /// The bytes at a place, which lies in this box.
  func part(_ range: Range<Int>) -> ArraySlice<UInt8> {
    bytes[bytes.startIndex + range.lowerBound..<bytes.startIndex + range.upperBound]
  }

  /// The boxes in this one, from an offset on; one that claims more than there is ends the list.
  func children(from start: Int = 0) -> [(type: String, body: BoxBytes)] {
    extents(from: start).map { ($0.type, BoxBytes(part($0.body))) }
  }

  func child(_ type: String) -> BoxBytes? { children().first { $0.type == type }?.body }

  /// The box at the end of a path.
  func descendant(_ path: String...) -> BoxBytes? {
    path.reduce(Optional(self)) { box, type in box?.child(type) }
  }
}
