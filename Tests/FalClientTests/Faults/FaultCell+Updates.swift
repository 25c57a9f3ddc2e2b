extension FaultCell {
  private static func cell(
    _ operation: Operation, _ step: String, _ fault: String, _ what: String, _ outcome: String,
    calls: Int? = nil
  ) -> FaultCell {
    FaultCell(
      operation, fault, "[{at: \(step), \(what)}]", outcome, calls: calls, jobs: 1)
  }

  /// How often is asked depends on how quick the job is; what comes of it does not.
  static let polls: [FaultCell] = [
    cell(.poll, "status", "500 twice", "answer: {status: 500}, times: 2", "completed"),
    cell(
      .poll, "status", "429 once", "answer: {status: 429, headers: {Retry-After: '0'}}",
      "completed"),
    cell(.poll, "status", "closed twice", "do: hang-up, times: 2", "completed"),
    cell(.poll, "status", "reset once", "do: reset", "completed"),
    cell(
      .poll, "status", "every connection spent", "do: close-when-reused, times: all", "completed"),
    cell(.poll, "status", "401 midway", "answer: {status: 401}, times: all", "keyRefused"),
    cell(.poll, "status", "404 midway", "answer: {status: 404}, times: all", "notFound"),
    cell(.poll, "status", "unknown state once", "patch: {status: MELTING}", "completed"),
    cell(.poll, "status", "no metrics", "patch: {metrics: null}, times: all", "completed"),
    cell(.poll, "status", "no logs", "patch: {logs: null}, times: all", "completed"),
    cell(.poll, "status", "rising position", "patch: {queue_position: 99}, times: 2", "completed"),
    cell(.poll, "status", "plain logs", "logs: plain", "completed"),
    cell(.poll, "status", "levelled logs", "logs: levelled", "completed"),
    cell(.poll, "status", "labelled logs", "logs: labelled", "completed"),
    cell(.poll, "status", "ended with an error", "patch: {error: no}, times: all", "failed"),
    cell(.poll, "status", "page once", "do: html", "completed"),
    cell(.poll, "status", "answer truncated once", "truncate: 10", "completed"),
  ]

  static let streams: [FaultCell] = forms + interruptions + fallbacks

  private static let forms: [FaultCell] = [
    cell(.stream, "stream", "CRLF", "events: {line-ending: crlf}", "completed", calls: 1),
    cell(.stream, "stream", "CR", "events: {line-ending: cr}", "completed", calls: 1),
    cell(.stream, "stream", "comments", "events: {comments: true}", "completed", calls: 1),
    cell(
      .stream, "stream", "several data lines", "events: {several-data-lines: true}", "completed",
      calls: 1),
    cell(.stream, "stream", "other fields", "events: {other-fields: true}", "completed", calls: 1),
    cell(
      .stream, "stream", "characters split", "events: {split-characters: true}", "completed",
      calls: 1),
    cell(.stream, "stream", "events twice", "events: {repeat: true}", "completed", calls: 1),
    cell(.stream, "stream", "events swapped", "events: {swap: true}", "completed", calls: 1),
    cell(
      .stream, "stream", "all of it",
      "events: {line-ending: crlf, comments: true, several-data-lines: true, other-fields: true, "
        + "split-characters: true, repeat: true, swap: true}", "completed", calls: 1),
    cell(
      .stream, "stream", "drop by drop", "drip: {bytes: 7, seconds: 0.0002}", "completed", calls: 1),
    cell(.stream, "stream", "plain logs", "logs: plain", "completed", calls: 1),
    cell(.stream, "stream", "labelled logs", "logs: labelled", "completed", calls: 1),
  ]

  private static let interruptions: [FaultCell] = [
    cell(.stream, "stream", "cut before an event", "events: {cut-after: 0}", "completed", calls: 2),
    cell(.stream, "stream", "cut after an event", "events: {cut-after: 1}", "completed", calls: 2),
    cell(.stream, "stream", "silent at once", "events: {silent-after: 0}", "completed", calls: 2),
    cell(
      .stream, "stream", "silent after an event", "events: {silent-after: 1}", "completed",
      calls: 2),
    cell(.stream, "stream", "cut inside an event", "cut: 5", "completed", calls: 2),
    cell(.stream, "stream", "stops inside an event", "stall: 5", "completed", calls: 2),
    cell(.stream, "stream", "401", "answer: {status: 401}", "keyRefused", calls: 1),
    cell(.stream, "stream", "403, no money", "do: lock", "balance", calls: 1),
    cell(.stream, "stream", "404", "answer: {status: 404}", "notFound", calls: 1),
    cell(.stream, "stream", "408 once", "answer: {status: 408}", "completed", calls: 2),
    cell(
      .stream, "stream", "429 once", "answer: {status: 429, headers: {Retry-After: '0'}}",
      "completed", calls: 2),
    cell(.stream, "stream", "500 once", "answer: {status: 500}", "completed", calls: 2),
    cell(
      .stream, "stream", "500 for ever", "answer: {status: 500}, times: all", "temporary", calls: 3),
    cell(.stream, "stream", "502 page once", "do: html", "completed", calls: 2),
    cell(
      .stream, "stream", "page instead of events",
      "answer: {status: 200, body: <html>, type: text/html}", "badAnswer", calls: 1),
    cell(.stream, "stream", "closed unread once", "do: hang-up-unread", "completed", calls: 2),
    cell(.stream, "stream", "closed once", "do: hang-up", "completed", calls: 2),
    cell(
      .stream, "stream", "closed for ever", "do: hang-up, times: all", "unreachable", calls: 3),
    cell(.stream, "stream", "reset once", "do: reset", "completed", calls: 2),
    cell(.stream, "stream", "answer late once", "delay: 5", "completed", calls: 2),
    cell(.stream, "stream", "redirect to itself", "do: redirect-loop", "badAnswer", calls: 1),
  ]

  /// A stream that makes trouble is left for polling, unless nothing but the stream is wanted.
  private static let fallbacks: [FaultCell] = [
    ("404", "answer: {status: 404}, times: all"), ("401", "answer: {status: 401}, times: all"),
    ("500", "answer: {status: 500}, times: all"), ("502 page", "do: html, times: all"),
    ("page", "answer: {status: 200, body: <html>, type: text/html}, times: all"),
    ("closed", "do: hang-up, times: all"), ("reset", "do: reset, times: all"),
    ("cut before an event", "events: {cut-after: 0}, times: all"),
    ("silent at once", "events: {silent-after: 0}, times: all"),
    ("redirect", "do: redirect-loop, times: all"),
  ].map { fault, what in
    cell(.follow, "stream", fault, what, "completed", calls: 1)
  }
}
