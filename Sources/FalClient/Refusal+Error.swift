extension Refusal {
  /// The error a person gets to see for a call that must not be confused with a failed job.
  func error(during task: String, credential: Credential) -> FalError {
    let (code, sentence) = meaning(during: task)
    var error = FalError(code, credential.blotted(outOf: sentence), status: status)
    error.detail = detail.map(credential.blotted)
    error.errorType = errorType
    error.fieldErrors = fieldErrors
    error.requestID = requestID
    error.retryAfter = retryAfter
    error.isRetryable = code == .temporary || code == .notFinished
    return error
  }

  /// Whether a 403 is about money, by the words fal uses (protocol guide 4.3).
  var isAboutBalance: Bool {
    guard status == 403 || status == 402 else { return false }
    let words = (detail ?? "").lowercased()
    return words.contains("locked") || words.contains("balance")
  }

  private func meaning(during task: String) -> (FalError.Code, String) {
    let said = detail.map { ": \($0)" } ?? ""
    switch status {
    case 401:
      return (
        .keyRefused,
        "fal refused the key (401\(said)); check FAL_KEY, keys are made in fal's dashboard."
      )
    case 402 where isAboutBalance, 403 where isAboutBalance:
      return (
        .balance,
        "The fal account is locked or its balance is used up (\(status)\(said)); add credit there."
      )
    case 404 where isPage, 410 where isPage:
      // A page of somebody in between, such as a hotel's, proves nothing about the job.
      return (
        .temporary,
        "\(task): something that is not fal answered (\(status)\(said)); try again later."
      )
    case 404, 410:
      return (.notFound, "\(task): fal knows nothing of it, or not any more (\(status)\(said)).")
    case 422:
      return (.invalidInput, "\(task): fal refused the input (422\(said)).")
    case 504 where isStartTimeout:
      return (.expired, "\(task): the job did not start before its deadline (504\(said)).")
    case 400 where isInProgress:
      return (.notFinished, "\(task): the job is still running (400\(said)).")
    case 408, 429, 500...599:
      return (.temporary, "\(task): fal is busy or ill (\(status)\(said)); try again later.")
    case 300..<400:
      return (
        .badAnswer, "\(task): the server redirects (\(status)), which is never followed here."
      )
    default:
      return (.refused, "\(task): fal refused (\(status)\(said)).")
    }
  }

  private var isInProgress: Bool { detail?.lowercased().contains("in progress") == true }
}
