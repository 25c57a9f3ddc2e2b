internal import Synchronization

/// From a call to its answer: keys, faults, then the honest work.
extension SimulatedService {
  /// Answers one call. Never throws: whatever happens has a status, or is silence.
  func answer(_ call: Call, _ route: Route) async -> Answer {
    note(call, route)
    var answer = refusal(of: call, route)
    if answer == nil {
      let effect = route.step.flatMap { step in state.withLock { $0.script.effect(at: step) } }
      answer = await self.answer(call, route, effect)
    }
    return sign(answer ?? .silence, call)
  }

  /// The answer to a call whose body is longer than it may be.
  func answerTooLarge(_ call: Call, _ route: Route) -> Answer {
    note(call, route)
    var answer = Answer.tooLarge(limit: route.bodyLimit(uploads: options.uploadLimit))
    answer.offer("Connection", "close")
    return sign(answer, call)
  }

  private func answer(
    _ call: Call, _ route: Route, _ effect: SimulatorFault.Effect?
  ) async -> Answer {
    switch effect {
    case nil:
      return await honestAnswer(call, route)
    case .refuse(let refusal)?:
      return Answer(refusal)
    case .misreport(let refusal)?:
      _ = await honestAnswer(call, route)
      return Answer(refusal)
    case .hangUp?:
      return .silence
    case .hangUpAfterWork?:
      _ = await honestAnswer(call, route)
      return .silence
    case .cut(let count)?:
      var answer = await honestAnswer(call, route)
      answer.delivery = .cut(afterBytes: count)
      return answer
    case .delay(let delay)?:
      do { try await pause(for: delay) } catch { return .silence }
      return await honestAnswer(call, route)
    case .failJob(let refusal)?:
      return await honestAnswer(call, route, scripted: refusal)
    }
  }

  private func honestAnswer(
    _ call: Call, _ route: Route, scripted: SimulatedRefusal? = nil
  ) async -> Answer {
    switch route {
    case .home: home()
    case .initiateUpload: initiateUpload(call)
    case .putUpload(let token): putUpload(call, token: token)
    case .file(let path): file(call, path: path)
    case .submit(let endpoint): submit(call, to: endpoint, scripted: scripted)
    case .run(let endpoint): await runAtOnce(call, endpoint, scripted: scripted)
    case .status(let endpoint, let id): status(call, endpoint, id)
    case .result(let endpoint, let id): result(endpoint, id)
    case .cancel(let endpoint, let id): cancel(endpoint, id)
    case .wrongMethod(let allowed): .wrongMethod(allowed: allowed)
    case .unknown: .pathUnknown
    }
  }

  private func note(_ call: Call, _ route: Route) {
    let hasKey = call.header("authorization") != nil
    state.withLock { state in
      state.record.note(call.method, call.loggedPath)
      if hasKey, route.forbidsKey {
        state.record.keyLeaks.append(
          SimulatorRecord.KeyLeak(method: call.method, path: call.loggedPath))
      }
    }
  }

  /// 401, when a key is needed and none fits.
  private func refusal(of call: Call, _ route: Route) -> Answer? {
    guard route.needsKey else { return nil }
    guard let header = call.header("authorization") else { return .keyMissing }
    let parts = header.split(separator: " ", maxSplits: 1)
    guard parts.count == 2, parts[0].lowercased() == "key" else { return .keyRefused }
    let key = parts[1].drop { $0 == " " }
    guard !key.isEmpty, options.requiredKey.map({ $0 == key }) ?? true else { return .keyRefused }
    return nil
  }

  /// What every answer bears, and the log's line.
  private func sign(_ answer: Answer, _ call: Call) -> Answer {
    var answer = answer
    answer.offer("x-hailuo-simulated", "1")
    answer.offer("x-fal-request-id", RandomName.requestID())
    let status = answer.delivery == .none ? "closed" : String(answer.status)
    log("\(call.method) \(call.loggedPath) \(status)")
    return answer
  }

  private func home() -> Answer {
    .json(
      200,
      [
        "simulated": true,
        "endpoints": .array(SimulatedEndpoint.all.map { .string($0.id) }),
      ])
  }
}
