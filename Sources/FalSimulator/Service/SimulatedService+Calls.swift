internal import FalClient
internal import Synchronization

/// From a call to its answer: keys, faults, then the honest work.
extension SimulatedService {
  /// What is decided about a call before its body is read.
  enum Fate: Sendable {
    case refusal(Answer)
    case effect(SimulatorFault.Effect?)
  }

  /// Looks at the key, and counts the call against the faults.
  func fate(of call: Call, _ route: Route) -> Fate {
    if let refusal = refusal(of: call, route) { return .refusal(refusal) }
    return .effect(route.step.flatMap { step in state.withLock { $0.script.effect(at: step) } })
  }

  /// Answers one call. Never throws: whatever happens has a status, or is silence.
  func answer(_ call: Call, _ route: Route, _ fate: Fate) async -> Answer {
    note(call, route)
    switch fate {
    case .refusal(let answer): return sign(answer, call)
    case .effect(let effect): return sign(await answer(call, route, effect), call)
    }
  }

  /// Notes a call whose connection is closed before its body is read.
  func noteUnread(_ call: Call, _ route: Route) {
    note(call, route)
    log("\(call.method) \(call.loggedPath) closed")
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
    case .refuse(let refusal)?:
      return answer(refusal, to: call)
    case .misreport(let refusal)?:
      _ = await honestAnswer(call, route)
      return answer(refusal, to: call)
    case .hangUp?, .hangUpUnread?:
      return .silence
    case .hangUpAfterWork?:
      _ = await honestAnswer(call, route)
      return .silence
    case .reset?:
      return Answer(status: 0, delivery: .reset)
    case .resetAfterWork?:
      _ = await honestAnswer(call, route)
      return Answer(status: 0, delivery: .reset)
    case .delay(let delay)?:
      do { try await pause(for: delay) } catch { return .silence }
      return await honestAnswer(call, route)
    case .failJob(let refusal)?:
      return await honestAnswer(call, route, Quirks(scripted: refusal))
    case .ignoreRange?:
      return await honestAnswer(call, route, Quirks(ignoresRange: true))
    case .stream(let style)?:
      return await honestAnswer(call, route, Quirks(eventStyle: style))
    case .logs(let shape)?:
      return await honestAnswer(call, route, Quirks(logShape: shape))
    case nil, .webhook?:
      return await honestAnswer(call, route)
    case let effect?:
      var answer = await honestAnswer(call, route)
      answer.suffer(effect)
      return answer
    }
  }

  private func answer(_ refusal: SimulatedRefusal, to call: Call) -> Answer {
    Answer(refusal, base: state.withLock { $0.baseURL }, path: call.path)
  }

  /// What a fault changes in the honest work itself.
  struct Quirks: Sendable {
    var scripted: SimulatedRefusal?
    var ignoresRange = false
    var eventStyle = EventStyle()
    var logShape = LogShape.levelled
  }

  private func honestAnswer(
    _ call: Call, _ route: Route, _ quirks: Quirks = Quirks()
  ) async -> Answer {
    switch route {
    case .home: home()
    case .initiateUpload: initiateUpload(call, inParts: false)
    case .initiateMultipart: initiateUpload(call, inParts: true)
    case .putUpload(let token): putUpload(call, token: token)
    case .putUploadPart(let token, let number): putUploadPart(call, token: token, number)
    case .completeUpload(let token): completeUpload(call, token: token)
    case .storageToken: storageToken(call)
    case .fileUpload: uploadFile(call)
    case .fileMultipart: beginFileParts(call)
    case .filePart(let path, let upload, let number): putFilePart(call, path, upload, number)
    case .completeFile(let path, let upload): completeFile(call, path, upload)
    case .signFile(let path): signFile(call, path)
    case .file(let path): file(call, path: path, ignoresRange: quirks.ignoresRange)
    case .signingKeys: signingKeys()
    case .prices: prices(call)
    case .passes: passes(call)
    case .meta: .json(200, ["webhook_ip_ranges": ["127.0.0.1/32"]])
    case .submit(let endpoint): submit(call, to: endpoint, scripted: quirks.scripted)
    case .run(let endpoint): await runAtOnce(call, endpoint, scripted: quirks.scripted)
    case .status(let endpoint, let id): status(call, endpoint, id, quirks.logShape)
    case .stream(let endpoint, let id): stream(call, endpoint, id, quirks)
    case .result(let endpoint, let id): result(endpoint, id)
    case .cancel(let endpoint, let id): cancel(endpoint, id)
    case .control(let control): answer(control, call)
    case .wrongMethod(let allowed): .wrongMethod(allowed: allowed)
    case .unknown: .pathUnknown
    }
  }

  private func note(_ call: Call, _ route: Route) {
    let pass = Credential(call.header("authorization"))
    state.withLock { state in
      state.record.note(call.method, call.loggedPath)
      let leaks =
        switch (route.pass, pass) {
        case (.token, .key), (.nothing, .key), (.nothing, .other): true
        case (.nothing, .token(let token)): state.storageTokens[token] == nil
        default: false
        }
      if leaks {
        state.record.keyLeaks.append(
          SimulatorRecord.KeyLeak(method: call.method, path: call.loggedPath))
      }
    }
  }

  /// What an `Authorization` header shows.
  private enum Credential {
    case none
    case key(String)
    case token(String)
    case other

    init(_ header: String?) {
      guard let header else {
        self = .none
        return
      }
      let parts = header.split(separator: " ", maxSplits: 1)
      let value = parts.count == 2 ? String(parts[1].drop { $0 == " " }) : ""
      switch parts.first?.lowercased() {
      case "key": self = .key(value)
      case "bearer": self = .token(value)
      default: self = .other
      }
    }
  }

  /// 401, when a key or a token is needed and none fits.
  private func refusal(of call: Call, _ route: Route) -> Answer? {
    switch (route.pass, Credential(call.header("authorization"))) {
    case (.nothing, _), (.any, _): return nil
    case (.key, .none): return .keyMissing
    case (.key, .key(let key)):
      let fits = !key.isEmpty && options.requiredKey.map { $0 == key } ?? true
      return fits ? nil : .keyRefused
    case (.key, _): return .keyRefused
    case (.token, .token(let token)):
      let expiry = state.withLock { $0.storageTokens[token] }
      return expiry.map { now < $0 } == true ? nil : .tokenRefused
    case (.token, _): return .tokenRefused
    }
  }

  /// What every answer bears, and the log's line.
  private func sign(_ answer: Answer, _ call: Call) -> Answer {
    var answer = answer
    answer.offer("x-hailuo-simulated", "1")
    // A gateway in front of fal knows no request; clients tell it by that.
    if !answer.isPage { answer.offer("x-fal-request-id", RandomName.requestID()) }
    let status = answer.isSilent ? "closed" : String(answer.status)
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

extension Answer {
  /// Whether it is meant for people.
  fileprivate var isPage: Bool {
    headers.contains { $0.name.lowercased() == "content-type" && $0.value.hasPrefix("text/html") }
  }

  /// Applies the effects that change a finished answer; others change nothing.
  mutating func suffer(_ effect: SimulatorFault.Effect) {
    switch effect {
    case .cut(let count): delivery = .cut(afterBytes: count)
    case .truncate(let count): truncate(to: count)
    case .misstateLength(let error): lengthError = error
    case .drip(let bytes, let pause): delivery = .drip(bytes: max(1, bytes), every: pause)
    case .stall(let count): delivery = .stall(afterBytes: count)
    case .alter(let alteration): alter(by: alteration)
    case .closeWhenReused: closesWhenReused = true
    default: break
    }
  }
}
