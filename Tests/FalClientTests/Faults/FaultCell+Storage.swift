extension FaultCell {
  private static func cell(
    _ operation: Operation, _ step: String, _ fault: String, _ what: String, _ outcome: String,
    calls: Int?, before: String = ""
  ) -> FaultCell {
    FaultCell(
      operation, fault, "[\(before){at: \(step), \(what)}]", outcome, calls: calls, jobs: 0)
  }

  /// Troubles that pass, at a step that is asked for so often when all goes well.
  private static func passing(
    _ operation: Operation, _ step: String, usual: Int = 1, before: String = ""
  ) -> [FaultCell] {
    [
      ("408 once", "answer: {status: 408}"), ("500 once", "answer: {status: 500}"),
      ("429 once", "answer: {status: 429, headers: {Retry-After: '0'}}"),
      ("502 page once", "do: html"), ("503 once", "answer: {status: 503}"),
      ("page instead of its answer once", "answer: {status: 200, body: <html>, type: text/html}"),
      ("closed unread once", "do: hang-up-unread"), ("closed once", "do: hang-up"),
      ("reset once", "do: reset"), ("late once", "delay: 5"),
    ].map { fault, what in
      cell(operation, step, fault, what, "stored", calls: usual + 1, before: before)
    } + [
      cell(
        operation, step, "connection spent", "do: close-when-reused", "stored", calls: usual,
        before: before)
    ]
  }

  /// Troubles of an answer that has to be read.
  private static func reading(
    _ operation: Operation, _ step: String, usual: Int = 1
  ) -> [FaultCell] {
    [
      ("answer cut once", "cut: 10"), ("answer truncated once", "truncate: 10"),
      ("length too great once", "wrong-length: 100"), ("answer that stops once", "stall: 10"),
      ("closed after its work once", "do: hang-up-after-work"),
      ("reset after its work once", "do: reset-after-work"),
    ].map { fault, what in cell(operation, step, fault, what, "stored", calls: usual + 1) } + [
      cell(
        operation, step, "drop by drop", "drip: {bytes: 20, seconds: 0.002}", "stored", calls: usual
      )
    ]
  }

  static let uploads: [FaultCell] =
    passing(.initiate, "initiate") + reading(.initiate, "initiate") + [
      cell(.initiate, "initiate", "400", "answer: {status: 400}", "refused", calls: 1),
      cell(.initiate, "initiate", "401", "answer: {status: 401}", "keyRefused", calls: 1),
      cell(.initiate, "initiate", "403, no money", "do: lock", "balance", calls: 1),
      cell(.initiate, "initiate", "404", "answer: {status: 404}", "notFound", calls: 1),
      cell(.initiate, "initiate", "413", "answer: {status: 413}", "refused", calls: 1),
      cell(
        .initiate, "initiate", "422", "answer: {status: 422, body: {detail: no}}", "invalidInput",
        calls: 1),
      cell(.initiate, "initiate", "redirect", "do: redirect-loop", "badAnswer", calls: 1),
      // The file server itself is asked when the service that signs addresses stays away.
      cell(
        .initiate, "initiate", "500 for ever", "answer: {status: 500}, times: all", "stored",
        calls: 3),
      cell(
        .initiate, "initiate", "closed for ever", "do: hang-up, times: all", "stored", calls: 3),
      cell(
        .initiate, "initiate", "upload inside the network",
        "patch: {upload_url: 'https://10.0.0.1/x'}", "badAnswer", calls: 1),
      cell(
        .initiate, "initiate", "upload in the clear",
        "patch: {upload_url: 'http://files.example/x'}", "badAnswer", calls: 1),
      cell(
        .initiate, "initiate", "upload into a file", "patch: {upload_url: 'file:///tmp/x'}",
        "badAnswer", calls: 1),
      cell(
        .initiate, "initiate", "file inside the network",
        "patch: {file_url: 'http://169.254.169.254/'}", "badAnswer", calls: 1),
      cell(
        .initiate, "initiate", "no address", "patch: {upload_url: null}", "badAnswer", calls: 1),
    ] + passing(.put, "upload") + [
      // A signed address may have run out: a fresh one is asked for.
      cell(.put, "upload", "403 once", "answer: {status: 403}", "stored", calls: 2),
      cell(.put, "upload", "400 once", "answer: {status: 400}", "stored", calls: 2),
      cell(.put, "upload", "403 for ever", "answer: {status: 403}, times: 3", "stored", calls: 3),
      cell(.put, "upload", "redirect", "do: redirect-loop, times: 1", "stored", calls: 2),
      cell(
        .put, "upload", "closed after its work once", "do: hang-up-after-work", "stored", calls: 2),
      cell(.put, "upload", "reset after its work once", "do: reset-after-work", "stored", calls: 2),
      cell(.put, "upload", "length too great once", "wrong-length: 10", "stored", calls: 2),
    ]

  static let directUploads: [FaultCell] =
    passing(.token, "token") + reading(.token, "token") + [
      cell(.token, "token", "401", "answer: {status: 401}", "keyRefused", calls: 1),
      cell(.token, "token", "403, no money", "do: lock", "balance", calls: 1),
      cell(
        .token, "token", "500 for ever", "answer: {status: 500}, times: all", "temporary", calls: 3),
      cell(.token, "token", "redirect", "do: redirect-loop", "badAnswer", calls: 1),
      cell(.token, "token", "no token", "patch: {token: null}", "badAnswer", calls: 1),
      cell(.token, "token", "no end", "patch: {expires_at: null}", "stored", calls: 1),
      cell(
        .token, "token", "an end nobody can read", "patch: {expires_at: soon}", "stored", calls: 1),
      cell(
        .token, "token", "file server elsewhere", "patch: {base_url: 'https://evil.example'}",
        "stored", calls: 1),
    ] + passing(.uploadDirectly, "upload") + reading(.uploadDirectly, "upload") + [
      cell(.uploadDirectly, "upload", "stale pass", "answer: {status: 401}", "stored", calls: 2),
      cell(
        .uploadDirectly, "upload", "pass never taken", "answer: {status: 401}, times: all",
        "temporary", calls: 3),
      cell(.uploadDirectly, "upload", "403", "answer: {status: 403}", "refused", calls: 1),
      cell(.uploadDirectly, "upload", "413", "answer: {status: 413}", "refused", calls: 1),
      cell(
        .uploadDirectly, "upload", "500 for ever", "answer: {status: 500}, times: all", "temporary",
        calls: 3),
      cell(.uploadDirectly, "upload", "redirect", "do: redirect-loop", "badAnswer", calls: 1),
      cell(
        .uploadDirectly, "upload", "file inside the network",
        "patch: {access_url: 'https://10.0.0.1/x'}", "badAnswer", calls: 1),
      cell(
        .uploadDirectly, "upload", "no address", "patch: {access_url: null}", "badAnswer", calls: 1),
    ]

  static let parts: [FaultCell] =
    passing(.initiateParts, "initiate") + [
      cell(.initiateParts, "initiate", "401", "answer: {status: 401}", "keyRefused", calls: 1),
      // Then the file server itself takes the parts.
      cell(
        .initiateParts, "initiate", "500 three times", "answer: {status: 500}, times: 3", "stored",
        calls: 3),
      cell(
        .initiateParts, "initiate", "parts inside the network",
        "patch: {upload_url: 'https://10.0.0.1/x'}", "badAnswer", calls: 1),
    ] + passing(.part, "part", usual: 3) + [
      cell(.part, "part", "answer cut once", "cut: 5", "stored", calls: 4),
      cell(.part, "part", "answer that stops once", "stall: 5", "stored", calls: 4),
      cell(
        .part, "part", "closed after its work once", "do: hang-up-after-work", "stored", calls: 4),
      cell(.part, "part", "reset after its work once", "do: reset-after-work", "stored", calls: 4),
      cell(.part, "part", "401 once", "answer: {status: 401}", "stored", calls: 4),
      cell(.part, "part", "truncated, the header has the tag", "truncate: 5", "stored", calls: 3),
      cell(.part, "part", "tag in the body only", "headers: {ETag: ''}", "stored", calls: 3),
      cell(.part, "part", "tag in the header only", "patch: {etag: null}", "stored", calls: 3),
      cell(
        .part, "part", "no tag once", "patch: {etag: null}, headers: {ETag: ''}", "stored",
        calls: 4),
      cell(.part, "part", "another tag", "headers: {ETag: '\"other\"'}", "stored", calls: 6),
      // All is begun anew; how many parts were under way meanwhile is chance.
      cell(.part, "part", "403 once", "answer: {status: 403}", "stored", calls: nil),
      cell(.part, "part", "404 once", "answer: {status: 404}", "stored", calls: nil),
      cell(
        .part, "part", "403 for ever", "answer: {status: 403}, times: all", "refused", calls: nil),
      cell(.part, "part", "redirect", "do: redirect-loop", "badAnswer", calls: nil),
      cell(
        .part, "part", "500 for ever", "answer: {status: 500}, times: all", "temporary", calls: nil),
    ] + passing(.complete, "complete") + [
      cell(.complete, "complete", "400 once", "answer: {status: 400}", "stored", calls: 2),
      cell(.complete, "complete", "404 once", "answer: {status: 404}", "stored", calls: 2),
      cell(
        .complete, "complete", "400 for ever", "answer: {status: 400}, times: all", "refused",
        calls: 2),
      cell(
        .complete, "complete", "500 for ever", "answer: {status: 500}, times: all", "temporary",
        calls: 3),
      // It went through unheard, the second is refused, and all is begun anew.
      cell(
        .complete, "complete", "closed after its work", "do: hang-up-after-work", "stored",
        calls: 3),
      cell(
        .complete, "complete", "reset after its work", "do: reset-after-work", "stored", calls: 3),
      cell(.complete, "complete", "answer cut", "cut: 1", "stored", calls: 3),
      cell(.complete, "complete", "redirect", "do: redirect-loop", "badAnswer", calls: 1),
    ]

  private static let signerAway = "{at: initiate, answer: {status: 503}, times: 3}, "

  static let fileParts: [FaultCell] =
    passing(.filePart, "part", usual: 3, before: signerAway) + [
      cell(
        .filePart, "part", "stale pass", "answer: {status: 401}", "stored", calls: 4,
        before: signerAway),
      cell(
        .filePart, "part", "no tag once", "headers: {ETag: ''}", "stored", calls: 4,
        before: signerAway),
    ] + passing(.completeFile, "complete", before: signerAway) + [
      cell(
        .completeFile, "complete", "stale pass", "answer: {status: 401}", "stored", calls: 2,
        before: signerAway),
      cell(
        .completeFile, "complete", "closed after its work", "do: hang-up-after-work", "stored",
        calls: 2, before: signerAway),
    ]
}
