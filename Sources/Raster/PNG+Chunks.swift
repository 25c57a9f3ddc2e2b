extension PNG {
  /// One chunk of a PNG file.
  package struct Chunk: Sendable, Hashable {
    /// Four letters, such as "IHDR" or "eXIf".
    package let name: String
    /// Where its content lies in the file.
    package let content: Range<Int>
  }

  /// Whether bytes begin with the eight bytes of every PNG file.
  public static func hasSignature(_ bytes: [UInt8]) -> Bool {
    bytes.starts(with: [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A])
  }

  /// Reads the size of the picture from a file's first 24 bytes, without decoding anything.
  ///
  /// - Throws: ``RasterError`` `.notPNG`, `.truncated` or `.damaged`.
  public static func size(of header: [UInt8]) throws(RasterError) -> PixelSize {
    guard hasSignature(header) else {
      throw RasterError(.notPNG, "this is not a PNG")
    }
    guard header.count >= 24 else {
      throw RasterError(.truncated, "the PNG ends after \(header.count) bytes, inside its header")
    }
    guard header[12..<16].elementsEqual("IHDR".utf8) else {
      throw RasterError(.damaged, "the PNG does not begin with a header")
    }
    return PixelSize(
      width: Int(bigEndian(header, at: 16)), height: Int(bigEndian(header, at: 20)))
  }

  /// Lists the chunks as far as they are whole; an empty list if this is no PNG.
  ///
  /// Ends after the chunk that ends the file, or where the bytes end. Checksums are not looked at.
  package static func chunks(in bytes: [UInt8]) -> [Chunk] {
    guard hasSignature(bytes) else { return [] }
    var found: [Chunk] = []
    var position = 8
    while bytes.count - position >= 12 {
      let length = Int(bigEndian(bytes, at: position))
      guard length <= bytes.count - position - 12 else { break }
      let name = String(decoding: bytes[(position + 4)..<(position + 8)], as: UTF8.self)
      found.append(Chunk(name: name, content: (position + 8)..<(position + 8 + length)))
      if name == "IEND" { break }
      position += 12 + length
    }
    return found
  }

  /// Throws unless the file goes on to its end mark; libpng itself is content with fewer bytes.
  static func requireWhole(_ bytes: [UInt8]) throws(RasterError) {
    let chunks = chunks(in: bytes)
    guard chunks.last?.name == "IEND" else {
      throw RasterError(
        .truncated, "the PNG ends after \(bytes.count) bytes, before its picture is complete")
    }
  }

  private static func bigEndian(_ bytes: [UInt8], at offset: Int) -> UInt32 {
    (0..<4).reduce(0) { $0 << 8 | UInt32(bytes[offset + $1]) }
  }
}
