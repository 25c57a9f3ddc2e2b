/// One parameter set: its name, what it stands on, and its bytes as they are stored.
struct ParameterSet: Hashable, Sendable {
  /// What a slice or another set calls it by.
  struct Name: Hashable, Sendable {
    let kind: NALKind
    let identifier: Int
  }

  let name: Name
  /// The sequence set that a picture set stands on, or HEVC's video set that a sequence set does.
  let parent: Int?
  /// The whole unit, header first.
  let bytes: [UInt8]

  var kind: NALKind { name.kind }
  var identifier: Int { name.identifier }

  /// - Returns: nil for other units, and for one too damaged to tell its name.
  init?(_ unit: [UInt8], _ codec: NALCodec) {
    guard let first = unit.first, unit.count > codec.headerByteCount else { return nil }
    let kind = codec.kind(first)
    var reader = BitReader(unit, from: codec.headerByteCount)
    let identifier: Int
    var parent: Int?
    switch (codec, kind) {
    case (.avc, .sequenceParameters):
      reader.skip(24)
      identifier = reader.unsigned(upTo: 31)
    case (.avc, .sequenceExtension): identifier = reader.unsigned(upTo: 31)
    case (.avc, .pictureParameters):
      identifier = reader.unsigned(upTo: 255)
      parent = reader.unsigned(upTo: 31)
    case (.hevc, .videoParameters): identifier = Int(reader.bits(4))
    case (.hevc, .sequenceParameters):
      guard let sequence = HEVCSequence(unit) else { return nil }
      identifier = sequence.identifier
      parent = sequence.videoIdentifier
    case (.hevc, .pictureParameters):
      identifier = reader.unsigned(upTo: 63)
      parent = reader.unsigned(upTo: 15)
    default: return nil
    }
    guard !reader.isExhausted else { return nil }
    name = Name(kind: kind, identifier: identifier)
    self.parent = parent
    bytes = unit
  }

  /// For people: "picture parameter set 0".
  var label: String {
    let word =
      switch kind {
      case .videoParameters: "video"
      case .sequenceParameters: "sequence"
      case .sequenceExtension: "sequence extension"
      default: "picture"
      }
    return "\(word) parameter set \(identifier)"
  }
}
