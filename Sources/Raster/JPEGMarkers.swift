#if canImport(Darwin)
  internal import Darwin
#else
  internal import Glibc
#endif

/// The marks between the parts of a JPEG file.
///
/// Source: ITU-T T.81, annex B.
package enum JPEGMarkers {
  /// Whether the marks lead from the start to the mark of the end.
  ///
  /// A file that is cut short shows itself by this before anything is decoded. Pictures inside of segments, such as previews, are stepped over.
  ///
  /// - Parameter start: where to begin: behind the first two bytes, or at any later mark.
  package static func reachEnd(of bytes: [UInt8], from start: Int = 2) -> Bool {
    bytes.withUnsafeBufferPointer { buffer in
      var place = start
      while place + 1 < buffer.count {
        // Between the marks lie a scan's data, in which 0 follows every FF, and fill bytes.
        guard let base = buffer.baseAddress,
          let found = memchr(base + place, 0xFF, buffer.count - 1 - place)
        else { return false }
        place = UnsafeRawPointer(base).distance(to: UnsafeRawPointer(found))
        switch buffer[place + 1] {
        case 0xD9: return true
        case 0x00, 0x01, 0xD0...0xD8: place += 2
        case 0xFF: place += 1
        default:
          guard place + 3 < buffer.count else { return false }
          place += 2 + max(2, Int(buffer[place + 2]) << 8 | Int(buffer[place + 3]))
        }
      }
      return false
    }
  }
}
