import Foundation

/// The order of an MP4 file's outermost boxes.
enum TopLevelBoxes {
  /// Whether `moov` stands before `mdat`; nil when the bytes are not an MP4 file.
  static func isFastStart(ofFile path: String) throws -> Bool? {
    let handle = try FileHandle(forReadingFrom: URL(filePath: path))
    defer { try? handle.close() }
    return try isFastStart(byteCount: handle.seekToEnd()) { offset, count in
      try handle.seek(toOffset: offset)
      return try [UInt8](handle.read(upToCount: count) ?? Data())
    }
  }

  /// The same over any source of bytes.
  ///
  /// Sizes are those of ISO/IEC 14496-12: 32 bits, 1 for a 64-bit size behind the type, 0 for
  /// "to the end". A box that claims less than its own header ends the walk.
  static func isFastStart(
    byteCount: UInt64, read: (_ offset: UInt64, _ count: Int) throws -> [UInt8]
  ) rethrows -> Bool? {
    var offset: UInt64 = 0
    var isMP4 = false
    while offset + 8 <= byteCount {
      let header = try read(offset, 16)
      guard header.count >= 8 else { break }
      let type = String(decoding: header[4..<8], as: UTF8.self)
      if offset == 0 {
        guard ["ftyp", "moov", "mdat", "free", "skip", "wide"].contains(type) else { return nil }
        isMP4 = true
      }
      if type == "moov" { return true }
      if type == "mdat" { return false }
      var size = header[0..<4].reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
      if size == 1 {
        guard header.count == 16 else { break }
        size = header[8..<16].reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
      }
      guard size >= 8, size <= byteCount - offset else { break }
      offset += size
    }
    return isMP4 ? false : nil
  }
}
