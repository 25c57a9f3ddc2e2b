internal import Transfers

extension FalClient {
  /// Submits a job, and makes at most one.
  ///
  /// The request goes over a connection of its own. It is repeated only when provably nothing was
  /// sent, or when fal says that it did not take it. Once it is on its way, cancelling the task
  /// does not stop it: the answer, which may mean a paid job, is waited for and returned.
  ///
  /// - Parameter input: the model's input, one JSON object.
  /// - Returns: the ticket, to be stored before anything else is done.
  /// - Throws: ``FalError`` `.ambiguous` when nobody knows whether a job was made, with the request
  ///   id if there was one; `.notSent`, `.temporary` when none was made; `.refused`,
  ///   `.invalidInput`, `.keyRefused`, `.balance`, `.notFound`, `.expired` when fal said no;
  ///   `.configuration` when a wish cannot be sent.
  public func submit(
    _ endpoint: EndpointID, input: [UInt8], options: SubmitOptions = SubmitOptions()
  ) async throws -> Ticket {
    guard case .object? = JSONValue(parsing: input) else {
      throw FalError(.invalidInput, "Submitting to \(endpoint): the input is no JSON object.")
    }
    try options.check(hosts: hosts)
    var backup = hosts.queueBackup
    var base = hosts.queue
    var attemptCount = 0
    while true {
      try Task.checkCancellation()
      let request = try submission(endpoint, input, options, at: base)
      let came = try await noticing("Submitting to \(endpoint)") {
        await outcome(of: request, to: endpoint)
      }
      switch came {
      case .accepted(let ticket): return ticket
      case .refused(let error), .ambiguous(let error): throw error
      case .mustAsk(let requestID, let unknown):
        var known: Ticket?
        // Also when cancelled meanwhile: that the outcome is unknown must not be lost.
        do { known = try await ticket(ofKnownJob: requestID, at: endpoint) } catch {}
        guard let known else { throw unknown }
        return known
      case .notTaken(let error, let mayUseBackup):
        if mayUseBackup, let other = backup {
          base = other
          backup = nil
          continue
        }
        base = hosts.queue
        attemptCount += 1
        guard
          let pause = retryPolicy.pause(
            afterAttempt: attemptCount, retryAfter: error.retryAfter, jitter: jitter())
        else { throw error }
        onTrouble(Trouble(task: error.message, error: error, remedy: .retry(after: pause)))
        try await clock.sleep(for: pause)
      }
    }
  }

  private func submission(
    _ endpoint: EndpointID, _ input: [UInt8], _ options: SubmitOptions, at base: BaseURL
  ) throws(FalError) -> HTTPRequest {
    var request = HTTPRequest(
      .post, base.text + "/" + endpoint.id, headers: apiHeaders, body: .bytes(input))
    request.headers["Content-Type"] = "application/json"
    try options.write(into: &request)
    request.freshConnection = true
    request.connectTimeout = limits.connect
    request.timeout = limits.submission
    return request
  }

  /// Sends the request in a task of its own, which the cancellation of ours does not reach.
  private func outcome(of request: HTTPRequest, to endpoint: EndpointID) async -> SubmitOutcome {
    let shielded = Task { [transport] in try await transport.send(request) }
    do {
      let response = try await shielded.value
      return SubmitOutcome(response, to: endpoint, hosts: hosts, credential: credential)
    } catch {
      let failure = error as? TransferError ?? TransferError(.aborted, "The connection failed.")
      return SubmitOutcome(failure, to: endpoint)
    }
  }

  /// Asks whether fal knows a job by this id; only a clear yes counts.
  ///
  /// - Returns: its ticket; nil when there is no such job of this endpoint, or the id can be no job's.
  /// - Throws: ``FalError`` when fal cannot be asked.
  public func ticket(ofKnownJob requestID: String, at endpoint: EndpointID) async throws -> Ticket?
  {
    guard JobAddress(requestID: requestID, endpoint: endpoint, hosts: hosts) != nil else {
      return nil
    }
    let ticket = try Ticket(requestID: requestID, endpoint: endpoint, hosts: hosts)
    do {
      if case .unknown = try await status(of: ticket) { return nil }
      return ticket
    } catch FalError.Code.notFound {
      return nil
    }
  }
}
