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
  ///
  /// - Parameter answer: the result, when a webhook brought it.
  func fetch(
    _ delivery: Delivery, _ job: Job, origin: Take.Origin, given answer: FalResult? = nil,
    _ events: @escaping TakeEventHandler
  ) async throws -> Take {
    let times = TakeTimes(submitted: job.submittedAt ?? job.updatedAt)
    let inbox = Inbox(ledger: ledger.path)
    if try inbox.found(job) != nil {
      return try await store(delivery, job, times, origin: origin, events)
    }
    return try await fetchAnew(delivery, job, times, origin: origin, given: answer, events)
  }

  private func fetchAnew(
    _ delivery: Delivery, _ job: Job, _ times: TakeTimes, origin: Take.Origin,
    given answer: FalResult?, _ events: @escaping TakeEventHandler
  ) async throws -> Take {
    var times = times
    let answered: (job: Job, url: String)
    switch try await end(of: job, given: answer, &times, events) {
    case .here(let job, let url): answered = (job, url)
    case .settledElsewhere(let job): return try await take(of: job, delivery, origin, events)
    }
    var job = try await download(answered.url, for: answered.job, events)
    times.downloaded = .now
    do {
      return try await store(delivery, job, times, origin: origin, events)
    } catch let error as FootageError where Self.isDamage(error) {
      // What the connection damaged is whole the second time; what the service damaged is not.
      let first = job.clip
      job = try await download(answered.url, for: job, events)
      do {
        guard job.clip?.sha256 != first?.sha256 else { throw error }
        return try await store(delivery, job, times, origin: origin, events)
      } catch let error as FootageError where Self.isDamage(error) {
        throw try await keepAside(delivery, job, error)
      }
    }
  }

  private static func isDamage(_ error: FootageError) -> Bool {
    [.damaged, .noVideo, .unsupported].contains(error.code)
  }

  /// The take of a job that another process has brought to its end meanwhile.
  private func take(
    of job: Job, _ delivery: Delivery, _ origin: Take.Origin, _ events: @escaping TakeEventHandler
  ) async throws -> Take {
    switch job.state {
    case .stored: return try await copy(delivery, job, events)
    case .downloaded:
      let times = TakeTimes(submitted: job.submittedAt ?? job.updatedAt)
      return try await store(delivery, job, times, origin: origin, events)
    case .cancelled:
      throw FalError(.cancelled, job.error ?? "Job \(job.id) was cancelled.")
    default:
      throw FalError(.jobFailed, job.error ?? "Job \(job.id) is \(job.state.rawValue).")
    }
  }

  /// How waiting for a request ended.
  private enum End: Sendable {
    /// Its result is written down; the clip lies at this address.
    case here(Job, url: String)
    /// Another process has brought the job to its end.
    case settledElsewhere(Job)
  }

  /// Waits for a request's end and writes the answer down.
  private func end(
    of job: Job, given answer: FalResult?, _ times: inout TakeTimes,
    _ events: @escaping TakeEventHandler
  ) async throws -> End {
    var job = job
    do {
      var result = answer
      if result == nil {
        let ticket = try ticket(of: job)
        let news = try await news(of: job, ticket, times, events)
        times = news.times
        if let changed = news.job {
          guard changed.state == .completed else { return .settledElsewhere(changed) }
          job = changed
        }
        try Task.checkCancellation()
        result = try await heard(by: events).result(of: ticket, after: news.completion)
      }
      guard let result else { throw CancellationError() }
      let response = try ClipResponse(parsing: result.body)
      let answered = try await ledger.recordResult(
        result.body, billableUnits: result.billableUnits, of: job.id)
      return .here(answered, url: response.videoURL)
    } catch let error as FalError {
      // The answer may be gone while the file is still there.
      if error.code == .notFound, let text = job.result {
        return .here(job, url: try ClipResponse(parsing: Array(text.utf8)).videoURL)
      }
      throw try await ended(job, error)
    }
  }

  /// What was heard of a request's end, from the service or from another process.
  private struct News: Sendable {
    var times: TakeTimes
    var completion: QueueStatus.Completion?
    /// The job as another process has written it down.
    var job: Job?
  }

  /// Follows a request at the service and in the ledger; whoever tells of its end first is heard.
  private func news(
    of job: Job, _ ticket: Ticket, _ times: TakeTimes, _ events: @escaping TakeEventHandler
  ) async throws -> News {
    // A job that is not awaited any more has no news to wait for; the service is asked for it anew.
    guard [.submitted, .running].contains(job.state) else {
      return try await newsOfService(job, ticket, times, events)
    }
    return try await withThrowingTaskGroup(of: News.self) { group in
      group.addTask { try await newsOfService(job, ticket, times, events) }
      group.addTask {
        News(times: times, job: try await ledger.newsFromElsewhere(of: job.id))
      }
      defer { group.cancelAll() }
      guard let first = try await group.next() else { throw CancellationError() }
      return first
    }
  }

  private func newsOfService(
    _ job: Job, _ ticket: Ticket, _ times: TakeTimes, _ events: @escaping TakeEventHandler
  ) async throws -> News {
    var news = News(times: times)
    var wasRunning = job.state != .submitted
    let client = heard(by: events)
    for try await status in client.updates(of: ticket, by: updates, schedule: schedule) {
      news.times.saw(status)
      report(status, events)
      if case .completed(let completion) = status { news.completion = completion }
      if case .inProgress = status, !wasRunning {
        wasRunning = true
        // Another process may have written down its end in this very moment.
        do { try await ledger.recordWork(of: job.id) } catch StudioError.Code.jobState {}
      }
    }
    try Task.checkCancellation()
    return news
  }

  /// Writes down what a failure means for a job, and says what to throw.
  private func ended(_ job: Job, _ error: FalError) async throws -> any Error {
    // Another process may have written it down already.
    guard try await ledger.job(job.id).state.isAwaited else { return error }
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
      receipt = try await heard(by: events).download(url, to: output.temporaryPath) {
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
    _ delivery: Delivery, _ job: Job, _ times: TakeTimes, origin: Take.Origin,
    _ events: TakeEventHandler
  ) async throws -> Take {
    guard let arrived = job.clip else {
      throw StudioError(.jobState, "job \(job.id)", "has no clip in the inbox")
    }
    try await ClipCheck().countFrames(of: arrived.path)
    let probed = try await Prober().clip(at: arrived.path)
    let sidecar = try sidecar(delivery, job, times, probed, sha256: arrived.sha256)
    let points = ledger.crashPoints
    // The same bytes with another take's record are that take; simulated clips can be equal.
    let isThere = try WholeFile.digest(delivery.clipPath) == arrived.sha256
    if !isThere || delivery.holdsAnotherTake {
      let bytes = try WholeFile.bytes(of: arrived.path, limit: 1 << 30)
      guard FileDigest.sha256(of: bytes) == arrived.sha256 else {
        throw StudioError(.record, arrived.path, "was changed while it was read; run this again")
      }
      if delivery.replacing { try await makeRoom(for: delivery, events) }
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
  ///
  /// The job stays: it was paid for, so the same wish fetches it once more and never pays again.
  private func keepAside(
    _ delivery: Delivery, _ job: Job, _ error: FootageError
  ) async throws -> StudioError {
    guard let clip = job.clip else {
      return StudioError(.clipDamaged, delivery.clipPath, error.message)
    }
    let bytes = try WholeFile.bytes(of: clip.path, limit: 1 << 30)
    try AtomicOutput.write(bytes, to: delivery.damagedPath, replacing: true)
    let reason =
      "what request \(job.requestID ?? "?") brought does not decode; it is kept as "
      + "\(delivery.damagedPath), which fal's support may want to see. Running this again fetches "
      + "it once more and pays nothing; 'hailuo-studio jobs resolve \(job.id) --give-up' lets "
      + "another take be asked for, and paid for"
    try await ledger.recordDamage(of: job.id, because: reason)
    OutputFolder.discard(clip.path)
    return StudioError(.clipDamaged, delivery.clipPath, "\(reason) (\(error.message))")
  }

  /// The same client, telling of what keeps its answers away.
  func heard(by events: @escaping TakeEventHandler) -> FalClient {
    var client = client
    client.onTrouble = { events(.troubled($0.sentence)) }
    return client
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
      identity: delivery.identity, picture: delivery.picture, endPicture: delivery.endPicture,
      model: models.first { $0.endpoint.id == delivery.identity.endpoint }?.title
        ?? delivery.identity.endpoint,
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
    let isThere =
      try WholeFile.digest(delivery.clipPath) == stored.sha256 && !delivery.holdsAnotherTake
    if !isThere, delivery.replacing { try await makeRoom(for: delivery, events) }
    try AtomicOutput.write(try sidecar.json(), to: delivery.sidecarPath, replacing: true)
    if !isThere {
      events(.note("Asked for before, so it is taken from \(stored.path)."))
      try AtomicOutput.write(bytes, to: delivery.clipPath, replacing: delivery.replacing)
    }
    return Take(
      sidecar: sidecar, path: delivery.clipPath,
      clip: try await Prober().clip(at: delivery.clipPath), origin: .reused)
  }
}
