import Libav
import Outputs
import Raster

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
  /// Where its pictures change their size; nil for all but very few clips.
  var sizeChange: SizeChange?
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
    if let cutOff = reading.cutOff { throw cutOff.error(path) }
    guard video.size.pixelCount > 0 else {
      throw FootageError(
        .damaged, path: path,
        "\(path): nothing in it says how large its pictures are, as in a stream that lacks its "
          + "beginning; take the whole stream.")
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
    let codec = NALCodec(facts.codec)
    let configuration = codec.flatMap { NALConfiguration($0, facts.parameterSets) }
    let framing = configuration?.framing
    var sizes = SizeChange.Finder()
    if let codec, let configuration { sizes.look(at: configuration.sets, of: codec, frame: 0) }
    var builder = ClipIndex.Builder()
    var sets: [ParameterSet] = []
    var tally = PacketTally()
    var losses = LossFinder()
    var count = 0
    while let packet = try packets.next() {
      let lost = losses.add(isCorrupt: packet.isCorrupt, jumpCount: packets.clockJumps)
      if let lost { throw FootageError.lacking(clip, inFrame: lost) }
      count += 1
      var kind: PictureKind?
      if isKnown {
        let picture = CodedPicture(
          packet.bytes, codec: facts.codec, framing: framing ?? .fourByteLengths)
        kind = picture.kind
        for set in picture.parameterSets where !sets.contains(set) {
          sets.append(set)
          if let codec { sizes.look(at: [set], of: codec, frame: count - 1) }
        }
      }
      if builder.add(packet, kind) { tally.add(packet) }
    }
    if let lost = losses.atEnd() { throw FootageError.lacking(clip, inFrame: lost) }
    return ScannedClip(
      clip: clip, video: video, index: builder.index(knowsKinds: isKnown),
      timing: tally.timing(of: facts), header: facts.parameterSets, setsInSamples: sets,
      sizeChange: sizes.change, nominalRate: FrameRate(facts.nominalRate),
      fieldOrder: FieldOrder(facts.fieldOrder))
  }

  private static func looksInto(_ codec: String) -> Bool {
    ["h264", "hevc", "av1", "vp9", "vp8"].contains(codec)
  }
}

extension FootageError {
  /// - Parameter frame: counted from 0 as they are decoded.
  fileprivate static func lacking(_ clip: Clip, inFrame frame: Int) -> FootageError {
    let problem =
      clip.container == "mpegts"
      ? "the count of its packets breaks off at frame \(frame + 1): something is missing there, or it "
        + "was put together from several files; join those instead"
      : "it is damaged or cut off in its frame \(frame + 1)"
    return FootageError(.damaged, path: clip.path, "\(clip.path): \(problem).")
  }
}
