/// Tells a failed job from a failed question about it. Pure.
///
/// The result call answers with the model's own status, so that a 500 may mean either.
struct JobFailure {
  let error: FalError

  /// Kinds that may go well another time (protocol guide 4.2 and 4.3).
  static let transientTypes: Set<String> = [
    "internal_server_error", "generation_timeout", "downstream_service_error",
    "downstream_service_unavailable", "request_timeout", "startup_timeout",
    "runner_scheduling_failure", "runner_connection_timeout", "runner_disconnected",
    "runner_connection_refused", "runner_connection_error", "runner_incomplete_response",
    "runner_server_error", "internal_error",
  ]

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
    let isTheJobs =
      refusal.status < 500 || !refusal.fieldErrors.isEmpty || refusal.errorType != nil
      || refusal.retryHint != nil || refusal.isStartTimeout
    if isAboutTheCall || !isTheJobs {
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
      refusal.retryHint ?? type.map(Self.transientTypes.contains) ?? false
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
    error.isWorthAnotherJob = completion.errorType.map(transientTypes.contains) ?? false
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
    let advice = type.flatMap { Self.advice[$0] }.map { "; \($0)" } ?? ""
    return FalError(
      isCancelled ? .cancelled : .jobFailed, sentence + advice + ".", status: status,
      requestID: ticket.requestID)
  }

  /// What a person can do about it, by kind.
  private static let advice: [String: String] = [
    "content_policy_violation": "change the prompt or the picture",
    "no_media_generated": "change the prompt, or try once more",
    "file_download_error": "upload the picture again",
    "image_load_error": "prepare the picture again",
    "image_too_small": "use a larger picture",
    "image_too_large": "use a smaller picture",
    "file_too_large": "use a smaller file",
    "downstream_service_error": "it may go well another time",
    "downstream_service_unavailable": "it may go well another time",
    "generation_timeout": "it may go well another time",
  ]
}
