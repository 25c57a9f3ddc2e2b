import Libav
import Raster

/// One join being carried out; blocking, on a thread of the workshop.
struct SpliceJob {
  let clips: [ScannedClip]
  let plan: SplicePlan
  let fit: SpliceRequest.Fit
  let container: ContainerFormat
  let path: String
  let tags: [String: String]
  let cancellation: Cancellation
  let progress: ProgressReport?

  /// What the finished file is to be held against.
  struct Outcome {
    /// The header of what was encoded; nil where nothing was.
    let ownHeader: [UInt8]?
    /// The least similarity of an encoded picture to its source; nil where nothing was encoded.
    let similarity: Double?
  }

  /// One word for the whole: copies and parts that are encoded take turns quickly.
  private func report(_ seconds: Double) {
    let phase = plan.copiesAll ? "copying" : "encoding"
    progress?(Progress(phase: phase, completed: min(seconds, plan.duration), total: plan.duration))
  }

  /// Writes the file.
  func run() throws -> Outcome {
    var encoder: PartEncoder?
    if !plan.copiesAll { encoder = try PartEncoder(try partEncoding(), cancellation) }
    let groups = HeaderGroups(
      codec: plan.codec, clips, weights: copied, own: encoder?.header)
    if case .impossible(let obstacle) = groups.merge.outcome {
      throw FootageError(
        .failed, path: path,
        "\(path): what is encoded cannot stand among the copied frames (\(obstacle.reason)); "
          + "report this.")
    }
    let muxer = try Muxer.create(path, format: container.muxer, cancellation)
    let picture = try addPicture(to: muxer, groups, encoder?.settings)
    muxer.setFrameRate(plan.isConstantRate ? plan.frameRate.rational : nil, of: picture)
    var sound: FilmSound?
    var soundIndex: Int?
    if let kind = plan.soundPlan {
      let track = try FilmSound.open(kind, plan.sound(clips), cancellation)
      soundIndex = try track.addStream(to: muxer)
      sound = consume track
    }
    let file = try muxer.begin(metadata: tags, options: container.options())
    var film = FilmWriter(file, picture: picture, plan, sound, soundIndex: soundIndex)
    guard let encoder else {
      try write(&film, groups) { stretch, _, _ in
        throw FootageError(.failed, path: clips[stretch.clip].path, "Not planned; report this.")
      } flush: { _ in
      }
      try film.finish()
      return Outcome(ownHeader: nil, similarity: nil)
    }
    var parts = PartWriter(
      encoder, plan, clips, fit, rewriter: groups.rewriterOfOwn, cancellation)
    try write(&film, groups) { stretch, frame, film in
      try parts.add(stretch, at: frame, to: &film) { report($0) }
    } flush: { film in
      try parts.flush(to: &film)
    }
    try film.finish()
    return Outcome(ownHeader: parts.encoder.header, similarity: parts.encoder.similarity)
  }

  private func write(
    _ film: inout FilmWriter, _ groups: HeaderGroups,
    encode: (Stretch, _ frame: Int, inout FilmWriter) throws -> Void,
    flush: (inout FilmWriter) throws -> Void
  ) throws {
    var frame = 0
    for stretch in plan.stretches {
      if stretch.treatment == .copy {
        try flush(&film)
        try copy(stretch, at: frame, to: &film, groups.rewriter(of: stretch.clip))
      } else {
        try encode(stretch, frame, &film)
      }
      frame += stretch.count
    }
    try flush(&film)
    report(plan.duration)
  }

