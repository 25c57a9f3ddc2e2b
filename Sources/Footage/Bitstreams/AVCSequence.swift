/// What an H.264 sequence parameter set says; ITU-T H.264, 7.3.2.1.1 and annex E.
struct AVCSequence: Hashable, Sendable {
  let identifier: Int
  let profile: Int
  /// The byte of constraint flags, the first one highest.
  let constraints: UInt8
  let level: Int
  /// 0 for grey, 1 for 4:2:0, 2 for 4:2:2, 3 for 4:4:4.
  let chroma: Int
  let lumaDepth: Int
  let chromaDepth: Int
  /// Whether blocks may be stored without any loss, past the transform.
  let isLossless: Bool
  /// Bits of the frame number in each slice header.
  let frameNumberBits: Int
  /// How the order of showing is coded: 0, 1 or 2; 2 means that of decoding.
  let orderType: Int
  let referenceCount: Int
  /// Macroblocks in a row, and rows of them in a frame or in a field.
  let codedSize: [Int]
  /// Whether every picture is a whole frame, none a field.
  let isProgressive: Bool
  /// Frames held back at most to put pictures in order; nil where the set does not say.
  let reorderDepth: Int?

  /// - Parameter unit: the whole unit, header first.
  /// - Returns: nil for a damaged one.
  init?(_ unit: [UInt8]) {
    guard let first = unit.first, NALCodec.avc.kind(first) == .sequenceParameters else {
      return nil
    }
    var reader = BitReader(unit, from: 1)
    profile = Int(reader.bits(8))
    constraints = UInt8(reader.bits(8))
    level = Int(reader.bits(8))
    identifier = reader.unsigned(upTo: 31)
    if AVCSequence.highProfiles.contains(profile) {
      chroma = reader.unsigned(upTo: 3)
      if chroma == 3 { reader.skip(1) }
      lumaDepth = 8 + reader.unsigned(upTo: 6)
      chromaDepth = 8 + reader.unsigned(upTo: 6)
      isLossless = reader.flag()
      if reader.flag() {
        for list in 0..<(chroma == 3 ? 12 : 8) where reader.flag() {
          reader.skipScalingList(list < 6 ? 16 : 64)
        }
      }
    } else {
      (chroma, lumaDepth, chromaDepth) = (1, 8, 8)
      isLossless = false
    }
    frameNumberBits = 4 + reader.unsigned(upTo: 12)
    orderType = reader.unsigned(upTo: 2)
    if orderType == 0 {
      _ = reader.unsigned(upTo: 12)
    } else if orderType == 1 {
      reader.skip(1)
      _ = reader.signed()
      _ = reader.signed()
      for _ in 0..<reader.unsigned(upTo: 255) { _ = reader.signed() }
    }
    referenceCount = reader.unsigned(upTo: 16)
    reader.skip(1)
    codedSize = [reader.unsigned() + 1, reader.unsigned() + 1]
    isProgressive = reader.flag()
    if !isProgressive { reader.skip(1) }
    reader.skip(1)
    if reader.flag() { for _ in 0..<4 { _ = reader.unsigned() } }
    let hasUsability = reader.flag()
    guard !reader.isExhausted else { return nil }
    // Damage in what follows costs no more than the depth.
    reorderDepth = hasUsability ? reader.reorderDepthOfUsability() : nil
  }

  /// Profiles whose sets state chroma format and depths; H.264, 7.3.2.1.1.
  static let highProfiles: Set<Int> = [
    100, 110, 122, 244, 44, 83, 86, 118, 128, 138, 139, 134, 135,
  ]
}

extension BitReader {
  fileprivate mutating func skipScalingList(_ count: Int) {
    var (last, next) = (8, 8)
    for _ in 0..<count {
      if next != 0 { next = (last &+ signed()) & 0xff }
      if next != 0 { last = next }
    }
  }

  /// Reads video usability information to its restrictions; H.264, E.1.1.
  fileprivate mutating func reorderDepthOfUsability() -> Int? {
    if flag(), bits(8) == 255 { skip(32) }
    if flag() { skip(1) }
    if flag() {
      skip(4)
      if flag() { skip(24) }
    }
    if flag() {
      _ = unsigned()
      _ = unsigned()
    }
    if flag() { skip(65) }
    let hasNetwork = flag()
    if hasNetwork { skipTimingModel() }
    let hasVideo = flag()
    if hasVideo { skipTimingModel() }
    if hasNetwork || hasVideo { skip(1) }
    skip(1)
    guard flag() else { return nil }
    skip(1)
    for _ in 0..<4 { _ = unsigned() }
    let depth = unsigned(upTo: 16)
    return isExhausted ? nil : depth
  }

  /// Hypothetical reference decoder parameters; H.264, E.1.2.
  private mutating func skipTimingModel() {
    let count = unsigned(upTo: 31) + 1
    skip(8)
    for _ in 0..<count {
      _ = unsigned()
      _ = unsigned()
      skip(1)
    }
    skip(20)
  }
}

/// What an H.264 picture parameter set says; ITU-T H.264, 7.3.2.2.
struct AVCPicture: Hashable, Sendable {
  let identifier: Int
  let sequenceIdentifier: Int
  /// Whether slices are coded by CABAC, not CAVLC.
  let isArithmetic: Bool

  /// - Returns: nil for a damaged one.
  init?(_ unit: [UInt8]) {
    guard let first = unit.first, NALCodec.avc.kind(first) == .pictureParameters else {
      return nil
    }
    var reader = BitReader(unit, from: 1)
    identifier = reader.unsigned(upTo: 255)
    sequenceIdentifier = reader.unsigned(upTo: 31)
    isArithmetic = reader.flag()
    guard !reader.isExhausted else { return nil }
  }
}
