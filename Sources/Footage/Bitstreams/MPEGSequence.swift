/// The sequence header of MPEG-1 and MPEG-2 video, which stands in the stream in front of its groups of
/// pictures; H.262, 6.2.2.
enum MPEGSequence {
  static let codecs: Set<String> = ["mpeg1video", "mpeg2video"]

  /// Start codes; H.262, table 6-1.
  private enum Code {
    static let picture: UInt8 = 0x00
    static let sequence: UInt8 = 0xb3
    static let group: UInt8 = 0xb8
  }

  /// The header with its extensions, start code first; nil where a sample has none.
  static func header(in sample: [UInt8]) -> [UInt8]? {
    var start: Int?
    var place = 0
    while place + 3 < sample.count {
      guard sample[place] == 0, sample[place + 1] == 0, sample[place + 2] == 1 else {
        place += 1
        continue
      }
      switch sample[place + 3] {
      case Code.sequence: start = start ?? place
      case Code.picture, Code.group: return start.map { Array(sample[$0..<place]) }
      default: break
      }
      place += 4
    }
    return start.map { Array(sample[$0...]) }
  }
}
