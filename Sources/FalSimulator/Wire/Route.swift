/// What a request asks for, read from its method and path alone.
///
/// All of fal's hosts share one port: the storage and file paths are their own, everything else
/// belongs to the queue, and the synchronous host lives under `/run`.
enum Route: Hashable, Sendable {
  case home
  case initiateUpload
  case putUpload(token: String)
  case file(path: String)
  case submit(EndpointPath)
  case run(EndpointPath)
  case status(EndpointPath, requestID: String)
  case result(EndpointPath, requestID: String)
  case cancel(EndpointPath, requestID: String)
  case wrongMethod(allowed: String)
  case unknown

  init(method: String, path: String) {
    guard let segments = PathSegments.parse(path) else {
      self = .unknown
      return
    }
    let isRead = method == "GET" || method == "HEAD"
    switch segments.first {
    case nil:
      self = isRead ? .home : .wrongMethod(allowed: "GET")
    case "storage":
      self = Self.storage(method, segments.dropFirst())
    case "upload":
      guard segments.count == 2 else {
        self = .unknown
        return
      }
      self = method == "PUT" ? .putUpload(token: segments[1]) : .wrongMethod(allowed: "PUT")
    case "files":
      guard segments.count > 1 else {
        self = .unknown
        return
      }
      self =
        isRead
        ? .file(path: segments.joined(separator: "/")) : .wrongMethod(allowed: "GET, HEAD")
    case "run":
      guard let endpoint = EndpointPath(segments: segments.dropFirst()) else {
        self = .unknown
        return
      }
      self = method == "POST" ? .run(endpoint) : .wrongMethod(allowed: "POST")
    default:
      self = Self.queue(method, segments)
    }
  }

  private static func storage(_ method: String, _ segments: ArraySlice<String>) -> Route {
    guard Array(segments) == ["upload", "initiate"] else { return .unknown }
    return method == "POST" ? .initiateUpload : .wrongMethod(allowed: "POST")
  }

  /// `/{endpoint}`, or `/{app}/requests/{id}` with `/status` or `/cancel` behind it.
  private static func queue(_ method: String, _ segments: [String]) -> Route {
    // From the end, because an alias may itself be called "requests".
    let tail = segments.suffix(3)
    if segments.count >= 5, tail.first == "requests", let verb = tail.last,
      verb == "status" || verb == "cancel",
      let endpoint = EndpointPath(segments: segments.dropLast(3))
    {
      let requestID = segments[segments.count - 2]
      if verb == "status" {
        return method == "GET"
          ? .status(endpoint, requestID: requestID) : .wrongMethod(allowed: "GET")
      }
      return method == "PUT"
        ? .cancel(endpoint, requestID: requestID) : .wrongMethod(allowed: "PUT")
    }
    if segments.count >= 4, segments[segments.count - 2] == "requests",
      let endpoint = EndpointPath(segments: segments.dropLast(2))
    {
      return method == "GET"
        ? .result(endpoint, requestID: segments[segments.count - 1]) : .wrongMethod(allowed: "GET")
    }
    // The stream of status events is not simulated yet; it must not look like an endpoint.
    if segments.suffix(2) == ["status", "stream"] { return .unknown }
    guard let endpoint = EndpointPath(segments: segments) else { return .unknown }
    return method == "POST" ? .submit(endpoint) : .wrongMethod(allowed: "POST")
  }
}

extension Route {
  /// Whether a key is needed.
  var needsKey: Bool {
    switch self {
    case .initiateUpload, .submit, .run, .status, .result, .cancel: true
    case .home, .putUpload, .file, .wrongMethod, .unknown: false
    }
  }

  /// Whether a key must not be sent.
  var forbidsKey: Bool {
    switch self {
    case .putUpload, .file: true
    default: false
    }
  }

  /// The step a fault can name.
  var step: SimulatorFault.Step? {
    switch self {
    case .submit, .run: .submit
    case .status: .status
    case .result: .result
    case .cancel: .cancel
    case .initiateUpload: .initiate
    case .putUpload: .upload
    case .file: .download
    case .home, .wrongMethod, .unknown: nil
    }
  }

  /// The most bytes a body may have.
  func bodyLimit(uploads: Int) -> Int {
    switch self {
    case .putUpload: uploads
    case .submit, .run: (64 << 10) + (uploads + 2) / 3 * 4  // a picture as a data URI, and a prompt
    default: 64 << 10
    }
  }
}
