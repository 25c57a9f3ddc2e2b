internal import FalClient
internal import Footage
internal import Hailuo
internal import Outputs
internal import Raster
internal import Stills

/// Makes the shots of a film, several at a time, each after the one it goes on from.
struct ShotCrew: Sendable {
  let takes: TakeMaker
  let shelf: TakeShelf
  let plan: FilmPlan
  let layout: FilmLayout
  let isSimulated: Bool
  let events: FilmEventHandler

  /// How one shot ended.
  ///
  /// Made whole after the wait: optimised, Swift 6.3.1 loses the first part of a tuple that a task
  /// returns when its second part is awaited.
  private struct Outcome: Sendable {
    let index: Int
    let result: Result<Take, any Error>
  }

  /// - Returns: the take of every shot, in order.
  /// - Throws: the failure when there was one; ``StudioError`` `.incomplete` for several.
  func makeAll(_ policy: ConcurrencyPolicy) async throws -> [Take] {
    var policy = policy
    var schedule = FilmSchedule(plan.storyboard, width: policy.width)
    var made: [Int: Take] = [:]
    var failures: [(index: Int, error: any Error)] = []
    let queue = SubmissionQueue()
    try await withThrowingTaskGroup(of: Outcome.self) { group in
      var actions = schedule.begin()
      while true {
        for index in starting(actions) {
          let before = index > 0 ? made[index - 1] : nil
          let place = queue.enter()
          group.addTask {
            defer { queue.leave(place) }
            return await outcome(of: index, after: before, queue, place)
          }
        }
        guard let outcome = try await group.next() else { break }
        switch outcome.result {
        case .success(let take):
          made[outcome.index] = take
          learn(from: take, &policy, &schedule)
          events(.shotDone(outcome.index, take))
          actions = schedule.finished(outcome.index)
        case .failure(let error):
          if Task.isCancelled { throw CancellationError() }
          failures.append((outcome.index, error))
          events(.shotFailed(outcome.index, error))
          // Every further request would meet the same answer.
          if Self.stopsEverything(error) { schedule.halt() }
          actions = schedule.failed(outcome.index)
        }
      }
    }
    try Task.checkCancellation()
    if let first = failures.first {
      // One failure is thrown as it is, so that its kind decides what the program answers.
      if failures.count == 1 { throw first.error }
      if let grave = failures.first(where: { Self.needsAPerson($0.error) }) { throw grave.error }
      let names = failures.map { plan.storyboard.shots[$0.index].name }.joined(separator: ", ")
      throw StudioError(
        .incomplete, plan.storyboard.file,
        "\(failures.count) shots could not be made: \(names). The others are kept; run this again "
          + "to go on")
    }
    return try plan.storyboard.shots.map { shot in
      guard let take = made[shot.index] else {
        throw StudioError(.jobState, shot.name, "ended without a clip and without a reason")
      }
      return take
    }
  }

  /// Reports the shots that are skipped, and gives those that start.
  private func starting(_ actions: [FilmSchedule.Action]) -> [Int] {
    var indexes: [Int] = []
    for action in actions {
      switch action {
      case .start(let index): indexes.append(index)
      case .skip(let index, let cause): events(.shotSkipped(index, because: cause))
      }
    }
    return indexes
  }

  private func outcome(
    of index: Int, after before: Take?, _ queue: SubmissionQueue, _ place: SubmissionQueue.Place
  ) async -> Outcome {
    let result: Result<Take, any Error>
    do {
      result = .success(try await make(index, after: before, queue, place))
    } catch {
      result = .failure(error)
    }
    return Outcome(index: index, result: result)
  }

  /// Only a request of this run tells how busy the service is now.
  private func learn(
    from take: Take, _ policy: inout ConcurrencyPolicy, _ schedule: inout FilmSchedule
  ) {
    guard take.origin == .made else { return }
    let timings = take.sidecar.timings
    policy.saw(
      queueSeconds: timings.queueSeconds, runSeconds: timings.runSeconds,
      wasFull: schedule.isFull)
    schedule.widen(to: policy.width)
  }

  private static func stopsEverything(_ error: any Error) -> Bool {
    if let error = error as? StudioError { return error.code == .overBudget }
    guard let error = error as? FalError else { return false }
    return [.keyMissing, .keyRefused, .balance, .configuration].contains(error.code)
  }

