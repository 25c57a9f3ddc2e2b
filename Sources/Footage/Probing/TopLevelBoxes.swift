import Outputs

/// The order of an MP4 file's outermost boxes.
enum TopLevelBoxes {
  /// Boxes that are looked at; real files have a handful in front of their index.
  private static let most = 10_000

  /// Whether `moov` stands before `mdat`; nil when the bytes are not an MP4 file.
  static func isFastStart(ofFile path: String) throws(OutputError) -> Bool? {
    let file = try PieceReader.of(path)
    return try isFastStart(byteCount: UInt64(file.byteCount)) { offset, count throws(OutputError) in
      try file.bytes(at: Int(offset), count: count)
    }
  }

  /// The same over any source of bytes.
  ///
  /// Sizes are those of ISO/IEC 14496-12: 32 bits, 1 for a 64-bit size behind the type, 0 for
  /// "to the end". A box that claims less than its own header, or more than there is, ends the walk.
  static func isFastStart<Failure: Error>(
    byteCount: UInt64, read: (_ offset: UInt64, _ count: Int) throws(Failure) -> [UInt8]
  ) throws(Failure) -> Bool? {
    var offset: UInt64 = 0
    var count = 0
    while count < most, offset < byteCount, byteCount - offset >= 8 {
      let header = try read(offset, 16)
      guard header.count >= 8 else { break }
      let type = String(decoding: header[4..<8], as: UTF8.self)
      if count == 0, !["ftyp", "moov", "mdat", "free", "skip", "wide"].contains(type) {
        return nil
      }
      if type == "moov" { return true }
      if type == "mdat" { return false }
      count += 1
      var size = number(header[0..<4])
      var least: UInt64 = 8
      if size == 1, header.count == 16 {
        size = number(header[8..<16])
        least = 16
      }
      guard size >= least, size <= byteCount - offset else { break }
      offset += size
    }
    return count > 0 ? false : nil
  }

  private static func number(_ bytes: ArraySlice<UInt8>) -> UInt64 {
    bytes.reduce(0) { $0 << 8 | UInt64($1) }
  }
}
