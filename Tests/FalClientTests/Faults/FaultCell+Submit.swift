extension FaultCell {
  private static func cell(
    _ fault: String, _ what: String, _ outcome: String, calls: Int = 1, jobs: Int? = 0
  ) -> FaultCell {
    FaultCell(.submit, fault, "[{at: submit, \(what)}]", outcome, calls: calls, jobs: jobs)
  }

  /// Protocol guide 9.2: sent again only where it is proven, or said, that no job was made.
  static let submissions: [FaultCell] = [
    cell("no fault", "skip: 1, do: reset", "accepted", jobs: 1),
    // fal says no.
    cell("400", "answer: {status: 400, body: {detail: odd}}", "refused"),
    cell("400 as a page", "answer: {status: 400, body: <html>, type: text/html}", "refused"),
    cell("401", "answer: {status: 401, body: {detail: bad key}}", "keyRefused"),
    cell("403, no money", "do: lock", "balance"),
    cell("403, no access", "answer: {status: 403, body: {detail: not yours}}", "refused"),
    cell("404", "answer: {status: 404, body: {detail: no such app}}", "notFound"),
    cell("410", "answer: {status: 410, body: {detail: retired}}", "notFound"),
    cell("413", "answer: {status: 413}", "refused"),
    cell("422", "answer: {status: 422, body: {detail: [{msg: no, type: odd}]}}", "invalidInput"),
    cell(
      "422 with a long echo",
      "answer: {status: 422, body: {detail: [{msg: no, input: \(String(repeating: "x", count: 300_000))}]}}",
      "invalidInput"),
    cell(
      "504, its own deadline",
      "answer: {status: 504, headers: {X-Fal-Request-Timeout-Type: user}}", "expired"),
    // fal says that it was not taken, and it is sent again.
    cell(
      "429 once", "answer: {status: 429, headers: {Retry-After: '0'}}", "accepted", calls: 2,
      jobs: 1),
    cell(
      "429 for ever", "answer: {status: 429, headers: {Retry-After: '0'}}, times: all",
      "temporary", calls: 3),
    cell(
      "429, come back in an hour", "answer: {status: 429, headers: {Retry-After: '3600'}}",
      "temporary"),
    cell(
      "429, not to be retried",
      "answer: {status: 429, headers: {Retry-After: '0', X-Fal-Retryable: 'false'}}", "temporary"),
    cell(
      "503 that may be retried", "answer: {status: 503, headers: {X-Fal-Needs-Retry: '1'}}",
      "accepted", calls: 2, jobs: 1),
    cell(
      "503 that may be retried, in the older word",
      "answer: {status: 503, headers: {X-Fal-Retryable: 'true'}}", "accepted", calls: 2, jobs: 1),
    // Nobody knows, and it is not sent again.
    cell("500", "answer: {status: 500}", "ambiguous"),
    cell(
      "500 after the job was made", "answer: {status: 500}, after-work: true", "ambiguous", jobs: 1),
    cell("500 that names the job", "status: 500", "accepted", jobs: 1),
    cell("502 page", "do: html", "ambiguous"),
    cell(
      "502 page after the job was made",
      "answer: {status: 502, body: <html>, type: text/html}, after-work: true", "ambiguous",
      jobs: 1),
    cell("503 without a word", "answer: {status: 503}", "ambiguous"),
    cell("504 without a word", "answer: {status: 504}", "ambiguous"),
    cell("599", "answer: {status: 599}", "ambiguous"),
    cell("418", "answer: {status: 418}", "ambiguous"),
    cell("closed unread", "do: hang-up-unread", "ambiguous"),
    cell("closed without an answer", "do: hang-up", "ambiguous"),
    cell("closed after the job was made", "do: hang-up-after-work", "ambiguous", jobs: 1),
    cell("reset", "do: reset", "ambiguous"),
    cell("reset after the job was made", "do: reset-after-work", "ambiguous", jobs: 1),
    cell("answer cut", "cut: 20", "ambiguous", jobs: 1),
    cell("answer truncated", "truncate: 20", "ambiguous", jobs: 1),
    cell("length too great", "wrong-length: 100", "ambiguous", jobs: 1),
    cell("length too small", "wrong-length: -50", "ambiguous", jobs: 1),
    cell(
      "page instead of JSON", "answer: {status: 200, body: <html>, type: text/html}", "ambiguous"),
    cell("answer late", "delay: 5", "ambiguous", jobs: nil),
    cell("answer that stops", "stall: 10", "ambiguous", jobs: 1),
    cell(
      "302 elsewhere", "answer: {status: 302, headers: {Location: 'https://evil.example/'}}",
      "ambiguous"),
    cell(
      "307 elsewhere", "answer: {status: 307, headers: {Location: 'https://evil.example/'}}",
      "ambiguous"),
    cell("redirect to itself", "do: redirect-loop", "ambiguous"),
    cell("no request id", "patch: {request_id: null}", "ambiguous", jobs: 1),
    cell("a request id that climbs", "patch: {request_id: ..}", "ambiguous", jobs: 1),
    cell("a request id that is a number", "patch: {request_id: 7}", "ambiguous", jobs: 1),
    cell("empty object", "answer: {status: 200, body: {}}", "ambiguous"),
    // Odd, and no trouble.
    cell("answer drop by drop", "drip: {bytes: 20, seconds: 0.005}", "accepted", jobs: 1),
    cell("201", "status: 201", "accepted", jobs: 1),
    cell("no Content-Type", "headers: {Content-Type: ''}", "accepted", jobs: 1),
    cell("connection spent", "do: close-when-reused", "accepted", jobs: 1),
    // Addresses the key must not go to.
    cell(
      "status elsewhere", "patch: {status_url: 'https://evil.example/requests/1/status'}",
      "accepted", jobs: 1),
    cell(
      "status in the clear",
      "patch: {status_url: 'http://queue.fal.run/fal-ai/minimax/requests/1/status'}", "accepted",
      jobs: 1),
    cell(
      "status behind a user name", "patch: {status_url: 'https://queue.fal.run@evil.example/'}",
      "accepted", jobs: 1),
    cell(
      "status that climbs", "patch: {status_url: 'https://queue.fal.run/../x'}", "accepted",
      jobs: 1),
    cell("response in a file", "patch: {response_url: 'file:///etc/passwd'}", "accepted", jobs: 1),
    cell(
      "cancel on a private address", "patch: {cancel_url: 'https://169.254.169.254/cancel'}",
      "accepted", jobs: 1),
  ]
}
