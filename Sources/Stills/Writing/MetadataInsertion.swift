import Outputs
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
    exif.isEmpty ? file : PNGChunk.inserting("eXIf", exif, into: file)
  }
}
