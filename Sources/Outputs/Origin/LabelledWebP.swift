/// Where WebP files bear XMP: in a chunk of the extended form, behind the picture.
///
/// Source: WebP container specification, "Metadata".
enum LabelledWebP {
  private static let mostChunks = 50_000

  static func isKind(_ head: [UInt8]) -> Bool {
    head.count >= 12 && Array(head[0..<4]) == Array("RIFF".utf8)
      && Array(head[8..<12]) == Array("WEBP".utf8)
  }

  /// A file of the extended form with a packet at its end; others as they are.
  static func adding(_ packet: [UInt8], to file: [UInt8]) -> [UInt8] {
    guard file.count > 30, Array(file[12..<16]) == Array("VP8X".utf8) else { return file }
    var result =
      file + Array("XMP ".utf8) + bigEndian(packet.count, 4).reversed() + packet
      + (packet.count % 2 == 1 ? [0] : [])
    result[20] |= 0x04
    result.replaceSubrange(4..<8, with: bigEndian(result.count - 8, 4).reversed())
    return result
  }

  /// The packet in a file; nil when it bears none.
  static func packet(byteCount: Int, read: PieceReading) throws(OutputError) -> [UInt8]? {
    var offset = 12
    for _ in 0..<mostChunks where byteCount - offset >= 8 {
      let header = try read(offset, 8)
      guard header.count == 8 else { return nil }
      let size = header[4..<8].reversed().reduce(0) { $0 << 8 | Int($1) }
      guard size <= byteCount - offset - 8 else { return nil }
      if Array(header[0..<4]) == Array("XMP ".utf8) {
        return size <= XMPPacket.mostBytes ? try read(offset + 8, size) : nil
      }
      offset += 8 + size + size % 2
    }
    return nil
  }
}
