/// Tells a failed job from a failed question about it. Pure.
///
/// The result call answers with the model's own status, so that a 500 may mean either.
struct JobFailure {
  let error: FalError

  init(
    _ refusal: Refusal, _ ticket: Ticket, _ task: String, _ completion: QueueStatus.Completion?,
    _ credential: Credential
  ) {
    var general = refusal.error(during: task, credential: credential)
    general.requestID = ticket.requestID
    if refusal.status == 202 {
      var early = FalError(.notFinished, "\(task): there is none yet.", status: 202)
      early.requestID = ticket.requestID
      error = early
      return
    }
    let isAboutTheCall =
      [.keyRefused, .balance, .notFound, .notFinished].contains(general.code)
      || [403, 408, 429].contains(refusal.status)
    // A 500 after a status that told of no error is fal's own trouble with the question: to take
    // it for the job's end would have a paid clip asked for, and paid, a second time.
    let isTheJobs =
      !refusal.fieldErrors.isEmpty || refusal.isStartTimeout
      || (completion?.isFailure ?? (refusal.errorType != nil || refusal.retryHint != nil))
      || ((400..<500).contains(refusal.status) && refusal.isStructured)
    if isAboutTheCall || !isTheJobs {
      // A page or a redirect of something in between says nothing about the job, whatever its
      // status: the job stands, and its result is asked for again.
      if refusal.status < 500, !isAboutTheCall {
        general = FalError(
          .badAnswer, "\(task): the answer (\(refusal.status)) is not fal's; try again.",
          status: refusal.status, requestID: ticket.requestID)
        general.isRetryable = refusal.status >= 400
      }
      // Asking again does not help when it is not finished; the caller polls the status.
      if general.code == .notFinished { general.isRetryable = false }
      error = general
      return
    }
    let type = refusal.errorType ?? refusal.fieldErrors.lazy.compactMap(\.type).first
    let reason = refusal.detail ?? completion?.error ?? type ?? "no reason given"
    var failure = Self.failure(ticket, type, reason, refusal.status, credential)
    if refusal.isStartTimeout {
      failure = general
      failure.isRetryable = false
    }
    failure.detail = general.detail
    failure.fieldErrors = refusal.fieldErrors
    failure.errorType = type ?? completion?.errorType
    failure.isWorthAnotherJob =
      refusal.retryHint ?? Self.mayGoWell(type)
    error = failure
  }

  /// The failure a status names although the result looks well.
  static func error(
    saidBy completion: QueueStatus.Completion, _ ticket: Ticket, _ credential: Credential
  ) -> FalError {
    var error = failure(
      ticket, completion.errorType, completion.error ?? completion.errorType ?? "no reason given",
      nil, credential)
    error.detail = completion.error.map(credential.blotted)
    error.errorType = completion.errorType
    error.isWorthAnotherJob = mayGoWell(completion.errorType)
    return error
  }

  private static func failure(
    _ ticket: Ticket, _ type: String?, _ reason: String, _ status: Int?, _ credential: Credential
  ) -> FalError {
    let isCancelled = type == "client_cancelled" || status == 499
    let sentence =
      isCancelled
      ? "Job \(ticket.shownID) was cancelled"
      : "Job \(ticket.shownID) failed: \(credential.blotted(outOf: reason).droppingFullStop)"
    let advice = isCancelled ? nil : type.flatMap(ErrorKind.named)?.sentence
    return FalError(
      isCancelled ? .cancelled : .jobFailed,
      sentence + (advice.map { " (\($0.droppingFullStop))." } ?? "."), status: status,
      requestID: ticket.requestID)
  }

  /// Whether the same job may go well when it is made anew; unknown kinds are taken not to.
  private static func mayGoWell(_ type: String?) -> Bool {
    type.flatMap(ErrorKind.named).map { $0.prospect != .never } ?? false
  }
}
