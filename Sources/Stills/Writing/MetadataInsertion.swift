import Raster

/// Puts a colour profile and metadata into files that encoders wrote without.
enum MetadataInsertion {
  /// JPEG: segments behind the first ones.
  static func jpeg(_ file: [UInt8], profile: [UInt8], exif: [UInt8]) -> [UInt8] {
    // Behind the JFIF segment, which has to be the first.
    let hasJFIF = file.count > 6 && file[2] == 0xFF && file[3] == 0xE0
    let place = hasJFIF ? 4 + (Int(file[4]) << 8 | Int(file[5])) : 2
    func segment(_ marker: UInt8, _ content: [UInt8]) -> [UInt8] {
      content.count > 65_000 ? [] : [0xFF, marker] + big(content.count + 2, 2) + content
    }
    var added: [UInt8] = []
    if !exif.isEmpty { added += segment(0xE1, Exif.prefix + exif) }
    added += segment(0xE2, Array("ICC_PROFILE".utf8) + [0, 1, 1] + profile)
    return Array(file[..<place]) + added + Array(file[place...])
  }

  /// WebP: the extended form, with the size of the picture in front.
  static func webp(
    _ file: [UInt8], size: PixelSize, profile: [UInt8], exif: [UInt8]
  ) -> [UInt8] {
    func chunk(_ name: String, _ content: [UInt8]) -> [UInt8] {
      Array(name.utf8) + little(content.count, 4) + content
        + (content.count % 2 == 1 ? [0] : [])
    }
    let picture = StillHeader.webpChunks(in: file[...]).filter {
      $0.name.hasPrefix("VP8") && $0.name != "VP8X"
    }
    .flatMap { chunk($0.name, Array($0.content)) }
    let flags: UInt8 = 0x20 | (exif.isEmpty ? 0 : 0x08)
    let head = chunk(
      "VP8X", [flags, 0, 0, 0] + little(size.width - 1, 3) + little(size.height - 1, 3))
    let body =
      Array("WEBP".utf8) + head + chunk("ICCP", profile) + picture
      + (exif.isEmpty ? [] : chunk("EXIF", exif))
    return Array("RIFF".utf8) + little(body.count, 4) + body
  }

  /// PNG: a chunk behind the header.
  static func png(_ file: [UInt8], exif: [UInt8]) -> [UInt8] {
    guard !exif.isEmpty, file.count > 33 else { return file }
    let body = Array("eXIf".utf8) + exif
    let chunk = big(exif.count, 4) + body + big(checksum(body), 4)
    return Array(file[..<33]) + chunk + Array(file[33...])
  }

  /// Source: PNG Specification, annex D.
  private static func checksum(_ bytes: [UInt8]) -> Int {
    var value: UInt32 = .max
    for byte in bytes {
      value ^= UInt32(byte)
      for _ in 0..<8 { value = value & 1 == 1 ? value >> 1 ^ 0xEDB8_8320 : value >> 1 }
    }
    return Int(~value)
  }
}
