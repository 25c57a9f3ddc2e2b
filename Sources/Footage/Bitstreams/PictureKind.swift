/// What decoding can rely on at a coded picture.
enum PictureKind: Hashable, Sendable {
  /// Nothing before it is needed by it or by anything behind it: H.264 and HEVC IDR, AV1 and VP9
  /// key frames.
  case instantaneous
  /// A key frame whose decoding needs a header that does not stand in it: AV1.
  case keyWithoutHeader
  /// A picture to start from, though pictures behind it may look before it: H.264's recovery point,
  /// HEVC's CRA, an AV1 key frame that is shown later.
  case recoveryPoint
  /// H.264's recovery point of a picture that is refreshed in strips: pictures are whole only some
  /// frames later.
  case gradualRecovery
  /// HEVC's BLA: as before, where what comes before it was cut off.
  case brokenLink
  /// HEVC's RASL: needs pictures before the point of start, and is dropped when one starts there.
  case leadingSkipped
  /// HEVC's RADL: shown before the point of start, and needs nothing before it.
  case leadingDecodable
  /// Anything else.
  case dependent
  /// Codecs that are not looked into, and damage.
  case unknown

  /// Whether a stream can be cut in front of it, and another stood in front, without any loss.
  var isCleanStart: Bool { self == .instantaneous }
}

/// What one sample of a stream holds.
struct CodedPicture: Hashable, Sendable {
  let kind: PictureKind
  /// The picture parameter sets that its slices name; H.264 and HEVC only.
  let pictureSets: Set<Int>
  /// Sets that stand in the sample itself.
  let parameterSets: [ParameterSet]
  /// Whether the sample's units fill it exactly.
  let isWhole: Bool

  /// Looks into a sample.
  ///
  /// - Parameters:
  ///   - codec: FFmpeg's name.
  ///   - framing: of H.264's and HEVC's units.
  init(_ sample: [UInt8], codec: String, framing: NALFraming = .fourByteLengths) {
    if let codec = NALCodec(codec) {
      self.init(NALUnits(sample, framing), codec)
      return
    }
    switch codec {
    case "av1":
      let stream = OpenBitstream(sample)
      self.init(stream.kind, isWhole: stream.isWhole)
    case "vp9":
      let header = VP9Header(sample)
      self.init(
        header.map { $0.isKeyFrame ? .instantaneous : .dependent } ?? .unknown,
        isWhole: header != nil)
    case "vp8":
      // The lowest bit of a frame's tag; RFC 6386, 9.1.
      let tag = sample.first
      self.init(
        tag.map { $0 & 1 == 0 ? .instantaneous : .dependent } ?? .unknown, isWhole: tag != nil)
    default: self.init(.unknown, isWhole: true)
    }
  }

  private init(_ kind: PictureKind, isWhole: Bool) {
    self.kind = kind
    self.isWhole = isWhole
    pictureSets = []
    parameterSets = []
  }

  init(_ units: NALUnits, _ codec: NALCodec) {
    var kind = PictureKind.unknown
    var recovery: PictureKind?
    var isDamaged = false
    var sets: Set<Int> = []
    for range in units.ranges {
      let type = codec.type(units.bytes[range.lowerBound])
      switch codec.kind(ofType: type) {
      case .slice:
        // Partitions B and C of H.264 begin otherwise, and follow a partition A.
        if codec == .avc, type == 3 || type == 4 { continue }
        if let set = CodedPicture.pictureSet(units.bytes, range, codec, type) {
          sets.insert(set)
        } else {
          isDamaged = true
        }
        if kind == .unknown { kind = CodedPicture.kind(codec, type) }
      case .supplement where codec == .avc:
        recovery = recovery ?? CodedPicture.recovery(units.bytes, range)
      default: break
      }
    }
    self.kind = kind == .dependent ? recovery ?? kind : kind
    pictureSets = sets
    parameterSets = units.parameterSets(codec)
    isWhole = units.isWhole && !isDamaged
  }

  private static func kind(_ codec: NALCodec, _ type: UInt8) -> PictureKind {
    switch (codec, type) {
    case (.avc, 5), (.hevc, 19), (.hevc, 20): .instantaneous
    case (.hevc, 16...18): .brokenLink
    case (.hevc, 21): .recoveryPoint
    case (.hevc, 6), (.hevc, 7): .leadingDecodable
    case (.hevc, 8), (.hevc, 9): .leadingSkipped
    default: .dependent
    }
  }

  /// The number of the picture parameter set that a slice's header names; nil for a damaged one.
  static func pictureSet(
    _ bytes: [UInt8], _ range: Range<Int>, _ codec: NALCodec, _ type: UInt8
  ) -> Int? {
    var reader = BitReader(
      bytes, min(range.lowerBound + codec.headerByteCount, range.upperBound)..<range.upperBound)
    let most: Int
    switch codec {
    case .avc:
      _ = reader.unsigned()
      _ = reader.unsigned()
      most = 255
    case .hevc:
      reader.skip(1)
      if (16...23).contains(type) { reader.skip(1) }
      most = 63
    }
    let set = reader.unsigned(upTo: most)
    return reader.isExhausted ? nil : set
  }

  /// The recovery point that supplemental information marks; H.264, D.1.8: payload type 6, which
  /// begins with the number of frames until pictures are whole.
  private static func recovery(_ bytes: [UInt8], _ range: Range<Int>) -> PictureKind? {
    var reader = BitReader(bytes, min(range.lowerBound + 1, range.upperBound)..<range.upperBound)
    while !reader.isExhausted {
      let type = reader.supplementNumber()
      let size = reader.supplementNumber()
      if reader.isExhausted { return nil }
      if type == 6 { return reader.unsigned() == 0 ? .recoveryPoint : .gradualRecovery }
      guard size < range.count else { return nil }
      reader.skip(8 * size)
    }
    return nil
  }
}

extension BitReader {
  /// A number as sums of bytes, each 255 going on; H.264, 7.3.2.3.1.
  fileprivate mutating func supplementNumber() -> Int {
    var sum = 0
    while !isExhausted {
      let byte = Int(bits(8))
      sum += byte
      if byte != 255 { break }
    }
    return sum
  }
}
