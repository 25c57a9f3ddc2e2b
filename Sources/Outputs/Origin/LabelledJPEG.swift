/// Where JPEG files bear XMP: in a segment of applications' own data.
///
/// Source: XMP specification part 3, "JPEG".
enum LabelledJPEG {
  static let signature: [UInt8] = [0xFF, 0xD8, 0xFF]
  private static let prefix = Array("http://ns.adobe.com/xap/1.0/".utf8) + [0]
  /// Segments that are looked at.
  private static let mostSegments = 2000

  /// A file with a packet behind the segments that have to be the first.
  static func adding(_ packet: [UInt8], to file: [UInt8]) -> [UInt8] {
    let content = prefix + packet
    guard file.count > 6, content.count <= 65_533 else { return file }
    var place = 2
    // JFIF comes first, and Exif before XMP.
    while place + 4 <= file.count, file[place] == 0xFF,
      file[place + 1] == 0xE0 || isExif(file, at: place)
    {
      place += 2 + Int(file[place + 2]) << 8 + Int(file[place + 3])
    }
    guard place <= file.count else { return file }
    let segment = [0xFF, 0xE1] + bigEndian(content.count + 2, 2) + content
    return Array(file[..<place]) + segment + Array(file[place...])
  }

  private static func isExif(_ file: [UInt8], at place: Int) -> Bool {
    file[place + 1] == 0xE1 && file[(place + 4)...].starts(with: Array("Exif".utf8))
  }

  /// The packet in a file; nil when it bears none.
  static func packet(byteCount: Int, read: PieceReading) throws(OutputError) -> [UInt8]? {
    var offset = 2
    for _ in 0..<mostSegments where byteCount - offset >= 4 {
      let header = try read(offset, 4 + prefix.count)
      guard header.count >= 4, header[0] == 0xFF, header[1] != 0xDA else { return nil }
      let size = Int(header[2]) << 8 | Int(header[3])
      guard size >= 2, offset + 2 + size <= byteCount else { return nil }
      if header[1] == 0xE1, size > 2 + prefix.count, Array(header[4...]) == prefix {
        return try read(offset + 4 + prefix.count, size - 2 - prefix.count)
      }
      offset += 2 + size
    }
    return nil
  }
}
