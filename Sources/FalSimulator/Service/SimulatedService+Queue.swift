internal import FalClient
internal import Synchronization

/// The queue host: submit, status, result, cancel; and the synchronous host.
extension SimulatedService {
  func submit(_ call: Call, to endpoint: EndpointPath, scripted: SimulatedRefusal?) -> Answer {
    switch enqueue(call, endpoint, scripted) {
    case .refused(let answer): answer
    case .accepted(let id, let position):
      answer(about: id) { .accepted(links(endpoint, id), position: position) }
    }
  }

  /// Submits, waits, and answers with the result.
  func runAtOnce(
    _ call: Call, _ endpoint: EndpointPath, scripted: SimulatedRefusal?
  ) async -> Answer {
    switch enqueue(call, endpoint, scripted) {
    case .refused(let answer): return answer
    case .accepted(let id, _):
      while true {
        if case .completed(let outcome, _, _)? = view(endpoint, id) {
          return answer(about: id) { .result(outcome) }
        }
        do { try await pause(for: .milliseconds(20)) } catch { return .silence }
      }
    }
  }

  func status(
    _ call: Call, _ endpoint: EndpointPath, _ id: String, _ shape: LogShape
  ) -> Answer {
    guard endpoint.path.isEmpty else { return .pathUnknown }
    guard let view = view(endpoint, id) else { return .requestUnknown }
    let logs: JSONValue = call.wantsLogs ? .array(logs(of: view, shape)) : .null
    return answer(about: id) { .status(view, links: links(endpoint, id), logs: logs) }
  }

  /// One event a change, each with the log lines that are new; ends after COMPLETED.
  func stream(
    _ call: Call, _ endpoint: EndpointPath, _ id: String, _ quirks: Quirks
  ) -> Answer {
    guard endpoint.path.isEmpty else { return .pathUnknown }
    guard view(endpoint, id) != nil else { return .requestUnknown }
    let links = links(endpoint, id)
    let wantsLogs = call.wantsLogs
    let events = StatusEvents(
      quirks.eventStyle,
      look: { [self] in
        guard let view = view(endpoint, id) else { return nil }
        return StatusEvents.Look(
          view: view, lines: wantsLogs ? logs(of: view, quirks.logShape) : [])
      },
      document: { view, lines in
        Answer.statusDocument(view, links: links, logs: wantsLogs ? .array(lines) : .null)
      },
      pause: { [self] in try await pause(for: $0) })
    return answer(about: id) {
      Answer(
        status: 200,
        headers: [
          ("Content-Type", "text/event-stream"), ("Cache-Control", "no-cache"),
          ("Connection", "close"),
        ], body: .events(events))
    }
  }

  func result(_ endpoint: EndpointPath, _ id: String) -> Answer {
    guard endpoint.path.isEmpty else { return .pathUnknown }
    guard let view = view(endpoint, id) else { return .requestUnknown }
    guard case .completed(let outcome, _, _) = view else {
      return answer(about: id) { .stillInProgress }
    }
    return answer(about: id) { .result(outcome) }
  }

  func cancel(_ endpoint: EndpointPath, _ id: String) -> Answer {
    guard endpoint.path.isEmpty else { return .pathUnknown }
    guard view(endpoint, id) != nil else { return .requestUnknown }
    let (verdict, runner) = state.withLock { state in
      let verdict = state.board.cancel(id, at: now)
      guard verdict == .signalled else {
        return (verdict, nil as Task<JobOutcome, Never>?)
      }
      if let runner = state.runners[id] ?? nil { return (verdict, runner) }
      state.runners[id] = .some(nil)
      return (verdict, nil)
    }
    runner?.cancel()
    if verdict == .removed, let order = state.withLock({ $0.orders[id] }) {
      ended(order, .cancelled)
    }
    return answer(about: id) {
      verdict == .tooLate ? .alreadyCompleted : .cancellationRequested
    }
  }

  private enum Enqueued {
    case refused(Answer)
    case accepted(id: String, position: Int)
  }

  private func enqueue(
    _ call: Call, _ endpoint: EndpointPath, _ scripted: SimulatedRefusal?
  ) -> Enqueued {
    guard let model = SimulatedEndpoint.named(endpoint.id) else {
      return .refused(.appUnknown(endpoint))
    }
    guard let input = JSONValue(parsing: call.body) else { return .refused(.notJSON) }
    let limit = call.queryItem("fal_max_queue_length").flatMap { Int($0) }
    let patience = call.header("x-fal-request-timeout").flatMap { Double($0) }
    let order = Order(
      requestID: RandomName.requestID(), endpoint: endpoint, model: model, input: input,
      scripted: scripted, webhook: call.queryItem("fal_webhook"),
      intent: intent(endpoint, input), headers: call.falHeaders)
    let id = order.requestID

    let enqueued: Enqueued = state.withLock { state in
      let now = now
      if let limit, state.board.waitingCount(at: now) > limit {
        return .refused(.queueTooLong(limit: limit))
      }
      // A year is as good as for ever, and cannot overflow.
      let deadline = patience.map { now + .seconds(min(max($0, 0), 31_536_000)) }
      state.board.submit(id, at: now, startDeadline: deadline)
      state.orders[id] = order
      state.record.submissions.append(
        SimulatorRecord.Submission(
          requestID: id, endpoint: endpoint.id, input: call.body, prompt: input["prompt"]?.text,
          imageURL: input["image_url"]?.text, duration: input["duration"]?.text,
          headers: call.falHeaders, webhook: order.webhook))
      guard case .waiting(let position)? = state.board.view(of: id, at: now) else {
        return .accepted(id: id, position: 0)
      }
      return .accepted(id: id, position: position)
    }
    if case .accepted = enqueued { post(.look(after: options.pace.queueDelay)) }
    return enqueued
  }

  /// `nil` when there is no such job of this app.
  private func view(_ endpoint: EndpointPath, _ id: String) -> JobBoard.View? {
    state.withLock { state in
      guard state.orders[id]?.endpoint.app == endpoint.app else { return nil }
      return state.board.view(of: id, at: now)
    }
  }

  private func links(_ endpoint: EndpointPath, _ id: String) -> [String: JSONValue] {
    Answer.links(state.withLock { $0.baseURL }, app: endpoint.app, requestID: id)
  }

  private func answer(about id: String, _ make: () -> Answer) -> Answer {
    var answer = make()
    answer.offer("x-fal-request-id", id)
    return answer
  }

  private func logs(of view: JobBoard.View, _ shape: LogShape) -> [JSONValue] {
    let log: JobLog
    let began: Duration
    switch view {
    case .waiting: return []
    case .running(let since):
      log = JobLog(elapsed: now - since, expected: options.pace.runDelay, outcome: nil)
      began = since
    case .completed(let outcome, let since, let ran):
      guard let ran, let since else { return [] }
      log = JobLog(elapsed: ran, expected: options.pace.runDelay, outcome: outcome)
      began = since
    }
    return log.lines.map { line in
      shape.shaped([
        "message": .string(line.message), "level": .string(line.level), "source": "USER",
        "timestamp": .string(timestamp(began + line.offset)),
      ])
    }
  }
}

extension Call {
  /// Whether a status shall come with the job's log.
  fileprivate var wantsLogs: Bool {
    queryItem("logs").map { ["1", "true"].contains($0.lowercased()) } ?? false
  }
}
