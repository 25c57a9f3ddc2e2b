extension FaultCell {
  private static func cell(
    _ fault: String, _ entries: String, _ outcome: String, calls: Int
  ) -> FaultCell {
    let yaml = entries.split(separator: "; ").map { "{at: download, \($0)}" }
    return FaultCell(
      .download, fault, "[\(yaml.joined(separator: ", "))]", outcome, calls: calls, jobs: 1)
  }

  static let downloads: [FaultCell] = [
    cell("401", "answer: {status: 401}", "badAnswer", calls: 1),
    cell("403", "answer: {status: 403}", "notFound", calls: 1),
    cell("404", "answer: {status: 404}", "notFound", calls: 1),
    cell("410", "answer: {status: 410}", "notFound", calls: 1),
    cell("expired", "do: expire", "notFound", calls: 1),
    cell("501", "answer: {status: 501}", "badAnswer", calls: 1),
    cell("204", "answer: {status: 204}", "badAnswer", calls: 1),
    cell("408 once", "answer: {status: 408}", "whole", calls: 2),
    cell("429 once", "answer: {status: 429, headers: {Retry-After: '0'}}", "whole", calls: 2),
    cell("500 once", "answer: {status: 500}", "whole", calls: 2),
    cell("500 twice", "answer: {status: 500}, times: 2", "whole", calls: 3),
    cell("500 for ever", "answer: {status: 500}, times: all", "unreachable", calls: 3),
    cell("502 page once", "do: html", "whole", calls: 2),
    cell("503 once", "answer: {status: 503}", "whole", calls: 2),
    cell("504 once", "answer: {status: 504}", "whole", calls: 2),
    cell("closed unread once", "do: hang-up-unread", "whole", calls: 2),
    cell("closed once", "do: hang-up", "whole", calls: 2),
    cell("closed after its work once", "do: hang-up-after-work", "whole", calls: 2),
    cell("reset once", "do: reset", "whole", calls: 2),
    cell("reset after its work once", "do: reset-after-work", "whole", calls: 2),
    cell("late once", "delay: 4", "whole", calls: 2),
    // Breaks in the middle: the rest is asked for.
    cell("cut at once", "cut: 0", "whole", calls: 2),
    cell("cut midway", "cut: 40000", "whole", calls: 2),
    cell("cut twice", "cut: 40000, times: 2", "whole", calls: 3),
    cell("stops midway", "stall: 40000", "whole", calls: 2),
    cell("drop by drop", "drip: {bytes: 20000, seconds: 0.01}", "whole", calls: 1),
    cell("cut, and no ranges", "cut: 40000; do: ignore-range", "whole", calls: 2),
    cell("cut, and another file", "cut: 40000; headers: {ETag: '\"other\"'}", "whole", calls: 3),
    cell(
      "cut, and a range nobody asked for",
      "cut: 40000; headers: {Content-Range: bytes 5-9/100000}", "whole", calls: 3),
    cell("cut, and no more range", "cut: 40000; answer: {status: 416}", "whole", calls: 3),
    cell("cut, and 500", "cut: 40000; answer: {status: 500}", "whole", calls: 3),
    // The file is whole already, which a 416 without a tag does not prove: it is fetched again.
    cell("length too great", "wrong-length: 100", "whole", calls: 3),
    // A lie about the length cannot be told from a shorter file; decoding finds it out.
    cell("length too small", "wrong-length: -50000", "other bytes", calls: 1),
    cell("truncated", "truncate: 50000", "other bytes", calls: 1),
    cell(
      "page instead of the file", "answer: {status: 200, body: <html>, type: text/html}",
      "other bytes", calls: 1),
    cell("a part nobody asked for", "status: 206", "badAnswer", calls: 1),
    cell("compressed unasked", "headers: {Content-Encoding: gzip}", "badAnswer", calls: 1),
    cell("connection spent", "do: close-when-reused", "whole", calls: 1),
    // Redirects.
    cell("redirect to itself", "do: redirect-loop", "badAnswer", calls: 4),
    cell(
      "redirect into the clear",
      "answer: {status: 302, headers: {Location: 'http://files.example/x'}}", "badAnswer", calls: 1),
    cell(
      "redirect inside the network",
      "answer: {status: 302, headers: {Location: 'https://10.0.0.1/x'}}", "badAnswer", calls: 1),
    cell(
      "redirect inside the network, in one number",
      "answer: {status: 302, headers: {Location: 'https://167772161/x'}}", "badAnswer", calls: 1),
    cell(
      "redirect to a mapped address",
      "answer: {status: 302, headers: {Location: 'https://[::ffff:10.0.0.1]/x'}}", "badAnswer",
      calls: 1),
    cell(
      "redirect into a file",
      "answer: {status: 302, headers: {Location: 'file:///etc/passwd'}}", "badAnswer", calls: 1),
    cell("redirect to nowhere", "answer: {status: 302}", "badAnswer", calls: 1),
    cell(
      "redirect back here once", "answer: {status: 307, headers: {Location: '{base}{path}'}}",
      "whole", calls: 2),
  ]

  private static func keys(_ fault: String, _ what: String, _ outcome: String) -> FaultCell {
    FaultCell(.keys, fault, "[{at: keys, \(what)}]", outcome, calls: 1, jobs: 0)
  }

  /// Keys are asked for once a webhook; the webhook itself comes again.
  static let keys: [FaultCell] = [
    keys("401", "answer: {status: 401}", "temporary"),
    keys("404", "answer: {status: 404}", "temporary"),
    keys("500", "answer: {status: 500}", "temporary"),
    keys("502 page", "do: html", "temporary"),
    keys("page", "answer: {status: 200, body: <html>, type: text/html}", "badAnswer"),
    keys("closed", "do: hang-up", "unreachable"),
    keys("reset", "do: reset", "unreachable"),
    keys("answer cut", "cut: 10", "unreachable"),
    keys("answer truncated", "truncate: 10", "badAnswer"),
    keys("length too great", "wrong-length: 100", "unreachable"),
    keys("redirect", "do: redirect-loop", "temporary"),
    keys("none", "patch: {keys: []}", "badAnswer"),
    keys("of another kind", "patch: {keys: [{kty: RSA, n: AQAB}]}", "badAnswer"),
    keys("too short", "patch: {keys: [{kty: OKP, crv: Ed25519, x: AAAA}]}", "badAnswer"),
    keys("drop by drop", "drip: {bytes: 20, seconds: 0.002}", "1 key"),
  ]
}
