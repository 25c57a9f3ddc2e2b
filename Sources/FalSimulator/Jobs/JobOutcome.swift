internal import FalClient

/// How a job ended.
enum JobOutcome: Hashable, Sendable {
  struct Video: Hashable, Sendable {
    let url: String
    let byteCount: Int
    let billableSeconds: Int
  }

  case video(Video)
  /// The model refused the input or failed.
  case rejected(status: Int, [ValidationDetail])
  case cancelled
  /// Its start deadline passed while it was waiting.
  case startTimeout
  /// A fault decided it.
  case scripted(SimulatedRefusal)

  /// What a status says about a failure; `nil` after a success.
  var failure: (sentence: String, type: String)? {
    switch self {
    case .video: nil
    case .rejected(let status, let details):
      (
        details.first?.message ?? "Invalid status code: \(status)",
        details.first?.type ?? "internal_error"
      )
    case .cancelled: ("Request was cancelled by the client", "client_cancelled")
    case .startTimeout: ("The request did not start before its deadline", "request_timeout")
    case .scripted(let refusal):
      refusal.status < 300
        ? nil : ("Invalid status code: \(refusal.status)", Self.type(in: refusal))
    }
  }

  private static func type(in refusal: SimulatedRefusal) -> String {
    let document = JSONValue(parsing: Array(refusal.body.utf8))
    if case .array(let details)? = document?["detail"], let type = details.first?["type"]?.text {
      return type
    }
    return document?["error_type"]?.text ?? "runner_server_error"
  }
}
