internal import FalClient
internal import Footage
internal import FoundationEssentials
internal import Hailuo
internal import Outputs
internal import Raster
internal import Stills
internal import Transfers

extension TakeMaker {
  /// Waits for a request's result, brings the clip here, checks it, and writes its record.
  func fetch(
    _ order: TakeOrder, _ job: Job, origin: Take.Origin, _ events: @escaping TakeEventHandler
  ) async throws -> Take {
    guard let known = job.ticket else {
      throw StudioError(.jobState, "job \(job.id)", "has no request id to ask for")
    }
    var times = TakeTimes(submitted: job.updatedAt)
    let result: FalResult
    do {
      let ticket = try Ticket(
        requestID: known.requestID, endpoint: model.endpoint, hosts: client.hosts)
      for try await status in client.updates(of: ticket, schedule: schedule) {
        times.saw(status)
        report(status, events)
      }
      try Task.checkCancellation()
      result = try await client.result(of: ticket)
    } catch let error as FalError where Self.endsJob(error) {
      try await ledger.recordFailure(of: job.id, because: error.description)
      throw error
    }
    let response = try ClipResponse(parsing: result.body)
    let output = try AtomicOutput.begin(at: order.clipPath, replacing: order.replacing)
    let receipt = try await client.download(response.videoURL, to: output.temporaryPath) {
      events(.downloading(completed: $0.completedByteCount, total: $0.totalByteCount))
    }
    times.downloaded = .now
    let clip = try await Prober().clip(at: output.temporaryPath)
    guard clip.video != nil else {
      throw StudioError(
        .record, order.clipPath,
        "request \(known.requestID) brought a file without a moving picture; it was not kept")
    }
    let sidecar = try sidecar(
      order, requestID: known.requestID, billed: result.billableUnits, times, clip,
      sha256: receipt.sha256 ?? FileDigest.sha256(ofFile: output.temporaryPath))
    try output.commit()
    try AtomicOutput.write(
      try sidecar.json(), to: order.sidecarPath, replacing: true)
    try await ledger.recordClip(
      StoredClip(
        path: order.clipPath.absolutePath, bytes: clip.byteCount, sha256: sidecar.clip.sha256),
      of: job.id, billableUnits: result.billableUnits)
    return Take(sidecar: sidecar, path: order.clipPath, clip: clip, origin: origin)
  }

  /// Failures after which no clip can come from the request any more.
  private static func endsJob(_ error: FalError) -> Bool {
    [.jobFailed, .cancelled, .expired, .notFound, .invalidInput].contains(error.code)
  }

  private func report(_ status: QueueStatus, _ events: TakeEventHandler) {
    switch status {
    case .inQueue(let position): events(.queued(position: position))
    case .inProgress(let logs): events(.running(log: logs.last?.message))
    default: break
    }
  }

  private func sidecar(
    _ order: TakeOrder, requestID: String, billed: Double?, _ times: TakeTimes, _ clip: Clip,
    sha256: String
  ) throws -> TakeSidecar {
    var sidecar = TakeSidecar(
      identity: order.identity,
      picture: TakeSidecar.Picture(
        path: order.picturePath, sha256: order.picture.digest,
        width: order.picture.size.width, height: order.picture.size.height),
      model: model.title, requestID: requestID,
      price: TakePrice(
        microdollars: try price(of: order.identity).microdollars, billableUnits: billed),
      timings: times.timings,
      clip: TakeSidecar.Clip(
        file: order.clipPath.lastPathPart, bytes: clip.byteCount, sha256: sha256),
      probe: try JSONValue(encoding: ProbedClip(clip)), toolVersion: toolVersion)
    // A simulator that was asked for as if it were the service marks its clips all the same.
    sidecar.simulated = sidecar.simulated || clip.isSimulated
    return sidecar
  }

  /// Gives a clip that another order has brought here a second place, without asking for it again.
  func copy(
    _ order: TakeOrder, _ job: Job, _ events: TakeEventHandler
  ) async throws -> Take {
    guard let stored = job.clip else {
      throw StudioError(.jobState, "job \(job.id)", "is completed and has no clip")
    }
    let bytes = try WholeFile.bytes(of: stored.path, limit: 1 << 30)
    guard FileDigest.sha256(of: bytes) == stored.sha256 else {
      throw StudioError(
        .record, stored.path,
        "is not the clip that request \(job.requestID ?? "?") brought; "
          + "put that one back, or move this one away")
    }
    events(.note("Asked for before, so it is taken from \(stored.path)."))
    if stored.path != order.clipPath.absolutePath {
      try AtomicOutput.write(bytes, to: order.clipPath, replacing: order.replacing)
    }
    let clip = try await Prober().clip(at: order.clipPath)
    let sidecar = try sidecar(
      order, requestID: job.requestID ?? "", billed: job.billableUnits,
      TakeTimes(submitted: job.createdAt, completed: job.updatedAt, downloaded: job.updatedAt),
      clip, sha256: stored.sha256)
    try AtomicOutput.write(try sidecar.json(), to: order.sidecarPath, replacing: true)
    return Take(sidecar: sidecar, path: order.clipPath, clip: clip, origin: .reused)
  }
}

/// When the stages of a request were seen.
struct TakeTimes {
  var submitted: Date
  var started: Date?
  var completed: Date?
  var downloaded: Date = .now
  private var runSeconds: Double?

  init(submitted: Date, completed: Date? = nil, downloaded: Date = .now) {
    self.submitted = submitted
    self.completed = completed
    self.downloaded = downloaded
  }

  mutating func saw(_ status: QueueStatus) {
    switch status {
    case .inProgress: started = started ?? .now
    case .completed(let completion):
      completed = .now
      runSeconds = completion.inferenceSeconds
    default: break
    }
  }

  var timings: TakeSidecar.Timings {
    TakeSidecar.Timings(
      submittedAt: submitted, startedAt: started, completedAt: completed ?? downloaded,
      downloadedAt: downloaded, queueSeconds: started?.timeIntervalSince(submitted),
      runSeconds: runSeconds)
  }
}

/// A clip's facts for its record; the path is left out, since files are moved.
struct ProbedClip: Encodable {
  let byteCount: Int
  let container: String
  let duration: Double?
  let video: VideoFacts?
  let audio: AudioFacts?
  let tags: [String: String]

  init(_ clip: Clip) {
    byteCount = clip.byteCount
    container = clip.container
    duration = clip.duration
    video = clip.video
    audio = clip.audio
    tags = clip.tags
  }
}
