internal import FalClient

/// The two error formats of the service, and the texts it uses.
extension Answer {
  /// A plain sentence: what 401, 403 and 404 look like.
  static func detail(_ status: Int, _ sentence: String) -> Answer {
    json(status, ["detail": .string(sentence)])
  }

  /// A platform error, in the body and in a header.
  static func platformError(_ status: Int, type: String, _ sentence: String) -> Answer {
    json(
      status, ["detail": .string(sentence), "error_type": .string(type)],
      headers: [("X-Fal-Error-Type", type)])
  }

  /// A model error: a list of details, and that trying again is of no use.
  static func modelError(_ status: Int, _ details: [ValidationDetail]) -> Answer {
    json(
      status, ["detail": .array(details.map(\.json))],
      headers: [("X-Fal-Retryable", "false"), ("X-Fal-Needs-Retry", "0")])
  }

  static let keyMissing = detail(
    401, "No authorization header provided. Send \"Authorization: Key …\".")
  static let keyRefused = detail(401, "invalid key credentials")
  static let tokenRefused = detail(401, "Invalid or expired token")
  static let requestUnknown = json(404, ["status": "NOT_FOUND"])
  static let pathUnknown = detail(404, "Path not found")
  static let notJSON = platformError(400, type: "bad_request", "The request body is not valid JSON")
  static let stillInProgress = detail(400, "Request is still in progress")

  static func appUnknown(_ endpoint: EndpointPath) -> Answer {
    detail(404, "Application \"\(endpoint.id)\" not found")
  }

  static func wrongMethod(allowed: String) -> Answer {
    var answer = detail(405, "Method Not Allowed")
    answer.offer("Allow", allowed)
    return answer
  }

  static func tooLarge(limit: Int) -> Answer {
    detail(413, "The request body is larger than \(limit) bytes")
  }

  static func queueTooLong(limit: Int) -> Answer {
    json(
      429,
      [
        "detail": "The queue is longer than \(limit) requests",
        "error_type": "queue_length_exceeded",
      ], headers: [("X-Fal-Needs-Retry", "1")])
  }

  /// What an object store says about a presigned address that does not fit.
  static func storageRefused(_ code: String, _ sentence: String) -> Answer {
    Answer(
      status: 403, headers: [("Content-Type", "application/xml")],
      body: .bytes(Array("<Error><Code>\(code)</Code><Message>\(sentence)</Message></Error>".utf8)))
  }
}
