/// The marks between the parts of a JPEG file.
///
/// Source: ITU-T T.81, annex B.
enum JPEGMarkers {
  /// Whether the marks lead from the start to the mark of the end.
  ///
  /// The decoder makes up what is missing of a last scan, so a file that is cut short there shows
  /// itself by this alone. Pictures inside of segments, such as previews, are stepped over.
  static func reachEnd(of bytes: [UInt8]) -> Bool {
    var place = 2
    while place + 1 < bytes.count {
      // Between the marks lie a scan's data, in which 0 follows every FF, and fill bytes.
      guard bytes[place] == 0xFF, bytes[place + 1] != 0xFF, bytes[place + 1] != 0 else {
        place += 1
        continue
      }
      switch bytes[place + 1] {
      case 0xD9: return true
      case 0x01, 0xD0...0xD8: place += 2
      default:
        guard place + 3 < bytes.count else { return false }
        place += 2 + max(2, Int(bytes[place + 2]) << 8 | Int(bytes[place + 3]))
      }
    }
    return false
  }
}
