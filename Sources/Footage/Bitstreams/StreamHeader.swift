/// Headers of codecs without NAL units.
enum StreamHeader {
  /// Whether two clips' headers decode alike.
  ///
  /// AV1's samples bring sequence headers of their own, and the record in front repeats the first:
  /// that is what must be equal. VP8 and VP9 need no header at all. For any other codec equal bytes
  /// are the only proof.
  static func isAlike(_ codec: String, _ one: [UInt8], _ other: [UInt8]) -> Bool {
    if one == other { return true }
    switch codec {
    case "vp8": return true
    case "vp9": return VP9Header.Features(record: one).agrees(with: .init(record: other))
    case "av1":
      let (mine, theirs) = (
        OpenBitstream.sequence(ofRecord: one), OpenBitstream.sequence(ofRecord: other)
      )
      return mine != nil && mine == theirs
    default: return false
    }
  }
}
