import FoundationEssentials
import Libav
import Outputs

/// Makes results of a video, for the web, for editing, for keeping.
public struct Deliverer: Sendable {
  /// What holds for all results.
  public let options: DeliveryOptions

  /// Creates a deliverer.
  public init(_ options: DeliveryOptions = DeliveryOptions()) { self.options = options }

  /// Makes all results of one source, which is decoded once for all of them; those whose size or
  /// quality is searched for take further rounds.
  ///
  /// Results appear whole, after they were checked, or none does.
  /// - Parameter replacing: whether existing files may be replaced; the source never is.
  /// - Returns: what was made, in the order of the wishes.
  /// - Throws: ``FootageError``; `OutputError` when a destination exists or cannot be written;
  ///   `CancellationError`.
  public func deliver(
    _ path: String, _ deliveries: [DeliveryRequest], replacing: Bool,
    progress: DeliveryProgressReport? = nil
  ) async throws -> [DeliveryResult] {
    let options = self.options
    return try await work(on: path) { cancellation in
      try options.validate()
      for (number, delivery) in deliveries.enumerated() {
        if delivery.settings.container.isFolder {
          try AtomicFolder.check(
            delivery.destination, replacing: replacing, endings: StreamJob.endings)
        } else {
          try AtomicOutput.check(delivery.destination, replacing: replacing)
        }
        try FootageError.refuse(delivery.destination, asOneOf: [path] + options.edits.inputs)
        guard !deliveries[..<number].contains(where: { $0.destination == delivery.destination })
        else {
          throw FootageError(
            .invalidRequest, path: delivery.destination,
            "\(delivery.destination): two results would have this name.")
        }
      }
      let source = try DeliverySource.read(path, cancellation)
      return try NotesFolder.with { folder in
        let jobs = try deliveries.enumerated().map { number, delivery -> any DeliveryTask in
          if delivery.settings.container.isFolder {
            return try StreamJob(
              number, delivery, source, options, replacing: replacing, progress)
          }
          return try DeliveryJob(
            number, delivery, source, options, replacing: replacing,
            notesPath: "\(folder)/\(number)", progress, cancellation)
        }
        return try run(jobs, source, progress, cancellation)
      }
    }
  }

  private func run(
    _ jobs: [any DeliveryTask], _ source: DeliverySource, _ progress: DeliveryProgressReport?,
    _ cancellation: Cancellation
  ) throws -> [DeliveryResult] {
    for job in jobs { try job.prepare(cancellation) }
    while true {
      let passes = try jobs.flatMap { try $0.nextPasses() }
      if passes.isEmpty { break }
      let round = DeliveryRound(
        source: source, plays: options.edits.plays, passes: passes, report: progress)
      try round.run(cancellation)
      for job in jobs { try job.conclude() }
    }
    for job in jobs { try job.prove(cancellation) }
    return try jobs.map { try $0.commit() }
  }
}

/// Where encoders leave what a first pass found out.
private enum NotesFolder {
  static func with<Result>(_ body: (String) throws -> Result) throws -> Result {
    let files = FileManager.default
    let folder = "\(files.temporaryDirectory.path)/hailuo-studio-\(UUID().uuidString)"
    try files.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer {
      do { try files.removeItem(atPath: folder) } catch {
        // A few kilobytes in a folder that systems clear.
      }
    }
    return try body(folder)
  }
}
