/// AV1's units ("OBUs") in a sample; AV1 bitstream specification, 5.3 and 5.9.
struct OpenBitstream {
  /// One unit's type and the place of its payload.
  struct Unit: Hashable {
    let type: UInt8
    let payload: Range<Int>
  }

  static let sequenceHeader: UInt8 = 1
  static let frameHeader: UInt8 = 3
  static let frame: UInt8 = 6

  let bytes: [UInt8]
  let units: [Unit]
  /// Whether the sample ends where its last unit ends.
  let isWhole: Bool

  init(_ bytes: [UInt8], from start: Int = 0) {
    self.bytes = bytes
    var units: [Unit] = []
    var next = min(start, bytes.count)
    while next < bytes.count {
      let header = bytes[next]
      let (hasExtension, hasSize) = (header & 4 != 0, header & 2 != 0)
      next += hasExtension ? 2 : 1
      var size = bytes.count - next
      if hasSize {
        guard let stated = OpenBitstream.number(bytes, &next), stated <= bytes.count - next else {
          break
        }
        size = stated
      }
      guard header & 0x80 == 0, size >= 0 else { break }
      units.append(Unit(type: header >> 3 & 15, payload: next..<next + size))
      next += size
    }
    self.units = units
    isWhole = next == bytes.count
  }

  /// A number of seven bits a byte, the lowest first ("leb128").
  private static func number(_ bytes: [UInt8], _ next: inout Int) -> Int? {
    var value = 0
    for place in 0..<8 {
      guard next < bytes.count else { return nil }
      let byte = bytes[next]
      next += 1
      value |= Int(byte & 0x7f) << (7 * place)
      if byte & 0x80 == 0 { return value }
    }
    return nil
  }

  /// The first sequence header; nil when there is none.
  var sequence: [UInt8]? {
    units.first { $0.type == Self.sequenceHeader }.map { Array(bytes[$0.payload]) }
  }

  /// The sequence header in an `av1C` record, whose first four bytes are a summary.
  static func sequence(ofRecord record: [UInt8]) -> [UInt8]? {
    guard record.count > 4, record[0] & 0x80 != 0 else {
      return OpenBitstream(record).sequence
    }
    return OpenBitstream(record, from: 4).sequence
  }

  /// What the sample's first frame is.
  var kind: PictureKind {
    guard
      let first = units.first(where: { $0.type == Self.frame || $0.type == Self.frameHeader })
    else { return .unknown }
    guard let byte = bytes[first.payload].first else { return .unknown }
    // A stream of still pictures leaves out the flags: all its frames are key frames.
    if let sequence, sequence.first.map({ $0 & 0x08 != 0 }) == true { return .instantaneous }
    let showsExisting = byte & 0x80 != 0
    let isKeyFrame = byte & 0x60 == 0
    let isShown = byte & 0x10 != 0
    guard !showsExisting, isKeyFrame else { return .dependent }
    guard isShown else { return .recoveryPoint }
    return sequence == nil ? .keyWithoutHeader : .instantaneous
  }
}
