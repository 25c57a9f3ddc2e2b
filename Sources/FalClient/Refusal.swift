internal import Transfers

/// An answer that is not a success, read tolerantly from any of fal's shapes.
///
/// Model errors carry a list under `detail`; platform errors a string and an `error_type`; others
/// only a status, or a web page. `input`, which may echo the whole prompt, is never kept.
struct Refusal: Sendable, Hashable {
  var status: Int
  /// What the server said in words, cleaned; nil when it said nothing usable.
  var detail: String?
  var errorType: String?
  var fieldErrors: [FieldError] = []
  var requestID: String?
  /// What `X-Fal-Retryable` or `X-Fal-Needs-Retry` says.
  var retryHint: Bool?
  var retryAfter: Duration?
  /// Whether the caller's own start deadline passed.
  var isStartTimeout = false
  /// Whether fal or a model wrote it, a JSON object, rather than a gateway in between.
  var isStructured = false
  /// Whether it is a web page, which fal's own answers never are.
  var isPage = false

  init(_ response: HTTPResponse) {
    status = response.status
    let headers = response.headers
    requestID = headers["x-fal-request-id"].map { ServerText.cleaned($0, limit: 100) }
    retryHint = Self.flag(headers["X-Fal-Needs-Retry"]) ?? Self.flag(headers["X-Fal-Retryable"])
    retryAfter = RetryAfter.duration(in: headers)
    isStartTimeout = headers["X-Fal-Request-Timeout-Type"]?.lowercased() == "user"
    errorType = headers["X-Fal-Error-Type"].map { ServerText.cleaned($0, limit: 100) }
    isStructured = errorType != nil
    if let json = JSONValue(parsing: response.body) {
      if case .object = json { isStructured = true }
      read(json)
    } else {
      detail = Self.pageTitle(response.body)
      isPage = !isStructured && Self.isPage(response.body)
    }
  }

  private mutating func read(_ json: JSONValue) {
    if let type = json["error_type"]?.text { errorType = ServerText.cleaned(type, limit: 100) }
    switch json["detail"] {
    case .string(let text):
      detail = ServerText.cleaned(text)
    case .array(let entries):
      fieldErrors = entries.prefix(20).map(Self.fieldError)
      detail = fieldErrors.map(\.sentence).joined(separator: "; ")
    case .object:
      fieldErrors = json["detail"].map { [Self.fieldError($0)] } ?? []
      detail = fieldErrors.first?.sentence
    default:
      let word = json["error"]?.text ?? json["message"]?.text ?? json["status"]?.text ?? json.text
      detail = word.map { ServerText.cleaned($0) }
    }
  }

  private static func fieldError(_ entry: JSONValue) -> FieldError {
    if let text = entry.text {
      return FieldError(location: [], message: ServerText.cleaned(text), type: nil)
    }
    var context: [String: String] = [:]
    if case .object(let members)? = entry["ctx"] {
      for (key, value) in members {
        context[ServerText.cleaned(key, limit: 60)] = Self.brief(value)
      }
    }
    return FieldError(
      location: (entry["loc"]?.elements ?? []).map(brief),
      message: ServerText.cleaned(entry["msg"]?.text ?? "no reason given"),
      type: entry["type"]?.text.map { ServerText.cleaned($0, limit: 60) }, context: context)
  }

  private static func brief(_ value: JSONValue) -> String {
    switch value {
    case .string(let text): ServerText.cleaned(text, limit: 60)
    case .integer(let number): String(number)
    case .number(let number): String(number)
    case .bool(let flag): flag ? "true" : "false"
    case .array(let values): values.prefix(10).map(brief).joined(separator: ", ")
    default: "…"
    }
  }

  private static func flag(_ text: String?) -> Bool? {
    switch text?.lowercased() {
    case "1", "true", "yes": true
    case "0", "false", "no": false
    default: nil
    }
  }

  private static func isPage(_ body: [UInt8]) -> Bool {
    let text = String(decoding: body.prefix(4096), as: UTF8.self).lowercased()
    return text.contains("<html") || text.contains("<!doctype") || text.contains("<title")
  }

  /// What a gateway's web page calls itself: "502 Bad Gateway".
  private static func pageTitle(_ body: [UInt8]) -> String? {
    let text = String(decoding: body.prefix(4096), as: UTF8.self)
    let lower = text.lowercased()
    guard lower.utf8.count == text.utf8.count, let start = lower.firstRange(of: "<title>"),
      let end = lower[start.upperBound...].firstRange(of: "</title>")
    else {
      return isPage(body) || text.isEmpty ? nil : ServerText.cleaned(text, limit: 200)
    }
    return ServerText.cleaned(String(lower[start.upperBound..<end.lowerBound]), limit: 100)
  }
}

extension FieldError {
  /// The objection as a piece of a sentence: "image_url: must be larger (min_width 300)".
  var sentence: String {
    let place = location.last { $0 != "body" && $0 != "__root__" }
    let limits = context.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }
    return (place.map { "\($0): " } ?? "") + message
      + (limits.isEmpty ? "" : " (\(limits.joined(separator: ", ")))")
  }
}
