/// What the first bytes of a packet tell of its picture, read without copying the packet.
struct PictureGlance: Equatable {
  let kind: PictureKind
  /// Whether no other picture is predicted from it, so that it need not be decoded.
  let isUnreferenced: Bool
  /// Whether parameter sets stand in front of it, which may be others than the container's.
  var bringsParameterSets = false

  init(_ kind: PictureKind, isUnreferenced: Bool = false) {
    self.kind = kind
    self.isUnreferenced = isUnreferenced
  }
}

/// Glances at the packets of one stream.
///
/// Codes are those of ITU-T H.264, table 7-1, and H.265, table 7-1.
struct PictureGlancer: Sendable {
  private enum Codec { case h264, hevc }

  private let codec: Codec
  /// Bytes of the length before each unit; 0 where units stand between start codes.
  private let lengthSize: Int
  /// Whether the stream says that it has no temporal layers, which might refer to one another.
  private let hasOneLayer: Bool

  /// - Returns: nil for codecs whose packets are not made of NAL units.
  init?(codec: String, parameterSets: [UInt8]) {
    let isBoxed = parameterSets.first == 1
    switch codec {
    case "h264":
      self.codec = .h264
      lengthSize = isBoxed && parameterSets.count > 4 ? Int(parameterSets[4] & 3) + 1 : 0
      hasOneLayer = true
    case "hevc":
      self.codec = .hevc
      let facts = isBoxed && parameterSets.count > 21 ? parameterSets[21] : 0
      lengthSize = facts > 0 ? Int(facts & 3) + 1 : 0
      hasOneLayer = facts >> 3 & 7 == 1
    default: return nil
    }
  }

  /// - Returns: nil when there is no coded picture among the units.
  func firstPicture(in bytes: Span<UInt8>) -> PictureGlance? {
    var bringsParameterSets = false
    guard var glance = firstPicture(in: bytes, &bringsParameterSets) else { return nil }
    glance.bringsParameterSets = bringsParameterSets
    return glance
  }

  private func firstPicture(
    in bytes: Span<UInt8>, _ bringsParameterSets: inout Bool
  ) -> PictureGlance? {
    var hasRecoveryPoint = false
    var offset = 0
    while let unit = nextUnit(in: bytes, from: &offset) {
      guard unit < bytes.count else { return nil }
      let header = bytes[unit]
      switch codec {
      case .h264:
        let type = header & 31
        // Payload type 6 of supplemental information is the recovery point.
        if type == 6, unit + 1 < bytes.count, bytes[unit + 1] == 6 { hasRecoveryPoint = true }
        if type == 7 || type == 8 { bringsParameterSets = true }
        if type == 5 { return PictureGlance(.instantaneous) }
        if (1...4).contains(type) {
          return PictureGlance(
            hasRecoveryPoint ? .recoveryPoint : .dependent, isUnreferenced: header & 0x60 == 0)
        }
      case .hevc:
        let type = header >> 1 & 63
        if (32...34).contains(type) { bringsParameterSets = true }
        switch type {
        case 19, 20: return PictureGlance(.instantaneous)
        case 16, 17, 18: return PictureGlance(.brokenLink)
        case 21: return PictureGlance(.recoveryPoint)
        // Even codes are of pictures to which none of their own temporal layer refers.
        case 0...15:
          return PictureGlance(.dependent, isUnreferenced: hasOneLayer && type & 1 == 0)
        default: break
        }
      }
    }
    return nil
  }

  /// Where the next unit's header stands.
  private func nextUnit(in bytes: Span<UInt8>, from offset: inout Int) -> Int? {
    if lengthSize > 0 {
      guard offset + lengthSize < bytes.count else { return nil }
      var length = 0
      for index in 0..<lengthSize { length = length << 8 | Int(bytes[offset + index]) }
      let unit = offset + lengthSize
      offset = unit + length
      return length > 0 ? unit : nil
    }
    var place = offset
    while place + 3 < bytes.count {
      if bytes[place] == 0, bytes[place + 1] == 0, bytes[place + 2] == 1 {
        offset = place + 3
        return place + 3
      }
      place += 1
    }
    return nil
  }
}
