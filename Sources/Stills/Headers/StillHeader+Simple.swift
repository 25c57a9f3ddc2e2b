import Raster

extension StillHeader {
  /// GIF: size in the first ten bytes, then blocks up to the second picture, if there is one.
  ///
  /// Source: GIF89a Specification, sections 17 to 27.
  static func gif(_ bytes: [UInt8]) throws(Problem) -> StillHeader {
    func number(_ offset: Int, _ width: Int) -> Int? {
      bytes[...].number(at: offset, bytes: width, isLittleEndian: true)
    }
    guard let width = number(6, 2), let height = number(8, 2), let flags = number(10, 1) else {
      throw .truncated
    }
    var place = 13 + (flags & 0x80 == 0 ? 0 : 3 << (flags & 7 + 1))
    var pictures = 0
    var covered: PixelRect?
    blocks: while let kind = number(place, 1) {
      switch kind {
      case 0x21: place += 2
      case 0x2C:
        pictures += 1
        guard pictures < 2 else { break blocks }
        guard let x = number(place + 1, 2), let y = number(place + 3, 2),
          let wide = number(place + 5, 2), let high = number(place + 7, 2),
          let local = number(place + 9, 1)
        else { throw .truncated }
        covered = PixelRect(x: x, y: y, width: wide, height: high)
        // The descriptor, its colours, and how many bits the first code has.
        place += 10 + (local & 0x80 == 0 ? 0 : 3 << (local & 7 + 1)) + 1
      case 0x3B: break blocks
      default:
        guard pictures > 0 else { throw .damaged("has unknown blocks in it") }
        break blocks
      }
      while let length = number(place, 1) {
        place += 1 + length
        if length == 0 { break }
      }
      if place > bytes.count { throw .truncated }
    }
    guard pictures > 0 else { throw .truncated }
    var header = StillHeader(
      size: PixelSize(width: width, height: height), orientation: .up, isAnimated: pictures > 1)
    header.covered = covered
    return header
  }

  /// BMP: the size stands in the information header, whose first form is shorter.
  static func bmp(_ bytes: [UInt8]) throws(Problem) -> StillHeader {
    func number(_ offset: Int, _ width: Int) -> Int? {
      bytes[...].number(at: offset, bytes: width, isLittleEndian: true)
    }
    guard let length = number(14, 4), bytes.count > 26 else { throw .truncated }
    let isOld = length == 12
    guard let width = number(18, isOld ? 2 : 4), let height = number(isOld ? 20 : 22, isOld ? 2 : 4)
    else { throw .truncated }
    // A negative height says that the first row is the upper one.
    let rows = isOld ? height : abs(Int(Int32(truncatingIfNeeded: height)))
    return StillHeader(
      size: PixelSize(width: Int(Int32(truncatingIfNeeded: width)), height: rows),
      orientation: .up, isAnimated: false)
  }

  /// JPEG XL: a few bits in front of everything else, perhaps inside of a box.
  ///
  /// Source: ISO/IEC 18181-1, annexes D.2 and D.3, and 18181-2, 9.
  static func jpegXL(_ bytes: [UInt8]) throws(Problem) -> StillHeader {
    guard let start = codestream(in: bytes) else { throw .truncated }
    var bits = BitReader(bytes: bytes, place: (start + 2) * 8)
    guard let size = bits.jpegXLSize() else { throw .truncated }
    var orientation = Orientation.up
    var isAnimated = false
    // Unless everything is as usual, and nothing is said about how the picture lies.
    if bits.next(1) == 0, bits.next(1) == 1 {
      orientation = bits.next(3).flatMap { Orientation(rawValue: $0 + 1) } ?? .up
      if bits.next(1) == 1 { _ = bits.jpegXLSize() }
      if bits.next(1) == 1 { _ = bits.jpegXLPreview() }
      isAnimated = bits.next(1) == 1
    }
    var header = StillHeader(size: size, orientation: orientation, isAnimated: isAnimated)
    header.isTurnedByDecoder = true
    return header
  }

  private static func codestream(in bytes: [UInt8]) -> Int? {
    if bytes.starts(with: [0xFF, 0x0A]) { return 0 }
    var place = 0
    while let length = bytes[...].number(at: place, bytes: 4, isLittleEndian: false),
      place + 8 <= bytes.count
    {
      let name = String(decoding: bytes[(place + 4)..<(place + 8)], as: UTF8.self)
      if name == "jxlc" { return place + 8 }
      // The first part of several begins with its number.
      if name == "jxlp" { return place + 12 }
      guard length >= 8 else { return nil }
      place += length
    }
    return nil
  }
}

/// Bits of a file, the lowest of each byte first.
private struct BitReader {
  let bytes: [UInt8]
  var place: Int

  mutating func next(_ count: Int) -> Int? {
    guard place + count <= bytes.count * 8 else { return nil }
    defer { place += count }
    return (0..<count).reduce(0) { value, index in
      let bit = place + index
      return value | Int(bytes[bit / 8] >> UInt8(bit % 8) & 1) << index
    }
  }

  mutating func jpegXLSize() -> PixelSize? {
    guard let isSmall = next(1) else { return nil }
    guard let height = side(isSmall == 1), let ratio = next(3) else { return nil }
    let ratios = [(0, 0), (1, 1), (12, 10), (4, 3), (3, 2), (16, 9), (5, 4), (2, 1)]
    if ratio > 0 {
      return PixelSize(width: height * ratios[ratio].0 / ratios[ratio].1, height: height)
    }
    guard let width = side(isSmall == 1) else { return nil }
    return PixelSize(width: width, height: height)
  }

  private mutating func side(_ isSmall: Bool) -> Int? {
    if isSmall { return next(5).map { ($0 + 1) * 8 } }
    return next(2).flatMap { next([9, 13, 18, 30][$0]) }.map { $0 + 1 }
  }

  /// The size of a preview, which is only stepped over.
  mutating func jpegXLPreview() -> Bool? {
    guard let isDivided = next(1) else { return nil }
    func width(_ kind: Int) -> Int {
      isDivided == 1 ? [0, 0, 5, 9][kind] : [6, 8, 10, 12][kind]
    }
    guard let kind = next(2), next(width(kind)) != nil, let ratio = next(3) else { return nil }
    if ratio == 0 {
      guard let other = next(2), next(width(other)) != nil else { return nil }
    }
    return true
  }
}
