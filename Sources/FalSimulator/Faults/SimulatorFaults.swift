/// Everything that goes wrong in one run of a simulator, in the order in which it is tried.
public struct SimulatorFaults: Sendable, Hashable, ExpressibleByArrayLiteral {
  /// The single faults; the first one that is due at a call wins.
  public var faults: [SimulatorFault]

  /// Collects faults.
  public init(_ faults: [SimulatorFault]) {
    self.faults = faults
  }

  /// Collects faults.
  public init(arrayLiteral elements: SimulatorFault...) {
    self.init(elements)
  }
}

extension SimulatorFault {
  /// The account has no money: every submission is refused with 403.
  ///
  /// fal answers 403, not 402; the sentence is the one users report.
  public static let exhaustedBalance = SimulatorFault(
    .submit,
    .refuse(
      SimulatedRefusal(
        status: 403,
        body: #"{"detail":"User is locked. Reason: Exhausted balance. "#
          + #"Top up your balance at fal.ai/dashboard/billing."}"#)),
    times: .max)

  /// The job is created and the answer lost: the money question.
  public static let submitAnswerLost = SimulatorFault(.submit, .hangUpAfterWork)

  /// The submission is lost before it has any effect.
  public static let submitLost = SimulatorFault(.submit, .hangUp)

  /// The job is created, and the answer is 500.
  public static let submitMisreported = SimulatorFault(.submit, .misreport(.internalError))

  /// A step answers 500 so many times.
  public static func burst(of times: Int, at step: Step) -> SimulatorFault {
    SimulatorFault(step, .refuse(.internalError), times: times)
  }

  /// A step answers 429 so many times, and says when to come back.
  public static func tooManyRequests(
    at step: Step, retryAfterSeconds: Int = 1, times: Int = 1
  ) -> SimulatorFault {
    SimulatorFault(
      step,
      .refuse(
        SimulatedRefusal(
          status: 429,
          headers: ["Retry-After": "\(retryAfterSeconds)", "X-Fal-Needs-Retry": "1"],
          body: #"{"detail":"Too many requests","error_type":"concurrent_requests_limit"}"#)),
      times: times)
  }

  /// A download stops after so many bytes, once.
  public static func downloadCut(afterBytes count: Int) -> SimulatorFault {
    SimulatorFault(.download, .cut(afterBytes: max(0, count)))
  }

  /// Cancelling is acknowledged and has no effect: the job finishes and is billed.
  public static let cancelIgnored = SimulatorFault(
    .cancel, .refuse(SimulatedRefusal(status: 202, body: #"{"status":"CANCELLATION_REQUESTED"}"#)),
    times: .max)

  /// Files are gone.
  public static let filesExpired = SimulatorFault(
    .download, .refuse(SimulatedRefusal(status: 404, body: #"{"detail":"File not found"}"#)),
    times: .max)

  /// A step leads back to itself for ever.
  public static func redirectLoop(at step: Step) -> SimulatorFault {
    SimulatorFault(step, .refuse(.redirect(to: "{base}{path}")), times: .max)
  }

  /// The job is accepted and ends because a filter dislikes the prompt.
  public static let contentPolicyViolation = SimulatorFault(
    .submit,
    .failJob(
      SimulatedRefusal(
        status: 422, headers: ["X-Fal-Retryable": "false", "X-Fal-Needs-Retry": "0"],
        body: #"{"detail":[{"loc":["body","prompt"],"msg":"The content could not be processed "#
          + #"because it was flagged by a content checker.","#
          + #""type":"content_policy_violation"}]}"#)))
}

extension SimulatedRefusal {
  /// fal's own fault: 500 without a word about whether anything was done.
  public static let internalError = SimulatedRefusal(
    status: 500, headers: ["X-Fal-Error-Type": "internal_error"],
    body: #"{"detail":"Internal server error","error_type":"internal_error"}"#)

  /// A gateway's page in front of fal: not JSON.
  public static let badGateway = SimulatedRefusal(
    status: 502,
    body: "<html><head><title>502 Bad Gateway</title></head><body>nginx</body></html>",
    contentType: "text/html")

  /// Somebody else is said to know.
  public static func redirect(to address: String, status: Int = 302) -> SimulatedRefusal {
    SimulatedRefusal(
      status: status, headers: ["Location": address], body: "", contentType: "text/plain")
  }
}
