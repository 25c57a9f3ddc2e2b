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

  /// - Returns: the take of every shot, in order.
  /// - Throws: the failure when there was one; ``StudioError`` `.incomplete` for several.
  func makeAll(_ policy: ConcurrencyPolicy) async throws -> [Take] {
    var policy = policy
    var schedule = FilmSchedule(plan.storyboard, width: policy.width)
    var made: [Int: Take] = [:]
    var failures: [(index: Int, error: any Error)] = []
    try await withThrowingTaskGroup(of: (Int, Result<Take, any Error>).self) { group in
      func act(_ actions: [FilmSchedule.Action]) {
        for action in actions {
          switch action {
          case .skip(let index, let cause): events(.shotSkipped(index, because: cause))
          case .start(let index):
            let before = index > 0 ? made[index - 1] : nil
            group.addTask {
              do {
                return (index, .success(try await make(index, after: before)))
              } catch {
                return (index, .failure(error))
              }
            }
          }
        }
      }
      act(schedule.begin())
      while let (index, result) = try await group.next() {
        switch result {
        case .success(let take):
          made[index] = take
          learn(from: take, &policy, &schedule)
          events(.shotDone(index, take))
          act(schedule.finished(index))
        case .failure(let error):
          if Task.isCancelled { throw CancellationError() }
          failures.append((index, error))
          events(.shotFailed(index, error))
          // Every further request would meet the same answer.
          if Self.stopsEverything(error) { schedule.halt() }
          act(schedule.failed(index))
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
    return plan.storyboard.shots.indices.compactMap { made[$0] }
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

  private func make(_ index: Int, after before: Take?) async throws -> Take {
    let shot = plan.storyboard.shots[index]
    let folder = layout.shots[index]
    let picture = try await picture(of: shot, after: before)
    let identity = plan.identity(
      of: index, picture: picture.digest, model: takes.model, folder: layout.folder,
      isSimulated: isSimulated)
    let take: Take
    var isNewHere = false
    if let sidecar = try await shelf.take(identity.key, for: folder) {
      take = Take(
        sidecar: sidecar, path: folder.clip, clip: try await Prober().clip(at: folder.clip),
        origin: .reused)
    } else {
      isNewHere = true
      try await shelf.makeRoom(in: folder, for: identity.key)
      try AtomicOutput.write(picture.png, to: folder.picture, replacing: true)
      take = try await takes.make(
        TakeOrder(
          identity: identity, picture: picture, picturePath: folder.picture.lastPathPart,
          clipPath: folder.clip, sidecarPath: folder.sidecar, replacing: true,
          project: layout.folder)
      ) { events(.shot(index, $0)) }
    }
    if try WholeFile.digest(folder.picture) != picture.digest {
      try AtomicOutput.write(picture.png, to: folder.picture, replacing: true)
    }
    if isNewHere || !WholeFile.exists(folder.thumbnail) {
      let frame = try await FrameSampler().picture(
        at: .middle, of: folder.clip, longestSide: 640)
      try AtomicOutput.write(
        try PNG.encode(frame.bitmap), to: folder.thumbnail, replacing: true)
    }
    return take
  }

  private func picture(of shot: Shot, after before: Take?) async throws -> PreparedPicture {
    if let prepared = plan.pictures[shot.index] { return prepared }
    guard let before else {
      throw StudioError(.storyboard, plan.storyboard.file, "\(shot.name) has nothing to go on from")
    }
    let last = try await FrameSampler().picture(at: .last, of: before.path)
    return try await Preparer.prepare(
      last.bitmap, named: "the last frame of \(before.path)",
      options: PrepareOptions(aspect: plan.aspect))
  }
}
