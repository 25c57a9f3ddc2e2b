import Libav
import Outputs

/// Joins clips into one video.
public struct Splicer: Sendable {
  /// What a join did.
  public struct Result: Sendable {
    /// What was decided, and why.
    public let plan: SplicePlan
    /// The facts of the joined video.
    public let clip: Clip
  }

  /// Creates a splicer.
  public init() {}

  /// The plan for a join, without carrying it out.
  ///
  /// - Throws: ``FootageError`` naming the clip that cannot be read.
  public func plan(_ paths: [String], to destination: String) async throws -> SplicePlan {
    let container = try Splicer.container(destination)
    return try await work(on: destination) { cancellation in
      try Splicer.plan(Splicer.probe(paths, cancellation), container, for: destination)
    }
  }

  /// Joins clips in the order given.
  ///
  /// The result appears whole, after its frames were counted, or not at all.
  /// - Parameter title: becomes the file's title tag.
  /// - Throws: ``FootageError``, also when the destination is one of the clips; `OutputError` when
  ///   it exists or cannot be written; `CancellationError`.
  public func join(
    _ paths: [String], to destination: String, replacing: Bool, title: String? = nil,
    progress: ProgressReport? = nil
  ) async throws -> Result {
    let container = try Splicer.container(destination)
    return try await work(on: destination) { cancellation in
      try AtomicOutput.check(destination, replacing: replacing)
      try FootageError.refuse(destination, asOneOf: paths)
      let clips = try Splicer.probe(paths, cancellation)
      let plan = try Splicer.plan(clips, container, for: destination)
      let output = try AtomicOutput.begin(at: destination, replacing: replacing)
      var tags: [String: String] = [:]
      tags["title"] = title
      // One simulated shot makes the whole film a simulated one.
      if clips.contains(where: \.isSimulated) { tags[SimulationMark.tag] = SimulationMark.text }
      let job = SpliceJob(
        clips: clips, plan: plan, container: container, path: output.temporaryPath, tags: tags,
        cancellation: cancellation, progress: progress)
      switch plan.method {
      case .copy: try job.copy()
      case .encode: try job.encode()
      }
      let made = try Prober.probe(output.temporaryPath, cancellation)
      try job.verify(made, as: destination)
      try output.commit()
      return Result(plan: plan, clip: try Prober.probe(destination, cancellation))
    }
  }

  private static func probe(_ paths: [String], _ cancellation: Cancellation) throws -> [Clip] {
    try paths.map { try Prober.probe($0, cancellation) }
  }

  private static func plan(
    _ clips: [Clip], _ container: ContainerFormat, for destination: String
  ) throws(FootageError) -> SplicePlan {
    let plan = try SplicePlan(clips, container: container)
    guard plan.method == .copy || container.canHold("h264") else {
      throw FootageError(
        .invalidRequest, path: destination,
        "\(destination): these clips must be encoded (\(plan.reasons[0])), and "
          + "\(container.rawValue) files do not hold H.264; name an .mp4 file instead.")
    }
    return plan
  }

  private static func container(_ path: String) throws(FootageError) -> ContainerFormat {
    guard let container = ContainerFormat(path: path) else {
      let known = ContainerFormat.allCases.map { ".\($0.rawValue)" }.joined(separator: ", ")
      throw FootageError(
        .invalidRequest, path: path, "\(path): the name must end in one of \(known).")
    }
    return container
  }
}