  private static func needsAPerson(_ error: any Error) -> Bool {
    let code = (error as? StudioError)?.code
    return (error as? FalError)?.code == .ambiguous || code == .takeAmbiguous
      || code == .overBudget
  }

  private func make(
    _ index: Int, after before: Take?, _ queue: SubmissionQueue, _ place: SubmissionQueue.Place
  ) async throws -> Take {
    let shot = plan.storyboard.shots[index]
    let folder = layout.shots[index]
    let start = try await start(of: shot, after: before)
    let picture = start.picture
    let identity = plan.identity(
      of: index, picture: picture.digest, model: takes.model, folder: layout.folder,
      isSimulated: isSimulated)
    let order = TakeOrder(
      identity: identity, picture: picture, picturePath: folder.picture.lastPathPart,
      endPicture: plan.endPictures[index],
      endPicturePath: plan.endPictures[index].map { _ in folder.endPicture.lastPathPart },
      clipPath: folder.clip, sidecarPath: folder.sidecar, replacing: true, project: layout.folder)
    let take: Take
    var isNewHere = false
    if let sidecar = try await shelf.take(identity.key, for: folder) {
      try await takes.settle(order)
      take = Take(
        sidecar: sidecar, path: folder.clip, clip: try await Prober().clip(at: folder.clip),
        origin: .reused)
    } else {
      isNewHere = true
      try await shelf.makeRoom(in: folder, for: identity.key)
      if shot.isChained, let before { try await warn(of: shot, after: before) }
      try AtomicOutput.write(picture.png, to: folder.picture, replacing: true)
      try record(start.anchor, in: folder)
      take = try await takes.make(order) { event in
        switch event {
        // It stands in the service's queue now, or waits for somebody else.
        case .submitted, .resuming, .waiting: queue.leave(place)
        default: break
        }
        events(.shot(index, event))
      } turn: {
        try await queue.turn(of: place)
      }
    }
    try keep(picture, at: folder.picture)
    if let picture = plan.endPictures[index] { try keep(picture, at: folder.endPicture) }
    try record(start.anchor, in: folder)
    if isNewHere || !WholeFile.exists(folder.thumbnail) {
      let frame = try await FrameSampler().picture(
        at: .middle, of: folder.clip, longestSide: 640)
      let label = take.clip.isSimulated ? OriginLabel(.simulated) : take.sidecar.originLabel.bare
      try AtomicOutput.write(
        label.added(to: try PNG.encode(frame.bitmap)), to: folder.thumbnail, replacing: true)
    }
    return take
  }

  private func keep(_ picture: PreparedPicture, at path: String) throws {
    guard try WholeFile.digest(path) != picture.digest else { return }
    try AtomicOutput.write(picture.png, to: path, replacing: true)
  }

  /// Written before anything is asked for, so that a later run takes the same frame.
  private func record(_ anchor: ChainAnchor?, in folder: FilmLayout.ShotFolder) throws {
    guard let anchor else {
      if WholeFile.exists(folder.anchor) { OutputFolder.discard(folder.anchor) }
      return
    }
    guard try ChainAnchor.read(folder.anchor) != anchor else { return }
    try AtomicOutput.write(try anchor.json(), to: folder.anchor, replacing: true)
  }

  private func start(of shot: Shot, after before: Take?) async throws -> ChainStart {
    if let prepared = plan.pictures[shot.index] {
      return ChainStart(picture: prepared, anchor: nil)
    }
    guard let before else {
      throw StudioError(.storyboard, plan.storyboard.file, "\(shot.name) has nothing to go on from")
    }
    return try await ChainStart.find(
      in: (before.path, before.sidecar.clip.sha256), shot.anchor,
      record: layout.shots[shot.index].anchor, options: plan.pictureOptions)
  }

  /// Says so when a chain is about to go on from a frame that nothing good can come of.
  private func warn(of shot: Shot, after before: Take) async throws {
    let anchor = try await AnchorFinder().anchor(of: before.path)
    guard let trouble = anchor.troubleAtEnd else { return }
    let name = plan.storyboard.shots[shot.index - 1].name
    let advice =
      switch (shot.anchor, anchor.framesAfter) {
      case (.last, 1...): "; 'anchor: best' would go on from an earlier one"
      case (_, 0): ", and so are those before it; a picture may be a better start"
      case (.best, _): "; \(anchor.framesAfter) frames at its end are left out"
      default: ""
      }
    events(.shot(shot.index, .note("the last frame of \(name) is \(trouble.rawValue)\(advice)")))
  }
}
