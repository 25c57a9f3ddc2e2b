/// An `hvcC` record: how an HEVC stream's samples are framed, and its parameter sets.
///
/// Source: ISO/IEC 14496-15, 8.3.3.1.2. What is not understood is kept as it is stored.
struct HEVCConfiguration: Hashable, Sendable {
  /// The 22 bytes in front of the arrays.
  private(set) var header: [UInt8]
  var arrays: [UnitArray]
  private var rest: [UInt8] = []

  /// Units of one type.
  struct UnitArray: Hashable, Sendable {
    /// The unit type below a reserved bit, and above both whether all such units are in the record.
    var typeByte: UInt8
    var units: [[UInt8]]

    var type: UInt8 { typeByte & 0x3f }
  }

  var lengthByteCount: Int { Int(header[21] & 3) + 1 }
  var profile: Int { Int(header[1] & 0x1f) }
  var isHighTier: Bool { header[1] & 0x20 != 0 }
  var level: Int { Int(header[12]) }

  /// - Parameter record: as MP4 and Matroska store it.
  /// - Returns: nil for anything else, or a record that is cut off.
  init?(_ record: [UInt8]) {
    // Some early writers left the version at 0; what a start code begins with is none.
    guard record.count >= 23, record[0] <= 1,
      record[0] == 1 || record[1] != 0 || record[2] > 1
    else { return nil }
    var reader = ByteReader(record)
    header = reader.bytes(22)
    arrays = []
    for _ in 0..<reader.byte() {
      let typeByte = reader.byte()
      arrays.append(UnitArray(typeByte: typeByte, units: reader.units(reader.short())))
      if reader.isExhausted { return nil }
    }
    rest = reader.takeRest()
  }

  /// A record for parameter sets, with lengths of four bytes.
  ///
  /// - Parameter isComplete: whether no further set stands in the samples.
  /// - Returns: nil without a set of each kind, or with damaged ones.
  init?(sets: [ParameterSet], isComplete: Bool = true) {
    let read = sets.filter { $0.kind == .sequenceParameters }.map { set in
      HEVCSequence(set.bytes).map { ($0, HEVCConfiguration.generalLevel(set.bytes)) }
    }
    let known = read.compactMap { $0 }
    guard let (first, general) = known.first, known.count == read.count,
      sets.allSatisfy({ $0.bytes.count <= 0xffff })
    else { return nil }
    header = [1] + general
    // No hint on segmentation or parallel decoding, and no average rate: 0 says "unknown".
    header += [0xf0, 0, 0xfc, 0xfc | UInt8(first.chroma)]
    header += [0xf8 | UInt8(first.lumaDepth - 8), 0xf8 | UInt8(first.chromaDepth - 8), 0, 0]
    let layers = UInt8(known.map { $0.0.layerCount }.max() ?? 1)
    let isNested = known.allSatisfy { $0.0.isNested }
    header.append(layers << 3 | (isNested ? 4 : 0) | 3)
    arrays = [NALKind.videoParameters, .sequenceParameters, .pictureParameters].map { kind in
      let type: UInt8 =
        kind == .videoParameters ? 32 : kind == .sequenceParameters ? 33 : 34
      return UnitArray(
        typeByte: isComplete ? 0x80 | type : type,
        units: sets.filter { $0.kind == kind }.map(\.bytes))
    }
    guard arrays.allSatisfy({ !$0.units.isEmpty }) else { return nil }
    for (_, general) in known { cover(general) }
  }

  /// The 12 bytes of general profile, tier and level in a sequence parameter set.
  private static func generalLevel(_ unit: [UInt8]) -> [UInt8] {
    var reader = BitReader(unit, from: 2)
    reader.skip(8)
    return (0..<12).map { _ in UInt8(reader.bits(8)) }
  }

  /// Makes profile, tier and level such that they hold for another stream as well.
  ///
  /// Flags that promise something stay where both promise it; the rest takes the larger.
  private mutating func cover(_ other: [UInt8]) {
    header[1] = max(header[1] & 0x3f, other[0] & 0x3f) | header[1] & 0xc0
    if (header[1] | other[0]) & 0x20 != 0 { header[1] |= 0x20 }
    for index in 1..<11 { header[index + 1] &= other[index] }
    header[12] = max(header[12], other[11])
  }

  /// The record as it is stored.
  var bytes: [UInt8] {
    var result = header + [UInt8(arrays.count)]
    for array in arrays {
      result.append(array.typeByte)
      result.append(short: array.units.count)
      result.append(units: array.units)
    }
    return result + rest
  }
}
