/// The headers in force at a place of a stream: what its container states, and what came in its
/// samples since.
struct ActiveHeaders {
  let codec: String
  let framing: NALFraming
  private let header: [UInt8]
  private var sets: [ParameterSet.Name: ParameterSet] = [:]
  private var sequence: [UInt8]?

  /// - Returns: nil for a damaged header.
  init?(codec: String, _ header: [UInt8]) {
    self.codec = codec
    self.header = header
    if let known = NALCodec(codec) {
      guard let configuration = NALConfiguration(known, header) else { return nil }
      framing = configuration.framing
      for set in configuration.sets { sets[set.name] = set }
    } else {
      framing = .fourByteLengths
      if codec == "av1" { sequence = OpenBitstream.sequence(ofRecord: header) }
      if MPEGSequence.codecs.contains(codec) { sequence = MPEGSequence.header(in: header) }
    }
  }

  /// Whether the headers in force say how many frames a decoder holds back.
  var statesDepth: Bool {
    switch NALCodec(codec) {
    case .hevc: true
    case .avc:
      sets.values.allSatisfy {
        $0.kind != .sequenceParameters || AVCSequence($0.bytes)?.reorderDepth != nil
      }
    case nil: ["av1", "vp9", "vp8"].contains(codec)
    }
  }

  /// Looks into the next sample.
  mutating func take(_ sample: [UInt8]) -> CodedPicture {
    let picture = CodedPicture(sample, codec: codec, framing: framing)
    for set in picture.parameterSets { sets[set.name] = set }
    if codec == "av1", let sequence = OpenBitstream(sample).sequence { self.sequence = sequence }
    if MPEGSequence.codecs.contains(codec), let sequence = MPEGSequence.header(in: sample) {
      self.sequence = sequence
    }
    return picture
  }

  /// The sets that a slice is decoded with, the picture's first; nil when one is not there.
  func chain(ofPictureSet identifier: Int) -> [ParameterSet]? {
    guard let picture = sets[.init(kind: .pictureParameters, identifier: identifier)],
      let parent = picture.parent,
      let sequence = sets[.init(kind: .sequenceParameters, identifier: parent)]
    else { return nil }
    // Decoders do without HEVC's video set.
    let video = sequence.parent.flatMap { sets[.init(kind: .videoParameters, identifier: $0)] }
    return [picture, sequence] + (video.map { [$0] } ?? [])
  }

  /// Whether a sample that both have just taken is decoded with equal headers.
  func agrees(with other: ActiveHeaders, on picture: CodedPicture) -> Bool {
    guard codec == other.codec else { return false }
    if NALCodec(codec) != nil {
      return picture.pictureSets.allSatisfy { identifier in
        guard let mine = chain(ofPictureSet: identifier) else { return false }
        return mine == other.chain(ofPictureSet: identifier)
      }
    }
    if codec == "av1" { return sequence != nil && sequence == other.sequence }
    // The container need not repeat what stands in the stream.
    if MPEGSequence.codecs.contains(codec), sequence != nil { return sequence == other.sequence }
    return StreamHeader.isAlike(codec, header, other.header)
  }
}
