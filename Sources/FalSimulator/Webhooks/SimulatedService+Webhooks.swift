internal import Synchronization
internal import Transfers

/// Telling webhooks how jobs ended, and publishing the keys that prove it.
extension SimulatedService {
  func signingKeys() -> Answer {
    .json(
      200, state.withLock { $0.signingKeys.document },
      headers: [("Cache-Control", "max-age=86400")])
  }

  /// A job has ended: its webhook is due.
  func ended(_ order: Order, _ outcome: JobOutcome) {
    if order.webhook != nil { post(.tell(order, outcome)) }
  }

  /// Tells one webhook, again and again until it listens or the pauses are used up.
  func tell(_ order: Order, _ outcome: JobOutcome) async {
    guard let target = order.webhook else { return }
    guard isOwn(target) else {
      note(order, attempt: 1, problem: "only addresses on this computer are called")
      return
    }
    var attempt = 1
    while true {
      let status = await deliver(order, outcome, to: target, attempt: attempt)
      let verdict = DeliveryVerdict(
        status: status, attempt: attempt, delays: options.webhooks.retryDelays)
      guard case .again(let delay) = verdict else { return }
      do { try await ContinuousClock().sleep(for: delay) } catch { return }
      attempt += 1
    }
  }

  private func isOwn(_ target: String) -> Bool {
    do {
      return try WebAddress(target).isLoopback
    } catch {
      return false
    }
  }

  /// One attempt; the answer's status.
  private func deliver(
    _ order: Order, _ outcome: JobOutcome, to target: String, attempt: Int
  ) async -> Int? {
    var flaw: WebhookFlaw?
    switch state.withLock({ $0.script.effect(at: .webhook) }) {
    case .webhook(let wanted)?: flaw = wanted
    case .hangUp?, .reset?, .hangUpUnread?:
      note(order, attempt: attempt, problem: "lost on purpose")
      return nil
    case .delay(let delay)?:
      do { try await ContinuousClock().sleep(for: delay) } catch { return nil }
    default: break
    }
    do {
      let letter = try WebhookLetter(
        requestID: order.requestID, result: .result(outcome), userID: options.webhooks.userID,
        unixTime: unixTime, keys: state.withLock { $0.signingKeys }, flaw: flaw)
      var status = 0
      for _ in 0..<(flaw == .duplicate ? 2 : 1) {
        status = try await send(letter, to: target)
        note(order, attempt: attempt, status: status)
      }
      return status
    } catch {
      note(order, attempt: attempt, problem: "\(error)")
      return nil
    }
  }

  private func send(_ letter: WebhookLetter, to target: String) async throws -> Int {
    var headers = HTTPHeaders()
    for (name, value) in letter.headers { headers.append(value, for: name) }
    headers.append("1", for: "x-hailuo-simulated")
    var request = HTTPRequest(.post, target, headers: headers, body: .bytes(letter.body))
    request.timeout = options.webhooks.timeout
    request.freshConnection = true
    return try await transport.send(request).status
  }

  private func note(
    _ order: Order, attempt: Int, status: Int? = nil, problem: String? = nil
  ) {
    state.withLock { state in
      state.record.deliveries.append(
        SimulatorRecord.Delivery(
          requestID: order.requestID, attempt: attempt, status: status, problem: problem))
    }
    log("webhook \(order.requestID) \(status.map(String.init) ?? "failed")")
  }
}
