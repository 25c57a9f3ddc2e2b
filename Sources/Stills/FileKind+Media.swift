extension FileKind {
  /// Videos and sounds that are not made of ISO boxes, by the marks they begin with.
  static func moving(_ head: ArraySlice<UInt8>) -> FileKind? {
    if isTransportStream(head) { return .video }
    if head.starts(with: Array("RIFF".utf8)) {
      let kind = String(decoding: head.dropFirst(8).prefix(4), as: UTF8.self)
      return kind == "AVI " ? .video : kind == "WAVE" ? .sound : nil
    }
    // Ogg says what is in it in its first page: of sounds, in most cases, nothing else.
    if head.starts(with: Array("OggS".utf8)) {
      let page = String(decoding: head.dropFirst(28).prefix(8), as: UTF8.self)
      return page.hasPrefix("\u{1}vorbis") || page == "OpusHead" || page.contains("FLAC")
        ? .sound : .video
    }
    let marks: [([UInt8], FileKind)] = [
      (Array("FLV\u{1}".utf8), .video),
      // MPEG: a pack of a programme stream, or a sequence without one.
      ([0, 0, 1, 0xBA], .video), ([0, 0, 1, 0xB3], .video),
      // Windows Media, in its own words a GUID; Matroska and WebM.
      ([0x30, 0x26, 0xB2, 0x75, 0x8E, 0x66, 0xCF, 0x11], .video),
      ([0x1A, 0x45, 0xDF, 0xA3], .video),
      (Array("YUV4MPEG2 ".utf8), .video), (Array(".RMF".utf8), .video),
      (Array("fLaC".utf8), .sound), (Array("ID3".utf8), .sound),
    ]
    return marks.first { head.starts(with: $0.0) }?.1
  }

  /// A sound file.
  static let sound = FileKind.somethingElse("a sound file")

  /// MPEG transport streams have no mark at their beginning, but one in each packet.
  ///
  /// Source: ISO/IEC 13818-1, 2.4.3.2: 188 bytes a packet; recorders put 4 in front of each.
  private static func isTransportStream(_ head: ArraySlice<UInt8>) -> Bool {
    let bytes = Array(head)
    return [(0, 188), (4, 192)].contains { start, length in
      let marks = stride(from: start, to: bytes.count, by: length)
      return bytes.count > start + length && marks.allSatisfy { bytes[$0] == 0x47 }
    }
  }
}
