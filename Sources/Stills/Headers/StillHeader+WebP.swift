import Raster

extension StillHeader {
  /// WebP: RIFF chunks; the size stands in the first one, Exif data in one of its own.
  ///
  /// Source: RFC 9649, sections 2.3 to 2.7, and RFC 6386, section 9.1.
  static func webp(_ bytes: [UInt8]) throws(Problem) -> StillHeader {
    guard let stated = bytes[...].number(at: 4, bytes: 4, isLittleEndian: true) else {
      throw .truncated
    }
    // The length leaves out its own field and the four letters before it.
    guard stated + 8 <= bytes.count else { throw .truncated }
    let chunks = webpChunks(in: bytes[..<(stated + 8)])
    guard let first = chunks.first else { throw .damaged("has no picture in it") }
    let exif = chunks.first { $0.name == "EXIF" }.map { Array(Exif.stripped($0.content)) } ?? []
    let isAnimated = chunks.contains { $0.name == "ANIM" || $0.name == "ANMF" }
    guard isAnimated || chunks.contains(where: { $0.name == "VP8 " || $0.name == "VP8L" }) else {
      throw .damaged("has no picture in it")
    }
    guard let size = webpSize(first.name, first.content) else {
      throw .damaged("has a broken header")
    }
    var header = StillHeader(
      size: size, orientation: Exif.orientation(in: exif[...]) ?? .up, isAnimated: isAnimated)
    header.exif = exif
    header.colour =
      chunks.first { $0.name == "ICCP" }.map { .profile(Array($0.content)) }
      ?? Exif.colour(in: exif[...])
    return header
  }

  static func webpChunks(
    in bytes: ArraySlice<UInt8>
  ) -> [(name: String, content: ArraySlice<UInt8>)] {
    var found: [(name: String, content: ArraySlice<UInt8>)] = []
    var position = 12
    while let length = bytes.number(at: position + 4, bytes: 4, isLittleEndian: true) {
      guard length <= bytes.count - position - 8 else { break }
      let start = bytes.startIndex + position
      found.append(
        (
          String(decoding: bytes[start..<(start + 4)], as: UTF8.self),
          bytes[(start + 8)..<(start + 8 + length)]
        ))
      // Chunks begin at even places.
      position += 8 + length + length % 2
    }
    return found
  }

  private static func webpSize(_ name: String, _ content: ArraySlice<UInt8>) -> PixelSize? {
    func number(_ offset: Int, _ width: Int) -> Int? {
      content.number(at: offset, bytes: width, isLittleEndian: true)
    }
    switch name {
    case "VP8X":
      guard let width = number(4, 3), let height = number(7, 3) else { return nil }
      return PixelSize(width: width + 1, height: height + 1)
    case "VP8L":
      guard number(0, 1) == 0x2F, let packed = number(1, 4) else { return nil }
      return PixelSize(width: (packed & 0x3FFF) + 1, height: (packed >> 14 & 0x3FFF) + 1)
    case "VP8 ":
      guard number(3, 3) == 0x2A019D, let width = number(6, 2), let height = number(8, 2) else {
        return nil
      }
      return PixelSize(width: width & 0x3FFF, height: height & 0x3FFF)
    default: return nil
    }
  }
}
