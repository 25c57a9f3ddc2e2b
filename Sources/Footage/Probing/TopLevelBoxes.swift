import Outputs

/// The order of the outermost boxes of an MP4 or MOV file.
enum TopLevelBoxes {
  /// Whether `moov` stands before `mdat`; nil when the bytes are not an MP4 file.
  static func isFastStart(ofFile path: String) throws(OutputError) -> Bool? {
    let file = try PieceReader.of(path)
    return try isFastStart(byteCount: file.byteCount) { offset, count throws(OutputError) in
      try file.bytes(at: offset, count: count)
    }
  }

  /// The same over any source of bytes.
  static func isFastStart(
    byteCount: Int, read: PieceReading
  ) throws(OutputError) -> Bool? {
    var first: String?
    // Real files have a handful of boxes in front of their index.
    let end = try OutermostBox.walk(byteCount: byteCount, most: 10_000, read: read) {
      box throws(OutputError) in
      if box.type == "moov" || box.type == "mdat" { first = box.type }
      return first == nil
    }
    return end == .otherKind ? nil : first == "moov"
  }
}
