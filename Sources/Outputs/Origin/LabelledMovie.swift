/// Where MP4 and QuickTime files bear XMP: in an outermost box, behind everything else. What others
/// put among the film's user data is read as well.
///
/// Sources: ISO/IEC 14496-12, "uuid" boxes; XMP specification part 3, "MPEG-4".
enum LabelledMovie {
  /// The type of the box.
  private static let type: [UInt8] = [
    0xBE, 0x7A, 0xCF, 0xCB, 0x97, 0xA9, 0x42, 0xE8, 0x9C, 0x71, 0x99, 0x94, 0x91, 0xE3, 0xAF, 0xAC,
  ]
  /// Boxes that are looked at among the film's own data.
  private static let mostBoxes = 20_000

  /// The box of a packet.
  static func box(_ packet: [UInt8]) -> [UInt8] {
    bigEndian(24 + packet.count, 4) + Array("uuid".utf8) + type + packet
  }

  /// The first packet in a file; nil when it bears none, or is no such file.
  static func packet(
    byteCount: Int, read: PieceReading
  ) throws(OutputError) -> [UInt8]? {
    var found: Range<Int>?
    var movie: Range<Int>?
    _ = try OutermostBox.walk(byteCount: byteCount, read: read) { box throws(OutputError) in
      if box.isWhole, box.type == "moov", movie == nil { movie = box.body }
      if box.isWhole, box.type == "uuid", box.body.count >= type.count,
        try read(box.body.lowerBound, type.count) == type
      {
        found = box.body.lowerBound + type.count..<box.body.upperBound
      }
      return found == nil
    }
    // Among the film's own data, where QuickTime has it.
    if found == nil, let movie, let own = try child("udta", in: movie, read: read) {
      found = try child("XMP_", in: own, read: read)
    }
    guard let found, found.count <= XMPPacket.mostBytes else { return nil }
    return try read(found.lowerBound, found.count)
  }

  /// The body of the first box of a name in another one.
  private static func child(
    _ name: String, in parent: Range<Int>, read: PieceReading
  ) throws(OutputError) -> Range<Int>? {
    var offset = parent.lowerBound
    for _ in 0..<mostBoxes where parent.upperBound - offset >= 8 {
      let header = try read(offset, 8)
      let size = header.prefix(4).reduce(0) { $0 << 8 | Int($1) }
      guard header.count == 8, size >= 8, size <= parent.upperBound - offset else { return nil }
      if header[4...].elementsEqual(name.utf8) { return offset + 8..<offset + size }
      offset += size
    }
    return nil
  }

  /// Whether a box may be put behind the last one: all of them end where the next begins.
  static func isOpenEnded(byteCount: Int, read: PieceReading) throws(OutputError) -> Bool {
    let end = try OutermostBox.walk(byteCount: byteCount, read: read) { _ throws(OutputError) in
      true
    }
    return end == .whole
  }
}
