internal import FalClient
internal import Footage
internal import FoundationEssentials
internal import Hailuo
internal import Outputs
internal import Transfers

extension TakeMaker {
  /// Waits for a request's result, brings the clip here, checks it, and puts it in its place.
  ///
  /// Goes on from wherever the job stands. The job must be this process's.
  func fetch(
    _ delivery: Delivery, _ job: Job, origin: Take.Origin, _ events: @escaping TakeEventHandler
  ) async throws -> Take {
    let times = TakeTimes(submitted: job.submittedAt ?? job.updatedAt)
    let inbox = Inbox(ledger: ledger.path)
    if try inbox.found(job) != nil {
      return try await store(delivery, job, times, origin: origin)
    }
    return try await fetchAnew(delivery, job, times, origin: origin, events)
  }

  private func fetchAnew(
    _ delivery: Delivery, _ job: Job, _ times: TakeTimes, origin: Take.Origin,
    _ events: @escaping TakeEventHandler
  ) async throws -> Take {
    var times = times
    let (answered, url) = try await answer(to: job, &times, events)
    var job = try await download(url, for: answered, events)
    times.downloaded = .now
    do {
      return try await store(delivery, job, times, origin: origin)
    } catch let error as FootageError where Self.isDamage(error) {
      // What the connection damaged is whole the second time; what the service damaged is not.
      let first = job.clip
      job = try await download(url, for: job, events)
      do {
        guard job.clip?.sha256 != first?.sha256 else { throw error }
        return try await store(delivery, job, times, origin: origin)
      } catch let error as FootageError where Self.isDamage(error) {
        throw try await keepAside(delivery, job, error)
      }
    }
  }

  private static func isDamage(_ error: FootageError) -> Bool {
    [.damaged, .noVideo, .unsupported].contains(error.code)
  }

  /// Watches the request to its end and writes the answer down; gives the clip's address.
  private func answer(
    to job: Job, _ times: inout TakeTimes, _ events: @escaping TakeEventHandler
  ) async throws -> (Job, url: String) {
    do {
      let ticket = try ticket(of: job)
      var wasRunning = job.state != .submitted
      var end: QueueStatus.Completion?
      for try await status in client.updates(of: ticket, schedule: schedule) {
        times.saw(status)
        report(status, events)
        if case .completed(let completion) = status { end = completion }
        if case .inProgress = status, !wasRunning {
          wasRunning = true
          try await ledger.recordWork(of: job.id)
        }
      }
      try Task.checkCancellation()
      let result = try await client.result(of: ticket, after: end)
      let response = try ClipResponse(parsing: result.body)
      let answered = try await ledger.recordResult(
        result.body, billableUnits: result.billableUnits, of: job.id)
      return (answered, response.videoURL)
    } catch let error as FalError {
      // The answer may be gone while the file is still there.
      if error.code == .notFound, let text = job.result {
        return (job, try ClipResponse(parsing: Array(text.utf8)).videoURL)
      }
      throw try await ended(job, error)
    }
  }

  /// Writes down what a failure means for a job, and says what to throw.
  private func ended(_ job: Job, _ error: FalError) async throws -> any Error {
    switch error.code {
    case .cancelled:
      try await ledger.recordCancellation(of: job.id, because: error.description)
    case .jobFailed, .expired, .invalidInput:
      try await ledger.recordFailure(of: job.id, because: error.description)
    case .notFound where job.isSimulated:
      try await ledger.recordFailure(of: job.id, because: "its simulator has ended")
    case .notFound:
      // Another account's key or another host says the same, so the job stays as it is.
      return StudioError(
        .clipLost, "job \(job.id)",
        "the service does not know request \(job.requestID ?? "?") (any more): check that the key "
          + "is of the account that asked for it, then run 'hailuo-studio jobs recover'")
    default: break
    }
    return error
  }

  private func download(
    _ url: String, for job: Job, _ events: @escaping TakeEventHandler
  ) async throws -> Job {
    let inbox = Inbox(ledger: ledger.path)
    try inbox.prepare()
    let path = inbox.clip(of: job)
    let output = try AtomicOutput.begin(at: path, replacing: true)
    let receipt: DownloadReceipt
    do {
      receipt = try await client.download(url, to: output.temporaryPath) {
        events(.downloading(completed: $0.completedByteCount, total: $0.totalByteCount))
      }
    } catch let error as FalError where error.code == .notFound && !job.isSimulated {
      throw StudioError(
        .clipLost, "job \(job.id)",
        "the clip of request \(job.requestID ?? "?") cannot be fetched (\(error.description)); "
          + "run 'hailuo-studio jobs recover' to try once more and to settle it")
    }
    let sha256 = try receipt.sha256 ?? FileDigest.sha256(ofFile: output.temporaryPath)
    try output.commit()
    ledger.crashPoints.pass("file.inbox.after")
    let bytes = try WholeFile.size(of: path)
    return try await ledger.recordDownload(
      StoredClip(path: path, bytes: bytes, sha256: sha256), of: job.id)
  }

