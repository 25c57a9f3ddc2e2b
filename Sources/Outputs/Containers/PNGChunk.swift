/// Chunks that are put into PNG files.
package enum PNGChunk {
  /// The signature and the header's chunk end here.
  private static let headEnd = 33

  /// The file with a chunk behind its header; the file as it is when it has none.
  package static func inserting(_ type: String, _ content: [UInt8], into file: [UInt8]) -> [UInt8] {
    guard file.count > headEnd, file[12..<16].elementsEqual("IHDR".utf8) else { return file }
    let body = Array(type.utf8) + content
    let chunk = bigEndian(content.count, 4) + body + bigEndian(checksum(body), 4)
    return Array(file[..<headEnd]) + chunk + Array(file[headEnd...])
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
