/// What is done to a sample so that it fits another stream: units dropped, sets put in front,
/// prefixes of another kind.
struct NALRewrite: Sendable {
  let codec: NALCodec
  let source: NALFraming
  let target: NALFraming
  /// Units that are left out.
  var dropping: Set<NALKind> = []

  /// Whether samples come out as they went in.
  var isIdentity: Bool { source == target && dropping.isEmpty }

  init(
    _ codec: NALCodec, from source: NALFraming, to target: NALFraming,
    dropping: Set<NALKind> = []
  ) {
    self.codec = codec
    self.source = source
    self.target = target
    self.dropping = dropping
  }

  /// A sample in the new stream.
  ///
  /// - Parameter sets: stand in front of everything but the mark of the access unit.
  /// - Returns: nil for a sample that is damaged, or that has a unit too long for its new prefix.
  func apply(to sample: [UInt8], preceding sets: [ParameterSet] = []) -> [UInt8]? {
    if isIdentity, sets.isEmpty { return sample }
    let units = NALUnits(sample, source)
    guard units.isWhole else { return nil }
    var result: [UInt8] = []
    let added = sets.reduce(0) { $0 + $1.bytes.count + 4 }
    result.reserveCapacity(sample.count + added + units.ranges.count * 4)
    var awaitsSets = !sets.isEmpty
    for range in units.ranges {
      let kind = codec.kind(sample[range.lowerBound])
      if dropping.contains(kind) { continue }
      if awaitsSets, kind != .delimiter {
        awaitsSets = false
        for set in sets { guard append(set.bytes[...], to: &result) else { return nil } }
      }
      guard append(sample[range], to: &result) else { return nil }
    }
    if awaitsSets {
      for set in sets { guard append(set.bytes[...], to: &result) else { return nil } }
    }
    return result
  }

  private func append(_ unit: ArraySlice<UInt8>, to result: inout [UInt8]) -> Bool {
    switch target {
    case .startCodes: result += [0, 0, 0, 1]
    case .lengths(let byteCount):
      guard byteCount >= 4 || unit.count < 1 << (8 * byteCount) else { return false }
      for place in stride(from: byteCount - 1, through: 0, by: -1) {
        result.append(UInt8(truncatingIfNeeded: unit.count >> (8 * place)))
      }
    }
    result += unit
    return true
  }
}

extension NALUnits {
  /// The parameter sets that stand in the sample itself.
  func parameterSets(_ codec: NALCodec) -> [ParameterSet] {
    ranges.compactMap { range in
      NALKind.parameterSets.contains(codec.kind(bytes[range.lowerBound]))
        ? ParameterSet(unit(range), codec) : nil
    }
  }
}
