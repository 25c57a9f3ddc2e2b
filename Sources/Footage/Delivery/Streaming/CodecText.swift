/// The names that playlists give codecs: RFC 6381, and ISO/IEC 14496-15, annex E.
enum CodecText {
  /// - Parameter sets: the codec's parameter sets as MP4 stores them.
  /// - Returns: nil for what no stream here is made of.
  static func video(_ codec: String, parameterSets sets: [UInt8]) -> String? {
    let box = BoxBytes(sets[...])
    switch codec {
    case "h264":
      guard sets.count >= 4, sets[0] == 1 else { return nil }
      return "avc1." + sets[1...3].map { hex(Int($0), digits: 2) }.joined()
    case "hevc":
      guard sets.count >= 13, sets[0] == 1, let general = box.byte(at: 1),
        let flags = box.number(at: 2)
      else { return nil }
      var reversed = 0
      for bit in 0..<32 where flags >> bit & 1 == 1 { reversed |= 1 << (31 - bit) }
      let space = ["", "A", "B", "C"][Int(general >> 6)]
      let tier = general >> 5 & 1 == 1 ? "H" : "L"
      var constraints = Array(sets[6...11])
      while constraints.last == 0 { constraints.removeLast() }
      let tail = constraints.map { "." + hex(Int($0), digits: 1) }.joined()
      return "hvc1.\(space)\(general & 31).\(hex(reversed, digits: 1)).\(tier)\(sets[12])\(tail)"
    default: return nil
    }
  }

  static func sound(_ codec: String) -> String? {
    switch codec {
    // Object type 40 is MPEG-4 audio, 2 of it AAC-LC.
    case "aac": "mp4a.40.2"
    case "opus": "opus"
    case "flac": "fLaC"
    default: nil
    }
  }

  private static func hex(_ value: Int, digits: Int) -> String {
    let text = String(value, radix: 16, uppercase: true)
    return String(repeating: "0", count: max(0, digits - text.count)) + text
  }
}
