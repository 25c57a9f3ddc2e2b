/// What an HEVC sequence parameter set says; ITU-T H.265, 7.3.2.2.
struct HEVCSequence: Hashable, Sendable {
  let identifier: Int
  let videoIdentifier: Int
  /// Temporal layers, at least one.
  let layerCount: Int
  /// Whether decoding may go up to a higher temporal layer anywhere.
  let isNested: Bool
  let profile: Int
  let isHighTier: Bool
  /// Thirty times the level's number: 93 for 3.1.
  let level: Int
  /// 0 for grey, 1 for 4:2:0, 2 for 4:2:2, 3 for 4:4:4.
  let chroma: Int
  /// Width and height in samples, before cropping.
  let codedSize: [Int]
  let lumaDepth: Int
  let chromaDepth: Int
  /// Pictures held back at most to put them in order.
  let reorderDepth: Int

  /// - Parameter unit: the whole unit, header first.
  /// - Returns: nil for a damaged one.
  init?(_ unit: [UInt8]) {
    guard let first = unit.first, NALCodec.hevc.kind(first) == .sequenceParameters else {
      return nil
    }
    var reader = BitReader(unit, from: 2)
    videoIdentifier = Int(reader.bits(4))
    let layers = Int(reader.bits(3))
    layerCount = layers + 1
    isNested = reader.flag()
    reader.skip(2)
    isHighTier = reader.flag()
    profile = Int(reader.bits(5))
    reader.skip(32 + 48)
    level = Int(reader.bits(8))
    reader.skipLayerLevels(layers)
    identifier = reader.unsigned(upTo: 15)
    chroma = reader.unsigned(upTo: 3)
    if chroma == 3 { reader.skip(1) }
    codedSize = [reader.unsigned(), reader.unsigned()]
    if reader.flag() { for _ in 0..<4 { _ = reader.unsigned() } }
    lumaDepth = 8 + reader.unsigned(upTo: 8)
    chromaDepth = 8 + reader.unsigned(upTo: 8)
    _ = reader.unsigned(upTo: 12)
    var depth = 0
    for _ in (reader.flag() ? 0 : layers)...layers {
      _ = reader.unsigned()
      depth = reader.unsigned(upTo: 15)
      _ = reader.unsigned()
    }
    reorderDepth = depth
    guard layers < 7, !reader.isExhausted else { return nil }
  }
}

extension BitReader {
  /// The rest of `profile_tier_level`; H.265, 7.3.3.
  fileprivate mutating func skipLayerLevels(_ layers: Int) {
    guard layers > 0 else { return }
    var present: [(profile: Bool, level: Bool)] = []
    for _ in 0..<layers { present.append((flag(), flag())) }
    skip(2 * (8 - layers))
    for layer in present { skip((layer.profile ? 88 : 0) + (layer.level ? 8 : 0)) }
  }
}
