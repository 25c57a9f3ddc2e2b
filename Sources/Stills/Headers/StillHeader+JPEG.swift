import Raster

extension StillHeader {
  /// JPEG: segments up to the first scan, then a search for the end mark.
  ///
  /// Decoders are content with a file that stops in the middle and paint the rest grey; such a file
  /// is truncated here. Source: ITU-T T.81, annex B.
  static func jpeg(_ bytes: [UInt8]) throws(Problem) -> StillHeader {
    var walk = JPEGWalk(bytes: bytes[...], position: 2)
    var size: PixelSize?
    var orientation: Orientation?
    while true {
      guard let marker = walk.nextMarker() else { throw .truncated }
      if marker == 0xD9 { throw .damaged("ends before its picture begins") }
      guard let segment = walk.nextSegment() else { throw .truncated }
      switch marker {
      case 0xE1 where orientation == nil && segment.starts(with: Exif.prefix):
        orientation = Exif.orientation(in: segment)
      case 0xC0...0xCF where ![0xC4, 0xC8, 0xCC].contains(marker) && size == nil:
        guard let height = segment.number(at: 1, bytes: 2, isLittleEndian: false),
          let width = segment.number(at: 3, bytes: 2, isLittleEndian: false)
        else { throw .damaged("has a broken frame header") }
        size = PixelSize(width: width, height: height)
      case 0xDA:
        guard let size else { throw .damaged("has no frame header") }
        guard walk.reachesEnd() else { throw .truncated }
        return StillHeader(size: size, orientation: orientation ?? .up, isAnimated: false)
      default: break
      }
    }
  }
}

/// Steps from marker to marker through a JPEG; every step goes forward.
private struct JPEGWalk {
  let bytes: ArraySlice<UInt8>
  var position: Int

  /// Goes to the next marker, over fill bytes and stray ones, and past it.
  mutating func nextMarker() -> UInt8? {
    let end = bytes.endIndex
    while position < end - 1 {
      let code = bytes[position + 1]
      let isMarker = bytes[position] == 0xFF && code != 0xFF && code != 0
      position += isMarker ? 2 : 1
      // Restart marks and the temporary mark stand alone.
      if isMarker && !(0xD0...0xD8).contains(code) && code != 0x01 { return code }
    }
    return nil
  }

  /// The content of the segment after a marker; goes past it.
  mutating func nextSegment() -> ArraySlice<UInt8>? {
    guard
      let length = bytes.number(
        at: position - bytes.startIndex, bytes: 2, isLittleEndian: false),
      length >= 2, length <= bytes.endIndex - position
    else { return nil }
    defer { position += length }
    return bytes[(position + 2)..<(position + length)]
  }

  /// Whether the end mark follows, behind this scan and any further ones.
  mutating func reachesEnd() -> Bool {
    while let marker = nextMarker() {
      if marker == 0xD9 { return true }
      if nextSegment() == nil { return false }
    }
    return false
  }
}
