extension FaultCell {
  private static func cell(
    _ operation: Operation, _ fault: String, _ what: String, _ outcome: String, calls: Int = 1
  ) -> FaultCell {
    FaultCell(
      operation, fault, "[{at: \(operation.rawValue), \(what)}]", outcome, calls: calls, jobs: 1)
  }

  /// What happens to any question about a job: passing troubles are bridged, others end it.
  private static func questions(
    _ operation: Operation, _ good: String, always: Int = 3
  ) -> [FaultCell] {
    [
      cell(operation, "401", "answer: {status: 401, body: {detail: bad key}}", "keyRefused"),
      cell(
        operation, "403, no money",
        "answer: {status: 403, body: {detail: 'User is locked. Reason: Exhausted balance.'}}",
        "balance"),
      cell(operation, "408 once", "answer: {status: 408}", good, calls: 2),
      cell(operation, "410", "answer: {status: 410}", "notFound"),
      cell(
        operation, "429 once", "answer: {status: 429, headers: {Retry-After: '0'}}", good, calls: 2),
      cell(
        operation, "429, come back in an hour",
        "answer: {status: 429, headers: {Retry-After: '3600'}}", "temporary"),
      cell(operation, "500 once", "answer: {status: 500}", good, calls: 2),
      cell(operation, "500 twice", "answer: {status: 500}, times: 2", good, calls: 3),
      cell(operation, "500 for ever", "answer: {status: 500}, times: all", "temporary", calls: 3),
      cell(operation, "502 page once", "do: html", good, calls: 2),
      cell(operation, "503 once", "answer: {status: 503}", good, calls: 2),
      cell(operation, "599 once", "answer: {status: 599}", good, calls: 2),
      cell(operation, "closed unread once", "do: hang-up-unread", good, calls: 2),
      cell(operation, "closed once", "do: hang-up", good, calls: 2),
      cell(
        operation, "closed for ever", "do: hang-up, times: all", "unreachable", calls: always),
      cell(operation, "reset once", "do: reset", good, calls: 2),
      cell(operation, "answer late once", "delay: 5", good, calls: 2),
      cell(operation, "redirect to itself", "do: redirect-loop", "badAnswer"),
      cell(
        operation, "redirect inside the network",
        "answer: {status: 302, headers: {Location: 'http://169.254.169.254/'}}", "badAnswer"),
      cell(operation, "drop by drop", "drip: {bytes: 20, seconds: 0.002}", good),
      cell(operation, "connection spent", "do: close-when-reused", good),
    ]
  }

  /// What happens to a question whose answer is JSON and can be had again.
  private static func answers(_ operation: Operation, _ good: String) -> [FaultCell] {
    [
      cell(operation, "404", "answer: {status: 404, body: {status: NOT_FOUND}}", "notFound"),
      cell(operation, "closed after its work once", "do: hang-up-after-work", good, calls: 2),
      cell(operation, "reset after its work once", "do: reset-after-work", good, calls: 2),
      cell(operation, "answer cut once", "cut: 10", good, calls: 2),
      cell(operation, "answer truncated once", "truncate: 10", good, calls: 2),
      cell(
        operation, "answer truncated for ever", "truncate: 10, times: all", "badAnswer", calls: 3),
      cell(operation, "length too great once", "wrong-length: 100", good, calls: 2),
      cell(operation, "length too small once", "wrong-length: -20", good, calls: 2),
      cell(operation, "answer that stops once", "stall: 10", good, calls: 2),
      cell(
        operation, "page instead of JSON once",
        "answer: {status: 200, body: <html>, type: text/html}", good, calls: 2),
      cell(
        operation, "page instead of JSON for ever",
        "answer: {status: 200, body: <html>, type: text/html}, times: all", "badAnswer", calls: 3),
    ]
  }

  static let statuses: [FaultCell] =
    questions(.status, "queued") + answers(.status, "queued") + [
      cell(.status, "400", "answer: {status: 400, body: {detail: odd}}", "refused"),
      cell(.status, "422", "answer: {status: 422, body: {detail: odd}}", "invalidInput"),
      cell(.status, "unknown state", "patch: {status: MELTING}", "unknown MELTING"),
      cell(.status, "no state once", "patch: {status: null}", "queued", calls: 2),
      cell(.status, "no position", "patch: {queue_position: null}", "queued"),
      cell(.status, "position that is a text", "patch: {queue_position: many}", "queued"),
      cell(.status, "200 while it waits", "status: 200", "queued"),
      cell(
        .status, "a list", "answer: {status: 200, body: '[]'}, times: all", "badAnswer", calls: 3),
    ]

