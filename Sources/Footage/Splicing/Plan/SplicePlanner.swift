import Libav
import Raster

/// Plans a join: pure, from what is known of the clips and what is wanted.
struct SplicePlanner {
  let clips: [ScannedClip]
  let parts: [ClipPart]
  /// The wanted frames of each clip.
  let ranges: [Range<Int>]
  /// What is done at each place where a clip follows another.
  let seams: [SeamDecision]
  /// How each clip's colours are changed; none are where it is empty.
  var adjustments: [ColourAdjustment?] = []
  let target: FilmTarget
  let container: ContainerFormat
  /// The file to be written, for sentences.
  let destination: String
  let compatibility: SpliceRequest.Compatibility
  /// Whether this build can encode for a film of a shape.
  let canEncode: (FilmShape) -> Bool
  /// Whether this build can bring one dynamic range to another.
  var canConvertLight = LightConversion.isAvailable

  /// - Throws: ``FootageError`` `.invalidRequest` for what cannot be, such as a transition that is
  ///   longer than a clip.
  func plan() throws(FootageError) -> SplicePlan {
    guard container.canHold(target.shape.codec) else {
      return try plain(because: "\(container.rawValue) files do not hold \(target.shape.codec)")
    }
    var target = target
    var note: String?
    let isTurned = target.shape.rotation != 0 || target.shape.isMirrored
    if isTurned, !container.statesRotation {
      target.shape = target.shape.upright()
      note = "\(container.rawValue) files do not say how pictures are turned"
    }
    let plan = try unified(try attempt(target, note: note)) {
      misfits, reason throws(FootageError) in
      try attempt(target, refusing: reason, among: misfits, note: note)
    }
    guard !plan.copiesAll else { return plan }
    guard canEncode(target.shape) else {
      let cause = plan.stretches.first { $0.reason != nil }
      return try plain(
        because: "\(target.shape.codec) in this form cannot be encoded here",
        cause: cause.map { ($0.clip, $0.reason ?? "") })
    }
    // The encoders of these codecs number their sets as the clips do.
    if compatibility == .strict, plan.copiedFrames > 0, ["hevc", "av1"].contains(plan.codec) {
      return try attempt(
        target, refusing: "encoded \(plan.codec) cannot share one header with the clips' own",
        note: note)
    }
    return plan
  }

  /// Everything that is not so already becomes what any player shows.
  ///
  /// - Parameter cause: the clip that something must be encoded for, and why; nil where the codec itself
  ///   cannot stay.
  private func plain(
    because reason: String, cause: (clip: Int, reason: String)? = nil
  ) throws(FootageError) -> SplicePlan {
    guard container.canHold("h264") else {
      guard target.shape.codec != "h264" else {
        throw FootageError(
          .invalidRequest, path: destination,
          "\(destination): the film is H.264, which \(container.rawValue) files do not hold; name an "
            + ".mp4 file instead.")
      }
      let problem =
        if let cause {
          "\(parts[cause.clip].path) must be encoded (\(cause.reason)), \(reason), and "
            + "\(container.rawValue) files do not hold H.264"
        } else {
          reason
        }
      throw FootageError(
        .invalidRequest, path: destination,
        "\(destination): \(problem); name an .mp4 file instead.")
    }
    var target = self.target
    target.shape = target.shape.plain(displaySize: target.displaySize)
    target.displaySize = target.shape.size
    return try unified(try attempt(target, note: reason, cause: cause)) {
      misfits, obstacle throws(FootageError) in
      try attempt(target, refusing: obstacle, among: misfits, note: reason, cause: cause)
    }
  }

