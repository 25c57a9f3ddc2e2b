import Libav
import Outputs

/// All that planning a join asks of a clip: its facts, its packets, and its codec's headers.
struct ScannedClip: Sendable {
  let clip: Clip
  let video: VideoFacts
  let index: ClipIndex
  /// How its shown frames lie in time.
  let timing: FrameTiming
  /// The codec's parameter sets as the container stores them.
  let header: [UInt8]
  /// Those that stand in its samples, none twice.
  let setsInSamples: [ParameterSet]
  /// The rate that the container's ticks suggest, whatever frames there are.
  var nominalRate: FrameRate?
  /// What of the file no film takes over, for people: "1 more sound".
  var leftOut: [String] = []

  /// Where each frame is two fields of different moments, which of them comes first; nil otherwise.
  var fieldOrder: FieldOrder?

  var path: String { clip.path }

  /// Whether it is H.264 that may be stored without any loss.
  var isLossless: Bool {
    guard video.codec == "h264" else { return false }
    let stated = NALConfiguration(.avc, header)?.sets ?? []
    return (stated + setsInSamples).contains { set in
      set.kind == .sequenceParameters && AVCSequence(set.bytes)?.isLossless == true
    }
  }

  /// Reads every packet once; nothing is decoded but the first frames of a clip of a new make.
  ///
  /// - Throws: ``FootageError`` naming the file: `.missing`, `.damaged` also when it is cut off,
  ///   `.noVideo`.
  static func scan(
    _ path: String, _ cancellation: Cancellation, _ makes: inout KnownMakes
  ) throws -> ScannedClip {
    let reading = try Prober.examine(path, cancellation, known: makes)
    let scanned = try scan(reading, cancellation)
    let hasOwnSets = !scanned.setsInSamples.isEmpty
    if let make = reading.make, !hasOwnSets { makes.add(make) }
    guard reading.isOfKnownMake, hasOwnSets else { return scanned }
    // What is known of the make comes from equal headers, but this clip has others in its samples.
    return try scan(try Prober.examine(path, cancellation), cancellation)
  }

  static func scan(_ path: String, _ cancellation: Cancellation) throws -> ScannedClip {
    var makes = KnownMakes()
    return try scan(path, cancellation, &makes)
  }

  private static func scan(
    _ reading: ClipReading, _ cancellation: Cancellation
  ) throws -> ScannedClip {
    let path = reading.clip.path
    guard let video = reading.clip.video, let picture = reading.picture else {
      throw FootageError(.noVideo, path: path, "\(path): there is no moving picture in it.")
    }
    try video.requirePlausibleLength(of: path)
    var scanned = try about(path) {
      try scan(reading.clip, video, picture.stream, cancellation)
    }
    scanned.leftOut = LeftOutStreams.names(reading.streams)
    return scanned
  }

  private static func scan(
    _ clip: Clip, _ video: VideoFacts, _ facts: StreamFacts, _ cancellation: Cancellation
  ) throws -> ScannedClip {
    let path = clip.path
    // Matroska's times of decoding come from what the first frames say, an MP4's from its index.
    var packets = try VideoPackets.open(
      path, cancellation, isAnalysed: !clip.container.hasPrefix("mov"))
    let isKnown = looksInto(facts.codec)
    let framing = NALCodec(facts.codec).flatMap {
      NALConfiguration($0, facts.parameterSets)?.framing
    }
    var builder = ClipIndex.Builder()
    var sets: [ParameterSet] = []
    var tally = PacketTally()
    var count = 0
    while let packet = try packets.next() {
      guard !packet.isCorrupt else {
        throw FootageError(
          .damaged, path: path, "\(path): it is damaged or cut off in its frame \(count + 1).")
      }
      count += 1
      var kind: PictureKind?
      if isKnown {
        let picture = CodedPicture(
          packet.bytes, codec: facts.codec, framing: framing ?? .fourByteLengths)
        kind = picture.kind
        for set in picture.parameterSets where !sets.contains(set) { sets.append(set) }
      }
      if builder.add(packet, kind) { tally.add(packet) }
    }
    guard count >= packets.listedCount else {
      throw FootageError(
        .damaged, path: path,
        "\(path): it is cut off; \(count) of its \(packets.listedCount) frames are there.")
    }
    return ScannedClip(
      clip: clip, video: video, index: builder.index(knowsKinds: isKnown),
      timing: tally.timing(of: facts), header: facts.parameterSets, setsInSamples: sets,
      nominalRate: FrameRate(facts.nominalRate), fieldOrder: FieldOrder(facts.fieldOrder))
  }

  private static func looksInto(_ codec: String) -> Bool {
    ["h264", "hevc", "av1", "vp9", "vp8"].contains(codec)
  }
}
