package import Raster

/// The smallest EXIF block there is: the orientation alone.
///
/// Source: Exif 2.32 (CIPA DC-008), TIFF 6.0.
package enum EXIF {
  /// A TIFF header and one directory with one entry, in either byte order.
  package static func block(_ orientation: Orientation, isBigEndian: Bool = false) -> [UInt8] {
    func two(_ value: Int) -> [UInt8] {
      let bytes = [UInt8(value & 255), UInt8(value >> 8)]
      return isBigEndian ? bytes.reversed() : bytes
    }
    func four(_ value: Int) -> [UInt8] {
      let bytes = two(value) + [0, 0]
      return isBigEndian ? [0, 0] + two(value) : bytes
    }
    let head = Array((isBigEndian ? "MM" : "II").utf8) + two(42) + four(8)
    let entry = two(0x0112) + two(3) + four(1) + two(orientation.rawValue) + [0, 0]
    return head + two(1) + entry + four(0)
  }

  /// A JPEG with the block right behind its start.
  package static func inserted(
    into jpeg: [UInt8], _ orientation: Orientation, isBigEndian: Bool = false
  ) -> [UInt8] {
    let content = Array("Exif\0\0".utf8) + block(orientation, isBigEndian: isBigEndian)
    let length = content.count + 2
    return jpeg[..<2] + [0xFF, 0xE1, UInt8(length >> 8), UInt8(length & 255)] + content + jpeg[2...]
  }

  /// A simple WebP made an extended one that ends with the block.
  package static func inserted(
    intoWebP webP: [UInt8], of size: PixelSize, _ orientation: Orientation
  ) -> [UInt8] {
    func little(_ value: Int, _ count: Int) -> [UInt8] {
      (0..<count).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
    }
    func chunk(_ name: String, _ content: [UInt8]) -> [UInt8] {
      Array(name.utf8) + little(content.count, 4) + content
        + (content.count.isMultiple(of: 2) ? [] : [0])
    }
    let head = chunk(
      "VP8X", [0x08, 0, 0, 0] + little(size.width - 1, 3) + little(size.height - 1, 3))
    let chunks = head + webP[12...] + chunk("EXIF", block(orientation))
    return Array("RIFF".utf8) + little(chunks.count + 4, 4) + Array("WEBP".utf8) + chunks
  }
}