  /// Decodes what lies in the inbox and puts it in its place: first the record, then the clip.
  ///
  /// In that order a clip in its place is never without its record, whenever the run is ended.
  private func store(
    _ delivery: Delivery, _ job: Job, _ times: TakeTimes, origin: Take.Origin
  ) async throws -> Take {
    guard let arrived = job.clip else {
      throw StudioError(.jobState, "job \(job.id)", "has no clip in the inbox")
    }
    try await ClipCheck().countFrames(of: arrived.path)
    let probed = try await Prober().clip(at: arrived.path)
    let sidecar = try sidecar(delivery, job, times, probed, sha256: arrived.sha256)
    let points = ledger.crashPoints
    if try WholeFile.digest(delivery.clipPath) != arrived.sha256 {
      let bytes = try WholeFile.bytes(of: arrived.path, limit: 1 << 30)
      guard FileDigest.sha256(of: bytes) == arrived.sha256 else {
        throw StudioError(.record, arrived.path, "was changed while it was read; run this again")
      }
      points.pass("file.sidecar.before")
      try AtomicOutput.write(try sidecar.json(), to: delivery.sidecarPath, replacing: true)
      points.pass("file.clip.before")
      try AtomicOutput.write(bytes, to: delivery.clipPath, replacing: delivery.replacing)
    } else {
      try AtomicOutput.write(try sidecar.json(), to: delivery.sidecarPath, replacing: true)
    }
    points.pass("file.clip.after")
    try await ledger.recordClip(
      StoredClip(
        path: delivery.clipPath.absolutePath, bytes: arrived.bytes, sha256: arrived.sha256),
      of: job.id)
    OutputFolder.discard(arrived.path)
    points.pass("file.inbox.removed")
    let clip = try await Prober().clip(at: delivery.clipPath)
    return Take(sidecar: sidecar, path: delivery.clipPath, clip: clip, origin: origin)
  }

  /// Keeps what does not decode beside the place it was meant for, and says so in the ledger.
  private func keepAside(
    _ delivery: Delivery, _ job: Job, _ error: FootageError
  ) async throws -> StudioError {
    guard var clip = job.clip else {
      return StudioError(.clipDamaged, delivery.clipPath, error.message)
    }
    let bytes = try WholeFile.bytes(of: clip.path, limit: 1 << 30)
    try AtomicOutput.write(bytes, to: delivery.damagedPath, replacing: true)
    let inboxPath = clip.path
    clip.path = delivery.damagedPath.absolutePath
    let reason =
      "what request \(job.requestID ?? "?") brought does not decode; it is kept as "
      + "\(delivery.damagedPath). Show it to fal's support; running this again asks for a new take, "
      + "which is paid for"
    try await ledger.recordFailure(of: job.id, because: reason, keeping: clip)
    OutputFolder.discard(inboxPath)
    return StudioError(.clipDamaged, delivery.clipPath, "\(reason) (\(error.message))")
  }

  private func report(_ status: QueueStatus, _ events: TakeEventHandler) {
    switch status {
    case .inQueue(let position): events(.queued(position: position))
    case .inProgress(let logs): events(.running(log: logs.last?.message))
    default: break
    }
  }

  private func sidecar(
    _ delivery: Delivery, _ job: Job, _ times: TakeTimes, _ clip: Clip, sha256: String
  ) throws -> TakeSidecar {
    var sidecar = TakeSidecar(
      identity: delivery.identity, picture: delivery.picture,
      model: Model.named(delivery.identity.endpoint)?.title ?? model.title,
      requestID: job.requestID ?? "",
      price: TakePrice(
        microdollars: job.order.priceMicrodollars, billableUnits: job.billableUnits),
      timings: times.timings,
      clip: TakeSidecar.Clip(
        file: delivery.clipPath.lastPathPart, bytes: clip.byteCount, sha256: sha256),
      probe: try JSONValue(encoding: ProbedClip(clip)), toolVersion: toolVersion)
    // A simulator that was asked for as if it were the service marks its clips all the same.
    sidecar.simulated = sidecar.simulated || clip.isSimulated
    return sidecar
  }

  /// Gives a clip that another order has brought here a second place, without asking for it again.
  func copy(
    _ delivery: Delivery, _ job: Job, _ events: TakeEventHandler
  ) async throws -> Take {
    guard let stored = job.clip else {
      throw StudioError(.jobState, "job \(job.id)", "is stored and has no clip")
    }
    let bytes = try WholeFile.bytes(of: stored.path, limit: 1 << 30)
    guard FileDigest.sha256(of: bytes) == stored.sha256 else {
      throw StudioError(
        .record, stored.path,
        "is not the clip that request \(job.requestID ?? "?") brought; "
          + "put that one back, or move this one away")
    }
    let clip = try await Prober().clip(at: stored.path)
    let sidecar = try sidecar(
      delivery, job,
      TakeTimes(
        submitted: job.submittedAt ?? job.createdAt, completed: job.completedAt ?? job.updatedAt,
        downloaded: job.updatedAt),
      clip, sha256: stored.sha256)
    try AtomicOutput.write(try sidecar.json(), to: delivery.sidecarPath, replacing: true)
    if try WholeFile.digest(delivery.clipPath) != stored.sha256 {
      events(.note("Asked for before, so it is taken from \(stored.path)."))
      try AtomicOutput.write(bytes, to: delivery.clipPath, replacing: delivery.replacing)
    }
    return Take(
      sidecar: sidecar, path: delivery.clipPath,
      clip: try await Prober().clip(at: delivery.clipPath), origin: .reused)
  }
}
