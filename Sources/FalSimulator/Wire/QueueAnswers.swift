internal import FalClient

/// The queue's documents: what submit, status, result and cancel answer.
extension Answer {
  /// The three addresses of a job.
  static func links(_ base: String, app: String, requestID: String) -> [String: JSONValue] {
    let job = "\(base)/\(app)/requests/\(requestID)"
    return [
      "request_id": .string(requestID), "response_url": .string(job),
      "status_url": "\(job)/status", "cancel_url": "\(job)/cancel",
    ]
  }

  /// A job was accepted.
  static func accepted(_ links: [String: JSONValue], position: Int) -> Answer {
    var members = links
    members["gateway_request_id"] = links["request_id"]
    members["status"] = "IN_QUEUE"
    members["queue_position"] = .integer(position)
    return json(200, .object(members))
  }

  /// How far a job is: 202 until it is completed.
  static func status(
    _ view: JobBoard.View, links: [String: JSONValue], logs: JSONValue
  ) -> Answer {
    var code = 202
    if case .completed = view { code = 200 }
    return json(code, statusDocument(view, links: links, logs: logs))
  }

  /// What a status and a stream's event say.
  static func statusDocument(
    _ view: JobBoard.View, links: [String: JSONValue], logs: JSONValue
  ) -> JSONValue {
    var members = links
    switch view {
    case .waiting(let position):
      members["status"] = "IN_QUEUE"
      members["queue_position"] = .integer(position)
    case .running:
      members["status"] = "IN_PROGRESS"
      members["logs"] = logs
    case .completed(let outcome, _, let ran):
      members["status"] = "COMPLETED"
      members["logs"] = logs
      members["metrics"] = ["inference_time": ran.map { .number($0.inSeconds) } ?? .null]
      if let failure = outcome.failure {
        members["error"] = .string(failure.sentence)
        members["error_type"] = .string(failure.type)
      }
    }
    return .object(members)
  }

  /// What a completed job left: the model's own status, headers and body.
  static func result(_ outcome: JobOutcome) -> Answer {
    switch outcome {
    case .video(let video):
      json(
        200,
        [
          "video": [
            "url": .string(video.url), "content_type": "video/mp4",
            "file_name": "simulated.mp4", "file_size": .integer(video.byteCount),
          ]
        ],
        headers: [("X-Fal-Billable-Units", "\(video.billableSeconds)")])
    case .rejected(let status, let details):
      modelError(status, details)
    case .cancelled:
      platformError(499, type: "client_cancelled", "Request was cancelled by the client")
    case .startTimeout:
      startTimeout
    case .scripted(let refusal):
      Answer(refusal)
    }
  }

  private static var startTimeout: Answer {
    var answer = platformError(
      504, type: "request_timeout", "The request did not start before its deadline")
    answer.offer("X-Fal-Request-Timeout-Type", "user")
    return answer
  }

  static let cancellationRequested = json(202, ["status": "CANCELLATION_REQUESTED"])
  static let alreadyCompleted = json(400, ["status": "ALREADY_COMPLETED"])
}

extension Duration {
  /// The length in seconds, rounded to milliseconds.
  var inSeconds: Double {
    let milliseconds = self / .milliseconds(1)
    return milliseconds.rounded() / 1000
  }
}
