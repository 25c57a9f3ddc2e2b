public import FalClient
internal import Footage
internal import FoundationEssentials
public import Hailuo
internal import Outputs
internal import Raster
internal import Stills

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
  /// Every model there is a card for, to name the models of earlier jobs.
  public var models = Model.all
  /// Whether the news of a request are streamed or asked for.
  public var updates = UpdateMethod.auto
  /// The wishes that go along with every request.
  ///
  /// The lifetime of what a request produces is that of the uploaded picture as well.
  public var wishes = SubmitOptions()

  /// Creates a maker.
  public init(
    client: FalClient, ledger: Ledger, model: Model, schedule: PollSchedule, toolVersion: String
  ) {
    var client = client
    client.uploads = client.uploads ?? ledger
    self.client = client
    self.ledger = ledger
    self.model = model
    self.schedule = schedule
    self.toolVersion = toolVersion
  }

  /// Makes a take, or fetches it if an earlier run asked for it and ended too soon.
  ///
  /// A take that lies in its place already is used as it is. While another process is at the take
  /// it is waited for. Cancelling never takes a request back: it stays in the ledger, and the same
  /// order made again fetches its clip.
  ///
  /// - Parameter turn: awaited when nothing but sending the request is left to be done; a failure of
  ///   it has nothing sent.
  /// - Throws: `HailuoError` `.violations` for what the model would refuse; ``StudioError``
  ///   `.takeAmbiguous` when nobody knows whether it was paid for, `.overBudget`, `.clipDamaged`,
  ///   `.clipLost`; `FalError`; `OutputError`; `CancellationError`.
  public func make(
    _ order: TakeOrder, events: @escaping TakeEventHandler = { _ in },
    turn: @Sendable () async throws -> Void = {}
  ) async throws -> Take {
    try check(order)
    let delivery = Delivery(order)
    try delivery.check()
    try await Inbox(ledger: ledger.path).sweep(ledger)
    if let take = try await takeInPlace(delivery) { return take }
    let request = try jobOrder(order)
    while true {
      switch try await ledger.claim(request) {
      case .lost(let job): throw Self.loss(of: job)
      case .make(let job, let lost):
        return try await ledger.holding(job.id) {
          if let lost { events(.note(Self.note(onLost: lost))) }
          let submitted = try await submit(order, job, turn, events)
          return try await fetch(delivery, submitted, origin: .made, events)
        }
      case .resume(let job):
        if let reason = unreachableReason(job) {
          try await ledger.recordFailure(of: job.id, because: reason)
          continue
        }
        events(.resuming(requestID: job.requestID ?? ""))
        return try await ledger.holding(job.id) {
          try await fetch(delivery, job, origin: .resumed, events)
        }
      case .alreadyDone(let job):
        return try await copy(delivery, job, events)
      case .busy(let job):
        events(.waiting(process: job.owner.pid))
        try await Task.sleep(for: .milliseconds(300))
      case .ambiguous(let job):
        throw StudioError(
          .takeAmbiguous, order.clipPath,
          "nobody knows whether job \(job.id) was taken and will be billed"
            + "\(job.error.map { " (\($0))" } ?? ""); it is not sent again by itself. Look for it "
            + "at https://fal.ai/dashboard/requests, then run 'hailuo-studio jobs resolve "
            + "\(job.id) --submitted REQUEST_ID', or 'hailuo-studio jobs resolve \(job.id) "
            + "--not-sent' if it is not there")
      }
    }
  }

  /// Refuses what the model would refuse, before anything is written down or sent.
  private func check(_ order: TakeOrder) throws {
    guard order.identity.endpoint == model.endpoint.id else {
      throw StudioError(
        .record, order.clipPath, "is wanted of \(order.identity.endpoint), not of \(model.title)")
    }
    try wishes.check(hosts: client.hosts)
    // Where the pictures will lie is not known yet, and no rule is about that.
    let somewhere = client.hosts.cdn.text + "/picture.png"
    try clipRequest(
      order.identity, imageURL: somewhere, endImageURL: order.endPicture.map { _ in somewhere }
    ).validate(for: model)
  }

  private func jobOrder(_ order: TakeOrder) throws -> JobOrder {
    var request = JobOrder(
      identity: order.identity,
      priceMicrodollars: try price(of: order.identity).microdollars,
      outputPath: order.clipPath.absolutePath)
    request.sidecarPath = order.sidecarPath.absolutePath
    request.picturePath = order.picturePath
    request.endPicturePath = order.endPicturePath
    request.unitMicrodollars =
      model.pricePerSecond(at: order.identity.resolution)?.microdollars
    request.pictureWidth = order.picture.size.width
    request.pictureHeight = order.picture.size.height
    request.service = client.hosts.queue.text
    request.project = order.project
    return request
  }

  /// Writes down that a take is stored that lies in its place, if a run was ended just before.
  func settle(_ order: TakeOrder) async throws {
    _ = try await takeInPlace(Delivery(order))
  }

  /// The take that lies in its place, when nothing is left to be done for it.
  private func takeInPlace(_ delivery: Delivery) async throws -> Take? {
    guard let sidecar = try delivery.found() else { return nil }
    let jobs = try await ledger.jobs(for: delivery.identity.key)
    if let job = jobs.last(where: { $0.state.isInFlight }) {
      // A run was ended after the clip had come to its place and before that was written down.
      guard job.state == .downloaded, job.clip?.sha256 == sidecar.clip.sha256,
        !ledger.isHeld(job)
      else { return nil }
      try await ledger.recordClip(
        StoredClip(
          path: delivery.clipPath.absolutePath, bytes: sidecar.clip.bytes,
          sha256: sidecar.clip.sha256), of: job.id)
      OutputFolder.discard(Inbox(ledger: ledger.path).clip(of: job))
    }
    return Take(
      sidecar: sidecar, path: delivery.clipPath,
      clip: try await Prober().clip(at: delivery.clipPath), origin: .reused)
  }

  private func price(of identity: TakeIdentity) throws -> Price {
    let price = model.price(of: try duration(of: identity), at: identity.resolution)
    guard let price else {
      throw StudioError(
        .record, identity.resolution?.rawValue ?? model.title,
        "has no price on the card of \(model.title), so it cannot be kept within a budget")
    }
    return price
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
  func unreachableReason(_ job: Job) -> String? {
    guard job.isSimulated, job.state != .downloaded, let ticket = job.ticket,
      !ticket.statusURL.hasPrefix(client.hosts.queue.text)
    else { return nil }
    return "its simulator has ended"
  }

  /// What to say of a clip that was paid for and is gone.
  private static func loss(of job: Job) -> StudioError {
    let place = job.clip?.path ?? job.order.outputPath
    let request = "request \(job.requestID ?? "unknown")"
    let again =
      "it is not paid for again by itself: 'hailuo-studio jobs resolve \(job.id) --give-up' lets "
      + "the same command pay for another"
    guard job.state == .expired else {
      return StudioError(
        .clipLost, place,
        "this clip was paid for (\(request)) and is not there as it came; 'hailuo-studio jobs "
          + "recover' fetches it once more. Else \(again)")
    }
    return StudioError(
      .clipLost, place,
      "this clip was paid for (\(request)) and could not be had any more"
        + "\(job.error.map { " (\($0))" } ?? ""); \(again)")
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