  /// - Parameters:
  ///   - refusal: keeps clips from being copied.
  ///   - refused: their places; all when nil.
  ///   - note: stands in front of what keeps a clip from being copied.
  ///   - cause: the clip that the note is about, and why; that clip says so itself.
  private func attempt(
    _ target: FilmTarget, refusing refusal: String? = nil, among refused: Set<Int>? = nil,
    note: String? = nil, cause: (clip: Int, reason: String)? = nil
  ) throws(FootageError) -> SplicePlan {
    let ranges = rangesLeft()
    let resampled = resampledClips(target)
    var obstacles = clips.enumerated().map { place, clip in
      var found = refused?.contains(place) == false ? [] : refusal.map { [$0] } ?? []
      let differences = target.shape.differences(from: FilmShape(clip.video))
      if !differences.isEmpty, let note {
        if let cause, cause.clip != place {
          found.append("\(parts[cause.clip].path) must be encoded (\(cause.reason))")
        }
        found.append(note)
      }
      return found + differences + clip.index.obstacles.filter { !found.contains($0) }
    }
    for (place, reason) in resampled { obstacles[place].append(reason) }
    for (place, adjustment) in adjustments.enumerated() {
      if let adjustment { obstacles[place].append(adjustment.reason) }
    }
    refuseMisfits(target, ranges, &obstacles)
    let squeezes = squeezes(
      ranges, isCopied: clips.indices.map { obstacles[$0].isEmpty && resampled[$0] == nil },
      target.rate)
    let strips = strips(
      target, ranges, obstacles, squeezes, resampled: Set(resampled.keys))
    let stretches = try stretches(target, strips, obstacles)
    try requireLight(target, stretches)
    return SplicePlan(
      planner: self, target: target, strips: strips, stretches: stretches,
      headers: headers(target, stretches))
  }

  /// What is wanted of each clip once repeated frames are left out.
  private func rangesLeft() -> [Range<Int>] {
    SplicePlanner.rangesLeft(of: ranges, seams)
  }

  static func rangesLeft(of ranges: [Range<Int>], _ seams: [SeamDecision]) -> [Range<Int>] {
    var left = ranges
    for (place, seam) in seams.enumerated() {
      if case .drop(let frames, _, _) = seam {
        let range = left[place]
        left[place] = range.lowerBound..<max(range.lowerBound + 1, range.upperBound - frames)
      }
    }
    return left
  }

  /// Clips whose times must be those of the film's rate, and why.
  private func resampledClips(_ target: FilmTarget) -> [Int: String] {
    var found: [Int: String] = [:]
    func hasRate(_ clip: ScannedClip) -> Bool {
      clip.timing.looksEven && clip.video.frameRate == target.rate
        || clip.index.frameCount == 1
    }
    for (place, clip) in clips.enumerated() {
      if hasRate(clip) {
        if seamsTakeUnseen(of: place, target.rate) {
          found[place] = "frames that are not seen lie under a transition"
        }
        continue
      }
      let rate = clip.video.frameRate?.description ?? "unknown"
      let own = clip.timing.isConstant ? rate : "varying"
      if target.isRateWanted { found[place] = "rate \(own) instead of \(target.rate)" }
      let neighbours = [place - 1, place].filter(seams.indices.contains)
      if neighbours.contains(where: { if case .transition = seams[$0] { true } else { false } }) {
        found[place] = "rate \(own) instead of \(target.rate) under a transition"
      }
    }
    return found
  }

  private func strips(
    _ target: FilmTarget, _ ranges: [Range<Int>], _ obstacles: [[String]], _ squeezes: [Int],
    resampled: Set<Int>
  ) -> [Strip] {
    // What is rounded at one clip's end is made up for at the next one's.
    var exact = 0.0
    var given = 0
    return clips.indices.map { place in
      let (clip, range) = (clips[place], ranges[place])
      let isOnGrid = clip.timing.isOnGrid && clip.video.frameRate == target.rate
      guard resampled.contains(place) || !obstacles[place].isEmpty && !isOnGrid else {
        let squeezed = squeezes[place]
        return Strip(
          clip: place, frames: range.lowerBound..<range.upperBound + squeezed, sources: nil,
          squeezed: squeezed)
      }
      let seconds = (range.lowerBound...range.upperBound).map { clip.seconds(ofFrame: $0) }
      exact += (seconds[seconds.count - 1] - seconds[0]) * target.rate.framesPerSecond
      let count = max(1, Int(exact.rounded()) - given)
      given += count
      return .resampled(clip: place, range, seconds: seconds, at: target.rate, count: count)
    }
  }
}
