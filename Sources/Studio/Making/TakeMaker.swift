public import FalClient
internal import Footage
internal import FoundationEssentials
public import Hailuo
internal import Outputs

/// Makes takes: one paid request each at most, written down before and after, never lost.
public struct TakeMaker: Sendable {
  /// Speaks with the service.
  public let client: FalClient
  /// Where every request is written down.
  public let ledger: Ledger
  /// The model that is asked.
  public let model: Model
  /// When to ask how a request stands.
  public let schedule: PollSchedule
  /// The program's version, for records.
  public let toolVersion: String

  /// Creates a maker.
  public init(
    client: FalClient, ledger: Ledger, model: Model, schedule: PollSchedule, toolVersion: String
  ) {
    self.client = client
    self.ledger = ledger
    self.model = model
    self.schedule = schedule
    self.toolVersion = toolVersion
  }

  /// Makes a take, or fetches it if an earlier run asked for it and ended too soon.
  ///
  /// Cancelling never takes a request back: it stays in the ledger, and the same order made again
  /// fetches its clip.
  /// - Throws: ``StudioError`` `.takeBusy` while another process makes it, `.takeAmbiguous` when
  ///   nobody knows whether it was paid for; `FalError`; `FootageError` when what came is no clip;
  ///   `OutputError`; `CancellationError`.
  public func make(
    _ order: TakeOrder, events: @escaping TakeEventHandler = { _ in }
  ) async throws -> Take {
    try AtomicOutput.check(order.clipPath, replacing: order.replacing)
    try AtomicOutput.check(order.sidecarPath, replacing: order.replacing)
    let request = JobOrder(
      identity: order.identity,
      priceMicrodollars: try price(of: order.identity).microdollars,
      outputPath: order.clipPath.absolutePath)
    while true {
      switch try await ledger.claim(request) {
      case .make(let job, let lost):
        if let lost { events(.note(Self.note(onLost: lost))) }
        let submitted = try await submit(order, job, events)
        return try await fetch(order, submitted, origin: .made, events)
      case .resume(let job):
        if let reason = unreachableReason(job) {
          try await ledger.recordFailure(of: job.id, because: reason)
          continue
        }
        events(.resuming(requestID: job.requestID ?? ""))
        return try await fetch(order, job, origin: .resumed, events)
      case .alreadyDone(let job):
        return try await copy(order, job, events)
      case .busy(let job):
        throw StudioError(
          .takeBusy, order.clipPath,
          "process \(job.owner.pid) is making this clip right now; wait for it and run this again")
      case .ambiguous(let job):
        throw StudioError(
          .takeAmbiguous, order.clipPath,
          "nobody knows whether job \(job.id) was taken and will be billed"
            + "\(job.error.map { " (\($0))" } ?? ""); it is not sent again by itself. Look at "
            + "https://fal.ai/dashboard/requests, then change the prompt or picture to ask anew")
      }
    }
  }

  func price(of identity: TakeIdentity) throws -> Price {
    try model.price(of: duration(of: identity)) ?? .zero
  }

  func duration(of identity: TakeIdentity) throws(StudioError) -> ClipDuration {
    guard let duration = ClipDuration(seconds: identity.durationSeconds),
      model.durations.contains(duration)
    else {
      throw StudioError(
        .record, "\(identity.durationSeconds) s", "is not a length that \(model.title) makes")
    }
    return duration
  }

  /// A simulated request whose simulator has ended can never be answered.
  private func unreachableReason(_ job: Job) -> String? {
    guard job.isSimulated, let ticket = job.ticket,
      !ticket.statusURL.hasPrefix(client.hosts.queue.text)
    else { return nil }
    return "its simulator has ended"
  }

  private static func note(onLost job: Job) -> String {
    "This clip was made before, by request \(job.requestID ?? "unknown"), and is gone from "
      + "\(job.clip?.path ?? job.order.outputPath); it is made again."
  }
}

extension String {
  /// The path from the root, so that it means the same in every folder.
  var absolutePath: String {
    hasPrefix("/") ? self : FileManager.default.currentDirectoryPath.appending(path: self)
  }
}
