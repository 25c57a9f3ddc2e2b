/// Whether the streams of several clips can be one stream, as far as their headers go.
///
/// A copied slice names its parameter set by number. Another set under that number decodes it
/// wrongly, and often without any error; so no number may stand for two sets at one time.
struct ParameterSetMerge: Sendable {
  /// What the headers allow.
  enum Outcome: Hashable, Sendable {
    /// All clips have the same; nothing is to be done to their samples.
    case same
    /// One header holds the sets of all under numbers of their own; samples need none.
    case merged
    /// Numbers clash: each clip's sets must stand in front of its key frames.
    case inBand(Obstacle)
    /// These clips cannot be one stream.
    case impossible(Obstacle)
  }

  /// The first clip that does not fit those before it, and why.
  struct Obstacle: Hashable, Sendable {
    /// The clip's place among those given.
    let clip: Int
    /// For people, to stand behind the clip's name.
    let reason: String
  }

  let outcome: Outcome
  /// The joined stream's header ("extradata"); the first clip's where sets stand in samples.
  let configuration: [UInt8]
  /// How samples of the joined stream are framed; nil for codecs without NAL units.
  let framing: NALFraming?
  /// What each clip brought; empty for codecs without NAL units.
  private let parts: [Part]
  private let codec: NALCodec?

  /// One clip's framing and sets.
  private struct Part {
    let framing: NALFraming
    /// Those of the header.
    let stated: [ParameterSet]
    /// Those of the header and of the samples, none twice.
    let sets: [ParameterSet]
    /// Whether one number stands for different sets within the clip.
    let changes: Bool

    init(_ configuration: NALConfiguration, _ inSamples: [ParameterSet]) {
      framing = configuration.framing
      stated = configuration.sets
      var sets = stated
      for set in inSamples where !sets.contains(set) { sets.append(set) }
      self.sets = sets
      changes = Set(sets.map(\.name)).count < sets.count
    }
  }

  /// - Parameters:
  ///   - codec: FFmpeg's name, the same for all.
  ///   - headers: each clip's header ("extradata") as the demuxer gives it, our own encodes' too.
  ///   - inSamples: the sets that stand in each clip's samples, as ``CodedPicture`` gives them; for
  ///     fewer clips than headers where the rest has none.
  init(codec name: String, _ headers: [[UInt8]], inSamples: [[ParameterSet]] = []) {
    if let codec = NALCodec(name) {
      self.init(codec, headers, inSamples)
    } else {
      self.init(other: name, headers)
    }
  }

  private init(other name: String, _ headers: [[UInt8]]) {
    codec = nil
    parts = []
    framing = nil
    configuration = headers.first ?? []
    let misfit = headers.firstIndex { !StreamHeader.isAlike(name, $0, headers[0]) }
    outcome =
      switch misfit {
      case nil: .same
      case .some(let clip) where name == "av1":
        .inBand(Obstacle(clip: clip, reason: "another AV1 sequence header"))
      case .some(let clip):
        .impossible(Obstacle(clip: clip, reason: "other codec parameter sets"))
      }
  }

  private init(_ codec: NALCodec, _ headers: [[UInt8]], _ inSamples: [[ParameterSet]]) {
    let configurations = headers.map { NALConfiguration(codec, $0) }
    self.codec = codec
    guard !configurations.contains(nil) else {
      let clip = configurations.firstIndex(of: nil) ?? 0
      parts = []
      framing = nil
      configuration = headers[0]
      outcome = .impossible(Obstacle(clip: clip, reason: "damaged codec parameter sets"))
      return
    }
    parts = configurations.enumerated().compactMap { clip, configuration in
      configuration.map { Part($0, clip < inSamples.count ? inSamples[clip] : []) }
    }
    if let first = parts.first, ParameterSetMerge.isAlike(parts, first) {
      outcome = .same
      configuration = headers[0]
      framing = first.framing
      return
    }
    framing = .fourByteLengths
    let (all, clash) = ParameterSetMerge.union(parts)
    if clash == nil, let record = ParameterSetMerge.record(codec, all, isComplete: true) {
      configuration = record
      outcome = .merged
      return
    }
    let lead = parts.first { !$0.sets.isEmpty }
    let sets = lead.map { $0.stated.isEmpty ? $0.sets : $0.stated } ?? []
    configuration = ParameterSetMerge.record(codec, sets, isComplete: false) ?? headers.first ?? []
    outcome = .inBand(
      clash
        ?? Obstacle(
          clip: max(0, parts.count - 1), reason: "more codec parameter sets than a header holds"))
  }

  /// Whether the first clip's header and framing serve all samples as they are.
  private static func isAlike(_ parts: [Part], _ first: Part) -> Bool {
    first.framing != .startCodes && !first.stated.isEmpty
      && parts.allSatisfy {
        $0.framing == first.framing && !$0.changes && Set($0.sets) == Set(first.stated)
      }
  }

  /// All clips' sets, and the first number that stands for two of them.
  private static func union(_ parts: [Part]) -> (sets: [ParameterSet], clash: Obstacle?) {
    var known: [ParameterSet.Name: ParameterSet] = [:]
    var all: [ParameterSet] = []
    for (clip, part) in parts.enumerated() {
      if part.sets.isEmpty {
        return (all, Obstacle(clip: clip, reason: "codec parameter sets in its frames only"))
      }
      for set in part.sets {
        if let other = known[set.name], other != set {
          return (all, Obstacle(clip: clip, reason: "another \(set.label)"))
        }
        if known.updateValue(set, forKey: set.name) == nil { all.append(set) }
      }
    }
    return (all, nil)
  }

  private static func record(
    _ codec: NALCodec, _ sets: [ParameterSet], isComplete: Bool
  ) -> [UInt8]? {
    switch codec {
    case .avc: AVCConfiguration(sets: sets)?.bytes
    case .hevc: HEVCConfiguration(sets: sets, isComplete: isComplete)?.bytes
    }
  }

  /// The sets that a clip's slices were encoded with.
  func sets(ofClip clip: Int) -> [ParameterSet] {
    parts.indices.contains(clip) ? parts[clip].sets : []
  }

  /// What makes a clip's samples those of the joined stream; nil where they go as they are.
  func rewriter(ofClip clip: Int) -> SampleRewriter? {
    guard let codec, let framing, parts.indices.contains(clip) else { return nil }
    let part = parts[clip]
    switch outcome {
    case .same, .impossible: return nil
    case .merged:
      // The header holds them, and players of an `avc1` track expect none in its samples.
      var rewrite = NALRewrite(
        codec, from: part.framing, to: framing, dropping: NALKind.parameterSets)
      if part.framing == .startCodes { rewrite.dropping.insert(.delimiter) }
      return SampleRewriter(rewrite, repeating: nil)
    case .inBand:
      let rewrite = NALRewrite(codec, from: part.framing, to: framing)
      return SampleRewriter(rewrite, repeating: part.stated)
    }
  }

  /// The lowest number that neither a sequence nor a picture set of any clip has, for sets of our own.
  ///
  /// x264's `sps-id` numbers both. H.264 has 32 numbers for sequence sets; nil when none is left.
  /// HEVC's encoder always takes 0.
  var freeIdentifier: Int? {
    guard codec == .avc else { return nil }
    let taken = Set(parts.flatMap(\.sets).map(\.identifier))
    return (0...31).first { !taken.contains($0) }
  }
}
