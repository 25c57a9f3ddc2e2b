internal import Transfers

/// What one attempt to submit came to, and what may be done next. Pure; the heart of the rule that
/// nobody pays twice (protocol guide 9.2).
enum SubmitOutcome: Sendable {
  /// A job exists and this is its ticket.
  case accepted(Ticket)
  /// No job was made, and sending again is safe.
  case notTaken(FalError, mayUseBackup: Bool)
  /// No job was made, and sending again would not help.
  case refused(FalError)
  /// fal saw the request: whether there is a job of this id must be asked, not tried.
  case mustAsk(requestID: String, FalError)
  /// Nobody knows. It must not be sent again.
  case ambiguous(FalError)

  /// Judges an answer.
  init(_ response: HTTPResponse, to endpoint: EndpointID, hosts: FalHosts, credential: Credential) {
    let task = "Submitting to \(endpoint)"
    if response.isSuccess {
      self = Self.acceptance(response, endpoint, hosts)
      return
    }
    let refusal = Refusal(response)
    let error = refusal.error(during: task, credential: credential)
    switch response.status {
    case 400, 401, 403, 404, 410, 413, 422:
      self = .refused(error)
    case 429 where refusal.retryHint == false:
      self = .refused(error)
    case 429:
      self = .notTaken(error, mayUseBackup: false)
    case 503 where refusal.retryHint == true:
      self = .notTaken(error, mayUseBackup: false)
    case 504 where refusal.isStartTimeout:
      self = .refused(error)
    case 500...599:
      let unknown = Self.unknown(endpoint, "fal answered \(response.status)", refusal)
      self = refusal.requestID.map { .mustAsk(requestID: $0, unknown) } ?? .ambiguous(unknown)
    default:
      self = .ambiguous(Self.unknown(endpoint, "fal answered \(response.status)", refusal))
    }
  }

  /// Judges a connection that brought no answer.
  init(_ failure: TransferError, to endpoint: EndpointID) {
    guard failure.nothingWasSent else {
      var error = Self.unknown(endpoint, failure.message.droppingFullStop, nil)
      error.cause = failure
      self = .ambiguous(error)
      return
    }
    var error = FalError(
      .notSent, "Submitting to \(endpoint): nothing was sent; \(failure.message)")
    error.cause = failure
    error.isRetryable = failure.isTransient
    self =
      failure.isTransient
      ? .notTaken(error, mayUseBackup: failure.code == .resolve || failure.code == .connect)
      : .refused(error)
  }

  private static func acceptance(
    _ response: HTTPResponse, _ endpoint: EndpointID, _ hosts: FalHosts
  ) -> SubmitOutcome {
    let json = JSONValue(parsing: response.body)
    guard let id = json?["request_id"]?.text,
      let job = JobAddress(requestID: id, endpoint: endpoint, hosts: hosts)
    else {
      let reason = "fal answered \(response.status) without a readable request id"
      return .ambiguous(unknown(endpoint, reason, Refusal(response)))
    }
    return .accepted(
      Ticket(
        requestID: id, endpoint: endpoint,
        statusURL: job.url(.status, preferring: json?["status_url"]?.text),
        responseURL: job.url(.response, preferring: json?["response_url"]?.text),
        cancelURL: job.url(.cancel, preferring: json?["cancel_url"]?.text)))
  }

  private static func unknown(
    _ endpoint: EndpointID, _ reason: String, _ refusal: Refusal?
  ) -> FalError {
    let reason = reason + (refusal?.requestID.map { " for request \($0)" } ?? "")
    var error = FalError(
      .ambiguous,
      "Submitting to \(endpoint): \(reason), so it is unknown whether a job was made and will be "
        + "charged; it is not sent again, look at the requests in fal's dashboard first.",
      status: refusal?.status, requestID: refusal?.requestID)
    error.errorType = refusal?.errorType
    return error
  }
}

extension String {
  /// The sentence without its full stop, to go on with a clause.
  var droppingFullStop: String { hasSuffix(".") ? String(dropLast()) : self }
}
