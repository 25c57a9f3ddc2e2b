import Raster

/// Builds Exif data and puts it into picture files.
enum ExifBuilder {
  /// A TIFF header and one directory with the orientation between two other entries.
  static func tiff(_ value: Int, littleEndian: Bool, type: Int = 3) -> [UInt8] {
    func number(_ value: Int, _ width: Int) -> [UInt8] {
      let bytes = (0..<width).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
      return littleEndian ? bytes : bytes.reversed()
    }
    let width = [1: 1, 3: 2, 4: 4][type] ?? 4
    var bytes: [UInt8] = Array((littleEndian ? "II" : "MM").utf8) + number(42, 2) + number(8, 4)
    bytes += number(3, 2)
    bytes += number(0x0100, 2) + number(4, 2) + number(1, 4) + number(32, 4)
    bytes += number(0x0112, 2) + number(type, 2) + number(1, 4)
    bytes += number(value, width) + [UInt8](repeating: 0, count: 4 - width)
    bytes += number(0x0128, 2) + number(3, 2) + number(1, 4) + number(2, 2) + [0, 0]
    return bytes + number(0, 4)
  }

  /// The file with Exif data inside, wherever its format wants it.
  static func insert(_ tiff: [UInt8], into file: [UInt8], _ format: String) -> [UInt8] {
    if format.hasSuffix("JPEG") {
      let content = Array("Exif".utf8) + [0, 0] + tiff
      let length = content.count + 2
      // In front of everything else, as cameras do.
      return Array(file[..<2]) + [0xFF, 0xE1, UInt8(length >> 8), UInt8(length & 255)] + content
        + file[2...]
    }
    if format.hasSuffix("WebP") { return extendedWebP(file, tiff) }
    return png(file, adding: "eXIf", tiff)
  }

  /// A PNG with a chunk right behind its header.
  static func png(_ file: [UInt8], adding name: String, _ content: [UInt8]) -> [UInt8] {
    let body = Array(name.utf8) + content
    var sum = UInt32.max
    for byte in body {
      sum ^= UInt32(byte)
      for _ in 0..<8 { sum = sum & 1 == 1 ? 0xEDB8_8320 ^ (sum >> 1) : sum >> 1 }
    }
    let chunk = bigEndian(content.count) + body + bigEndian(Int(~sum))
    return Array(file[..<33]) + chunk + Array(file[33...])
  }

  /// The extended form of a WebP file: flags and size first, metadata last.
  static func extendedWebP(_ file: [UInt8], _ exif: [UInt8], flags: UInt8 = 0x08) -> [UInt8] {
    var body = Array("WEBPVP8X".utf8) + littleEndian(10)
    body += [flags, 0, 0, 0] + littleEndian(Quadrants.size.width - 1)[..<3]
    body += littleEndian(Quadrants.size.height - 1)[..<3]
    body += file[12...]
    body += Array("EXIF".utf8) + littleEndian(exif.count) + exif
    if exif.count % 2 == 1 { body.append(0) }
    return Array("RIFF".utf8) + littleEndian(body.count) + body
  }

  static func littleEndian(_ value: Int) -> [UInt8] {
    (0..<4).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
  }

  static func bigEndian(_ value: Int) -> [UInt8] { littleEndian(value).reversed() }
}
