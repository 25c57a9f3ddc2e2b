/// Where PNG files bear XMP: in a chunk of international text.
///
/// Source: XMP specification part 3, "PNG".
enum LabelledPNG {
  static let signature: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]
  private static let keyword = Array("XML:com.adobe.xmp".utf8)
  /// Chunks that are looked at.
  private static let mostChunks = 50_000

  /// A file with a packet behind its header; the file as it is when it has none.
  static func adding(_ packet: [UInt8], to file: [UInt8]) -> [UInt8] {
    // Not compressed, and without a language or a translated keyword.
    PNGChunk.inserting("iTXt", keyword + [0, 0, 0, 0, 0] + packet, into: file)
  }

  /// The packet in a file; nil when it bears none.
  static func packet(byteCount: Int, read: PieceReading) throws(OutputError) -> [UInt8]? {
    var offset = signature.count
    for _ in 0..<mostChunks where byteCount - offset >= 12 {
      let header = try read(offset, 8 + keyword.count + 3)
      guard header.count >= 8 else { return nil }
      let size = header[0..<4].reduce(0) { $0 << 8 | Int($1) }
      guard size <= byteCount - offset - 12 else { return nil }
      let head = keyword + [0, 0, 0]
      if Array(header[4..<8]) == Array("iTXt".utf8), size > head.count,
        size <= XMPPacket.mostBytes, Array(header[8...]) == head
      {
        // Language and translated keyword, each up to its zero.
        let rest = try read(offset + 8 + head.count, size - head.count)
        guard let language = rest.firstIndex(of: 0),
          let translated = rest[(language + 1)...].firstIndex(of: 0)
        else { return nil }
        return Array(rest[(translated + 1)...])
      }
      offset += 12 + size
    }
    return nil
  }
}
