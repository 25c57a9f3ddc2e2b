import Libav
import Outputs

/// Where a file comes from, by its own word.
enum Provenance {
  /// Tags that tell who or what made a file.
  private static let names = [
    "encoder", "encoding_tool", "software", "creation_time", "date", "artist", "copyright",
    "comment", "description", "title", "make", "model", "com.apple.quicktime.make",
    "com.apple.quicktime.model", "com.apple.quicktime.software", "handler_name", "vendor_id",
  ]

  static func facts(_ reading: ClipReading, hasCredentials: Bool) -> [String: String] {
    var facts = reading.clip.tags.filter { names.contains($0.key) }
    for stream in reading.streams {
      for (name, value) in stream.tags where names.contains(name) && !isUsual(name, value) {
        facts["stream \(stream.index) \(name)"] = value
      }
    }
    if hasCredentials { facts["c2pa"] = "content credentials are attached; not verified here" }
    return facts
  }

  /// What muxers write when they were told nothing.
  private static func isUsual(_ name: String, _ value: String) -> Bool {
    (name == "handler_name" && ["VideoHandler", "SoundHandler", "DataHandler"].contains(value))
      || (name == "vendor_id" && (value == "[0][0][0][0]" || value == "FFMP"))
  }
}

/// Signed statements of origin after C2PA, which stand in a box of their own.
enum ContentCredentials {
  /// The box's type, after the C2PA specification 2.1, section "Embedding manifests into BMFF".
  private static let type: [UInt8] = [
    0xD8, 0xFE, 0xC3, 0xD6, 0x1B, 0x0E, 0x48, 0x3C, 0x92, 0x97, 0x58, 0x28, 0x87, 0x7E, 0xC4, 0x81,
  ]
  private static let mostBoxes = 1000

  static func areIn(file path: String) throws(OutputError) -> Bool {
    let file = try PieceReader.of(path)
    var offset = 0
    for number in 0..<mostBoxes where offset + 8 <= file.byteCount {
      let header = try file.bytes(at: offset, count: 32)
      let box = BoxBytes(header[...])
      guard var size = box.number(at: 0), let name = box.text(at: 4) else { return false }
      if number == 0, name != "ftyp" { return false }
      if name == "uuid", header.count >= 24, Array(header[8..<24]) == type { return true }
      if size == 1 { size = box.longNumber(at: 8) ?? 0 }
      guard size >= 8, size <= file.byteCount - offset else { return false }
      offset += size
    }
    return false
  }
}