  /// Copies the packets of a stretch.
  private func copy(
    _ stretch: Stretch, at frame: Int, to film: inout FilmWriter, _ rewriter: SampleRewriter?
  ) throws {
    let clip = clips[stretch.clip]
    var rewriter = rewriter
    var source = try about(clip.path) {
      try VideoPackets.open(clip.path, cancellation, isAnalysed: false)
    }
    let isLast = frame + stretch.count == plan.expectedFrames
    var number: Int32 = -1
    for entry in clip.index.packets(of: stretch.frames) {
      var found: Packet?
      while number < entry.number {
        found = try about(clip.path) { try source.next() }
        guard found != nil else { break }
        number += 1
      }
      guard let packet = found.take() else {
        throw FootageError(
          .damaged, path: clip.path,
          "\(clip.path): it changed while it was read; it ends after \(number + 1) frames.")
      }
      if rewriter != nil {
        guard let bytes = rewriter?.apply(to: packet.bytes) else {
          throw FootageError(
            .damaged, path: clip.path,
            "\(clip.path): frame \(entry.frame + 1) of it is damaged; leave the clip out, or cut it "
              + "before that frame.")
        }
        try packet.replaceBytes(bytes)
      }
      // The film's own beginning is always one to start from.
      if film.count > 0,
        !clip.index.keepsMark(of: entry, end: stretch.frames.upperBound, isLast: isLast)
      {
        packet.isKey = false
      }
      try film.write(packet, frame: frame + Int(entry.frame) - stretch.frames.lowerBound)
      report(film.seconds)
    }
  }

  /// Frames of each clip that are copied.
  private var copied: [Int] {
    var counts = [Int](repeating: 0, count: clips.count)
    for stretch in plan.stretches where stretch.treatment == .copy {
      counts[stretch.clip] += stretch.count
    }
    return counts
  }

  private func partEncoding() throws -> PartEncoding {
    let copied = self.copied
    let groups = HeaderGroups(codec: plan.codec, clips, weights: copied)
    let videos = clips.indices.filter { copied[$0] > 0 }.map { clips[$0].video }
    let shape = plan.target.shape
    let lead =
      clips.indices.first { copied[$0] > 0 }
      ?? clips.indices.first { FilmShape(clips[$0].video).colour == shape.colour }
    // What is encoded says the same of its light as the copied frames beside it.
    var light =
      try lead.flatMap { place in
        try about(clips[place].path) {
          try LightMetadata.first(
            transfer: clips[place].video.colour.transfer, clips[place].path, cancellation)
        }
      }?.words(codec: shape.codec) ?? []
    // HEVC's header alone does not say it once it stands among those of others.
    if shape.codec == "hevc", !light.isEmpty { light.append("repeat-headers=1") }
    return PartEncoding(
      shape: plan.target.shape, rate: plan.frameRate, reorderDepth: plan.reorderDepth,
      identifier: groups.merge.freeIdentifier ?? 0, profile: videos.first?.profile,
      level: videos.compactMap(\.level).max(), isLossless: plan.encodesWithoutLoss,
      fieldOrder: plan.fieldOrder, light: light)
  }

  private func addPicture(
    to muxer: borrowing Muxer, _ groups: HeaderGroups, _ encoding: PartEncoding?
  ) throws -> Int {
    let base = plan.ticks
    let header = groups.merge.configuration
    if let lead = plan.stretches.first(where: { $0.treatment == .copy }) {
      let clip = clips[lead.clip]
      return try about(clip.path) {
        let source = try Demuxer.open(clip.path, cancellation)
        return try muxer.addStream(
          copying: try source.videoIndex(), of: source, timeBase: base, header: header,
          tag: tag(groups.merge.outcome, clip))
      }
    }
    guard let encoding else {
      throw FootageError(.invalidRequest, path: path, "There is no clip to join.")
    }
    let encoder = try Encoder.open(try encoding.encoding(quality: encoding.qualities.start))
    return try muxer.addStream(
      like: encoder, timeBase: base, header: header, tag: tag(groups.merge.outcome, nil),
      rotation: encoding.shape.rotation, isMirrored: encoding.shape.isMirrored)
  }

  /// The container's code that says where parameter sets stand; nil leaves it to the container.
  ///
  /// Source: ISO/IEC 14496-15, 5.4.2.1 and 8.4.1.1.
  private func tag(_ outcome: ParameterSetMerge.Outcome, _ clip: ScannedClip?) -> String? {
    guard container == .mp4 || container == .mov else { return nil }
    switch (outcome, plan.codec) {
    case (.inBand, "h264"): return "avc3"
    case (.inBand, "hevc"): return "hev1"
    case (.merged, "h264"): return "avc1"
    case (.merged, "hevc"): return "hvc1"
    case (.same, "hevc") where clip?.setsInSamples.isEmpty == true: return "hvc1"
    default: return nil
    }
  }
}
