import Libav

extension Splicer {
  /// What a join needs to know before the first byte is written.
  struct Preparation: Sendable {
    let clips: [ScannedClip]
    let plan: SplicePlan
  }

  func prepare(
    _ request: SpliceRequest, _ destination: String, _ progress: ProgressReport?
  ) async throws -> Preparation {
    let container = try Splicer.container(destination)
    guard !request.clips.isEmpty else {
      throw FootageError(.invalidRequest, path: "", "There is no clip to join.")
    }
    let seams = try request.wantedSeams()
    var paths = request.clips.map(\.path)
    if case .file(let model) = request.shape { paths.append(model) }
    try FootageError.refuseMissing(paths)
    let scanned = try await Splicer.scan(paths)
    let clips = Array(scanned.prefix(request.clips.count))
    return try await work(on: destination) { cancellation in
      var ranges: [Range<Int>] = []
      for (part, clip) in zip(request.clips, clips) {
        let range = try part.frames(of: clip)
        try clip.sizeChange?.check(clip.path, range)
        ranges.append(range)
      }
      let decisions = try Splicer.decide(
        seams, clips, ranges, chained: request.chained, progress, cancellation)
      let shown = SplicePlanner.rangesLeft(of: ranges, decisions)
      let adjustments = try ColourMatcher.adjustments(
        clips.indices.map { (clips[$0].clip, shown[$0], request.chained.contains($0)) },
        request.colourMatch, cancellation)
      let planner = SplicePlanner(
        clips: clips, parts: request.clips, ranges: ranges, seams: decisions,
        adjustments: adjustments,
        target: try Splicer.target(request, clips, ranges, scanned.last), container: container,
        destination: destination,
        compatibility: request.compatibility, canEncode: PartEncoding.isPossible)
      return Preparation(clips: clips, plan: try planner.plan())
    }
  }

  /// Scans files side by side, each only once.
  private static func scan(_ paths: [String]) async throws -> [ScannedClip] {
    var seen: Set<String> = []
    let files = paths.filter { seen.insert($0).inserted }
    // As many as there are threads to do it; more would only wait.
    let share = max(1, (files.count + 1) / 2)
    let shares = stride(from: 0, to: files.count, by: share).map {
      Array(files[$0..<min($0 + share, files.count)])
    }
    let scanned = try await withThrowingTaskGroup(of: [ScannedClip].self) { group in
      for share in shares {
        group.addTask {
          try await work(on: share[0]) { cancellation in
            var makes = KnownMakes()
            return try share.map { try ScannedClip.scan($0, cancellation, &makes) }
          }
        }
      }
      var all: [String: ScannedClip] = [:]
      for try await clips in group { for clip in clips { all[clip.path] = clip } }
      return all
    }
    return paths.compactMap { scanned[$0] }
  }

  /// What is done at each seam; where repeats are to be left out, clips are looked at.
  private static func decide(
    _ seams: [Seam], _ clips: [ScannedClip], _ ranges: [Range<Int>], chained: Set<Int>,
    _ progress: ProgressReport?, _ cancellation: Cancellation
  ) throws -> [SeamDecision] {
    let lengths = clips.dropLast().map(\.video.duration)
    var decisions: [SeamDecision] = []
    for (place, seam) in seams.enumerated() {
      switch seam {
      case .cut: decisions.append(.cut)
      case .transition(let name, let seconds):
        decisions.append(.transition(name: name, seconds: seconds))
      case .dip(let colour, let seconds): decisions.append(.dip(colour, seconds: seconds))
      case .dedupe where chained.contains(place + 1),
        .losslessDedupe where chained.contains(place + 1):
        decisions.append(
          .drop(
            frames: 1, reason: RepeatVerdict.wasSent, isLossless: seam == .losslessDedupe))
      case .dedupe, .losslessDedupe:
        let verdict = try RepeatFinder.verdict(
          from: clips[place].clip, to: clips[place + 1].clip, outgoingFrames: ranges[place],
          incomingFrames: ranges[place + 1], cancellation)
        decisions.append(
          verdict.isRepeat
            ? .drop(
              frames: verdict.frames, reason: verdict.reason, isLossless: seam == .losslessDedupe)
            : .kept(reason: verdict.reason))
        progress?(
          Progress(
            phase: "comparing", completed: lengths[...place].reduce(0, +),
            total: lengths.reduce(0, +)))
      }
    }
    return decisions
  }

  private static func target(
    _ request: SpliceRequest, _ clips: [ScannedClip], _ ranges: [Range<Int>],
    _ model: ScannedClip?
  ) throws(FootageError) -> FilmTarget {
    let videos = clips.map(\.video)
    let counts = ranges.map(\.count)
    let even = clips.map(\.evenRate)
    let target: FilmTarget? =
      switch request.shape {
      case .majority: FilmTarget.majority(videos, counts: counts, even: even)
      case .size(let size, let rate):
        FilmTarget.sized(size, rate, videos, counts: counts, even: even)
      case .file: model.flatMap { FilmTarget.like($0.video, even: $0.evenRate) }
      }
    guard let target else {
      let path = clips.first?.path ?? ""
      throw FootageError(
        .damaged, path: path, "\(path): the file does not say how fast it runs.")
    }
    return target
  }
}