  static let cancellations: [FaultCell] =
    questions(.cancel, "requested") + [
      cell(.cancel, "OK", "answer: {status: 200, body: {status: OK}}", "requested"),
      cell(.cancel, "success", "answer: {status: 200, body: {success: true}}", "requested"),
      cell(
        .cancel, "too late", "answer: {status: 400, body: {status: ALREADY_COMPLETED}}",
        "alreadyCompleted"),
      cell(.cancel, "404", "answer: {status: 404, body: {status: NOT_FOUND}}", "unknownJob"),
      cell(.cancel, "400", "answer: {status: 400, body: {detail: odd}}", "refused"),
      cell(.cancel, "422", "answer: {status: 422, body: {detail: odd}}", "invalidInput"),
      // The first wish went through, and the second finds the job ended.
      cell(
        .cancel, "closed after its work", "do: hang-up-after-work", "alreadyCompleted", calls: 2),
      cell(.cancel, "reset after its work", "do: reset-after-work", "alreadyCompleted", calls: 2),
      cell(
        .cancel, "500 after its work", "answer: {status: 500}, after-work: true",
        "alreadyCompleted", calls: 2),
      cell(.cancel, "answer cut", "cut: 2", "alreadyCompleted", calls: 2),
      cell(.cancel, "answer that stops", "stall: 2", "alreadyCompleted", calls: 2),
      cell(.cancel, "length too great", "wrong-length: 100", "alreadyCompleted", calls: 2),
      // Any success counts (protocol guide 9.4).
      cell(.cancel, "answer truncated", "truncate: 2", "requested"),
      cell(.cancel, "empty success", "answer: {status: 204}", "requested"),
    ]

  static let results: [FaultCell] =
    // The first attempt goes over a kept connection, which libcurl replaces by itself once.
    questions(.result, "clip", always: 4) + answers(.result, "clip") + [
      cell(
        .result, "400, still running",
        "answer: {status: 400, body: {detail: Request is still in progress}}", "notFinished"),
      cell(.result, "202", "answer: {status: 202, body: {status: IN_PROGRESS}}", "notFinished"),
      cell(.result, "400", "answer: {status: 400, body: {detail: odd}}", "jobFailed"),
      cell(
        .result, "422 with a list",
        "answer: {status: 422, body: {detail: [{loc: [body], msg: no, type: image_too_small}]}}",
        "jobFailed"),
      cell(.result, "422 with a text", "answer: {status: 422, body: {detail: no}}", "jobFailed"),
      cell(
        .result, "422 of an unknown type",
        "answer: {status: 422, body: {detail: [{msg: no, type: never_heard_of}]}}", "jobFailed"),
      cell(
        .result, "422 as a page once", "answer: {status: 422, body: <html>, type: text/html}",
        "clip", calls: 2),
      cell(
        .result, "422 as a page for ever",
        "answer: {status: 422, body: <html>, type: text/html}, times: all", "badAnswer", calls: 3),
      cell(
        .result, "400 in a shape of its own", "answer: {status: 400, body: {error: odd}}",
        "jobFailed"),
      cell(
        .result, "422 with a long echo",
        "answer: {status: 422, body: {detail: [{msg: no, input: \(String(repeating: "x", count: 300_000))}]}}",
        "jobFailed"),
      cell(
        .result, "499",
        "answer: {status: 499, body: {detail: gone, error_type: client_cancelled}}", "cancelled"),
      cell(
        .result, "500 of the model",
        "answer: {status: 500, body: {detail: [{msg: no, type: internal_server_error}]}}",
        "jobFailed"),
      cell(
        .result, "504, its own deadline",
        "answer: {status: 504, headers: {X-Fal-Request-Timeout-Type: user}}", "expired"),
      cell(.result, "204", "answer: {status: 204}, times: all", "badAnswer", calls: 3),
      cell(.result, "video alone", "patch: {video: {content_type: null, file_size: null}}", "clip"),
      cell(.result, "no video", "patch: {video: null}", "no clip"),
      cell(
        .result, "video elsewhere", "patch: {video: {url: 'https://files.example/x.mp4'}}", "clip"),
      cell(.result, "video in a file", "patch: {video: {url: 'file:///etc/passwd'}}", "no clip"),
      cell(
        .result, "video in the clear", "patch: {video: {url: 'http://files.example/x.mp4'}}",
        "no clip"),
      cell(
        .result, "video on a private address", "patch: {video: {url: 'https://10.0.0.1/x.mp4'}}",
        "no clip"),
      cell(
        .result, "video on a private address, in one number",
        "patch: {video: {url: 'https://167772161/x.mp4'}}", "no clip"),
      cell(
        .result, "video on a mapped private address",
        "patch: {video: {url: 'https://[::ffff:10.0.0.1]/x.mp4'}}", "no clip"),
      FaultCell(
        .result, "error in the status, and a good result",
        "[{at: status, patch: {error: no, error_type: runner_disconnected}, times: all}]",
        "jobFailed", calls: 1, jobs: 1),
    ]
}
