/// What a container stores of an H.264 or HEVC stream beside its samples: framing and parameter sets.
struct NALConfiguration: Hashable, Sendable {
  let codec: NALCodec
  let framing: NALFraming
  let sets: [ParameterSet]

  /// Reads an `avcC` or `hvcC` record, or sets with start codes as MPEG-TS has them.
  ///
  /// - Returns: nil for a record that is damaged; no bytes at all are no sets with start codes.
  init?(_ codec: NALCodec, _ bytes: [UInt8]) {
    self.codec = codec
    let units: [[UInt8]]
    if codec == .avc, let record = AVCConfiguration(bytes) {
      framing = .lengths(byteCount: record.lengthByteCount)
      units = record.sequences + record.pictures + (record.highProfile?.extensions ?? [])
    } else if codec == .hevc, let record = HEVCConfiguration(bytes) {
      framing = .lengths(byteCount: record.lengthByteCount)
      units = record.arrays.flatMap(\.units)
    } else {
      let found = NALUnits(bytes, .startCodes)
      guard found.isWhole else { return nil }
      framing = .startCodes
      units = found.ranges.map(found.unit)
    }
    var sets: [ParameterSet] = []
    for unit in units {
      guard let first = unit.first, NALKind.parameterSets.contains(codec.kind(first)) else {
        continue
      }
      guard let set = ParameterSet(unit, codec) else { return nil }
      if !sets.contains(set) { sets.append(set) }
    }
    self.sets = sets
  }

  /// The set a slice or another set means by a name.
  func set(_ kind: NALKind, _ identifier: Int) -> ParameterSet? {
    sets.first { $0.name == ParameterSet.Name(kind: kind, identifier: identifier) }
  }

  /// Frames held back at most to put pictures in order, over all sets; nil where one does not say.
  var reorderDepth: Int? {
    var most: Int?
    for set in sets where set.kind == .sequenceParameters {
      let depth =
        codec == .avc
        ? AVCSequence(set.bytes)?.reorderDepth : HEVCSequence(set.bytes)?.reorderDepth
      guard let depth else { return nil }
      most = max(most ?? 0, depth)
    }
    return most
  }
}
