/// The codecs whose streams are made of NAL units.
enum NALCodec: Hashable, Sendable {
  /// H.264, ITU-T H.264 table 7-1.
  case avc
  /// HEVC, ITU-T H.265 table 7-1.
  case hevc

  /// - Parameter name: FFmpeg's, such as "h264"; nil for codecs of another make.
  init?(_ name: String) {
    switch name {
    case "h264": self = .avc
    case "hevc": self = .hevc
    default: return nil
    }
  }

  /// Bytes in front of a unit's payload.
  var headerByteCount: Int { self == .avc ? 1 : 2 }

  /// The unit type that a unit's first byte states.
  func type(_ firstByte: UInt8) -> UInt8 {
    self == .avc ? firstByte & 0x1f : firstByte >> 1 & 0x3f
  }

  func kind(_ firstByte: UInt8) -> NALKind { kind(ofType: type(firstByte)) }

  func kind(ofType type: UInt8) -> NALKind {
    switch (self, type) {
    case (.avc, 1...5), (.hevc, 0...31): .slice
    case (.avc, 6), (.hevc, 39), (.hevc, 40): .supplement
    case (.hevc, 32): .videoParameters
    case (.avc, 7), (.hevc, 33): .sequenceParameters
    case (.avc, 8), (.hevc, 34): .pictureParameters
    case (.avc, 13): .sequenceExtension
    case (.avc, 9), (.hevc, 35): .delimiter
    case (.avc, 10), (.avc, 11), (.hevc, 36), (.hevc, 37): .end
    case (.avc, 12), (.hevc, 38): .filler
    default: .other
    }
  }
}

/// What a NAL unit is for; parameter sets are in the order that they build on one another.
enum NALKind: Int, Hashable, Sendable, Comparable {
  case videoParameters
  case sequenceParameters
  case sequenceExtension
  case pictureParameters
  case slice
  /// Supplemental enhancement information: nothing that decoding needs.
  case supplement
  /// The mark in front of each access unit.
  case delimiter
  /// The end of a coded sequence or of the stream.
  case end
  case filler
  case other

  /// What says how slices are to be decoded.
  static let parameterSets: Set<NALKind> = [
    .videoParameters, .sequenceParameters, .sequenceExtension, .pictureParameters,
  ]

  static func < (left: NALKind, right: NALKind) -> Bool { left.rawValue < right.rawValue }
}
