import Libav
public import Outputs

/// Joins clips into one video.
public struct Splicer: Sendable {
  /// What a join did.
  public struct Result: Sendable {
    /// What was decided, and why.
    public let plan: SplicePlan
    /// The facts of the joined video.
    public let clip: Clip
    /// How like its source the encoded picture is that came out worst, 1 for equal; nil where
    /// nothing was encoded.
    public let similarity: Double?
    /// Where the joined video says that it comes from; nil when nothing is known of it, or the kind of
    /// file has no place for it.
    public let label: OriginLabel?
    private let isLabelLost: Bool

    init(
      plan: SplicePlan, clip: Clip, similarity: Double?, label: OriginLabel? = nil,
      isLabelLost: Bool = false
    ) {
      self.plan = plan
      self.clip = clip
      self.similarity = similarity
      self.label = label
      self.isLabelLost = isLabelLost
    }

    /// What came out less well than it was meant to, a sentence each.
    public var warnings: [String] {
      let lost = isLabelLost ? [OriginLabel.missing(in: "Matroska and WebM")] : []
      guard let similarity, similarity < PartEncoder.leastSimilarity else { return lost }
      return lost + [
        "an encoded frame is like its source by only \(similarity.rounded(toPlaces: 4)) (SSIM), at the "
          + "best quality there is; \(PartEncoder.leastSimilarity) was wanted"
      ]
    }
  }

  /// Creates a splicer.
  public init() {}

  /// The plan for a join of whole clips, without carrying it out.
  ///
  /// - Throws: ``FootageError`` naming the clip that cannot be read.
  public func plan(_ paths: [String], to destination: String) async throws -> SplicePlan {
    try await plan(SpliceRequest(paths.map { ClipPart(path: $0) }), to: destination)
  }

  /// The plan for a join, without carrying it out.
  ///
  /// Clips are decoded only to look for repeated frames.
  /// - Throws: ``FootageError`` naming the clip that cannot be read, or what cannot be done.
  public func plan(
    _ request: SpliceRequest, to destination: String, progress: ProgressReport? = nil
  ) async throws -> SplicePlan {
    try await prepare(request, destination, progress).plan
  }

  /// Joins whole clips in the order given.
  ///
  /// The result appears whole, after it was checked, or not at all.
  /// - Parameter title: becomes the file's title tag; nil keeps the first clip's.
  /// - Throws: ``FootageError``, also when the destination is one of the clips; `OutputError` when
  ///   it exists or cannot be written; `CancellationError`.
  public func join(
    _ paths: [String], to destination: String, replacing: Bool, title: String? = nil,
    progress: ProgressReport? = nil
  ) async throws -> Result {
    try await join(
      SpliceRequest(paths.map { ClipPart(path: $0) }, title: title), to: destination,
      replacing: replacing, progress: progress)
  }

  /// Joins clips, or parts of them, in the order given.
  ///
  /// The result appears whole, after it was checked, or not at all.
  /// - Throws: ``FootageError``, also when the destination is one of the clips; `OutputError` when
  ///   it exists or cannot be written; `CancellationError`.
  public func join(
    _ request: SpliceRequest, to destination: String, replacing: Bool,
    progress: ProgressReport? = nil
  ) async throws -> Result {
    let container = try Splicer.container(destination)
    try await work(on: destination) { _ in
      try AtomicOutput.check(destination, replacing: replacing)
      try FootageError.refuse(destination, asOneOf: request.clips.map(\.path))
    }
    let prepared = try await prepare(request, destination, progress)
    return try await work(on: destination) { cancellation in
      let output = try AtomicOutput.begin(at: destination, replacing: replacing)
      let (clips, plan) = (prepared.clips, prepared.plan)
      let job = SpliceJob(
        clips: clips, plan: plan, fit: request.fit, container: container,
        path: output.temporaryPath,
        tags: Clip.filmTags(of: clips.map(\.clip), title: request.title),
        cancellation: cancellation, progress: progress)
      let outcome = try job.run()
      let expected = plan.expectation(
        ownHeader: outcome.ownHeader, copiesSound: plan.soundPlan?.method == .copied)
      try FilmProof.check(
        output.temporaryPath, expected, request.verification, as: destination, cancellation,
        progress: progress)
      let made = try Prober.probe(output.temporaryPath, cancellation)
      let frames = made.video?.frameCount ?? 0
      guard frames == plan.expectedFrames else {
        throw FootageError(
          .unproven, path: destination,
          "\(destination): the joined video has \(frames) frames instead of \(plan.expectedFrames); "
            + "it was not kept. Please report this with the clips.")
      }
      let label = try request.label(of: clips.map(\.clip))
      let bearsLabel = container == .mp4 || container == .mov
      if bearsLabel { try label?.label(movie: output.temporaryPath, as: destination) }
      try output.commit()
      return Result(
        plan: plan, clip: made.moved(to: destination), similarity: outcome.similarity,
        label: bearsLabel ? label : nil, isLabelLost: !bearsLabel && label != nil)
    }
  }

  static func container(_ path: String) throws(FootageError) -> ContainerFormat {
    guard let container = ContainerFormat(path: path) else {
      let known = ContainerFormat.allCases.map { ".\($0.rawValue)" }.joined(separator: ", ")
      throw FootageError(
        .invalidRequest, path: path, "\(path): the name must end in one of \(known).")
    }
    return container
  }
}

extension SpliceRequest {
  /// The label of the whole; nil when nothing is known of its parts' origins.
  func label(of clips: [Clip]) throws(OutputError) -> OriginLabel? {
    var parts: [OriginLabel?] = []
    for clip in clips {
      let own = try ClipOrigin.label(of: clip)
      let known = origins[clip.path]
      parts.append(own.map { $0.filled(from: known) } ?? known)
    }
    var label = OriginLabel.joined(parts)?.kept(metadata: true, prompt: keepsPrompt)
    if let title { label?.title = title }
    return label
  }
}
