/// What a request asks for, read from its method and path alone.
///
/// All of fal's hosts share one port: the storage and file paths are their own, everything else
/// belongs to the queue, and the synchronous host lives under `/run`.
enum Route: Hashable, Sendable {
  case home
  case initiateUpload
  case initiateMultipart
  case putUpload(token: String)
  case putUploadPart(token: String, number: String)
  case completeUpload(token: String)
  case storageToken
  case fileUpload
  case fileMultipart
  case filePart(path: String, upload: String, number: String)
  case completeFile(path: String, upload: String)
  case signFile(path: String)
  case file(path: String)
  case signingKeys
  case prices
  case meta
  case passes
  case submit(EndpointPath)
  case run(EndpointPath)
  case status(EndpointPath, requestID: String)
  case stream(EndpointPath, requestID: String)
  case result(EndpointPath, requestID: String)
  case cancel(EndpointPath, requestID: String)
  case control(Control)
  case wrongMethod(allowed: String)
  case unknown

  /// What only a simulator has: a look behind the scenes.
  enum Control: String, Hashable, Sendable {
    case billing, faults, keys
  }

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
      self = Self.presigned(method, Array(segments.dropFirst()))
    case "files":
      self = Self.files(method, segments)
    case ".well-known":
      self =
        segments == [".well-known", "jwks.json"]
        ? Self.read(method, .signingKeys) : .unknown
    case "v1":
      self =
        switch segments.dropFirst() {
        case ["models", "pricing"]: Self.read(method, .prices)
        case ["meta"]: Self.read(method, .meta)
        default: .unknown
        }
    case "tokens":
      self = segments.count == 1 ? Self.post(method, .passes) : .unknown
    case "_simulator":
      self = Self.control(method, segments.dropFirst())
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

  private static func read(_ method: String, _ route: Route) -> Route {
    method == "GET" || method == "HEAD" ? route : .wrongMethod(allowed: "GET, HEAD")
  }

  private static func post(_ method: String, _ route: Route) -> Route {
    method == "POST" ? route : .wrongMethod(allowed: "POST")
  }

  private static func put(_ method: String, _ route: Route) -> Route {
    method == "PUT" ? route : .wrongMethod(allowed: "PUT")
  }

  private static func storage(_ method: String, _ segments: ArraySlice<String>) -> Route {
    switch Array(segments) {
    case ["upload", "initiate"]: post(method, .initiateUpload)
    case ["upload", "initiate-multipart"]: post(method, .initiateMultipart)
    case ["auth", "token"]: post(method, .storageToken)
    default: .unknown
    }
  }

  /// `/upload/{token}` with a part's number or `complete` behind it.
  private static func presigned(_ method: String, _ segments: [String]) -> Route {
    switch segments.count {
    case 1: put(method, .putUpload(token: segments[0]))
    case 2 where segments[1] == "complete": post(method, .completeUpload(token: segments[0]))
    case 2: put(method, .putUploadPart(token: segments[0], number: segments[1]))
    default: .unknown
    }
  }

  /// Files to read, and what the file host does with uploads.
  private static func files(_ method: String, _ segments: [String]) -> Route {
    if segments == ["files", "upload"] { return post(method, .fileUpload) }
    if segments == ["files", "upload", "multipart"] { return post(method, .fileMultipart) }
    // files/b/{store}/{name}/…
    let path = segments.prefix(4).joined(separator: "/")
    let rest = Array(segments.dropFirst(4))
    switch (rest.count, rest.first) {
    case (1, "sign"):
      return post(method, .signFile(path: path))
    case (3, "multipart") where rest[2] == "complete":
      return post(method, .completeFile(path: path, upload: rest[1]))
    case (3, "multipart"):
      return put(method, .filePart(path: path, upload: rest[1], number: rest[2]))
    default:
      guard segments.count > 1 else { return .unknown }
      return read(method, .file(path: segments.joined(separator: "/")))
    }
  }

  private static func control(_ method: String, _ segments: ArraySlice<String>) -> Route {
    guard segments.count == 1, let control = segments.first.flatMap(Control.init) else {
      return .unknown
    }
    return switch control {
    case .billing: read(method, .control(.billing))
    case .faults:
      method == "POST" || method == "DELETE"
        ? .control(.faults) : .wrongMethod(allowed: "POST, DELETE")
    case .keys: post(method, .control(.keys))
    }
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
    if segments.suffix(2) == ["status", "stream"] {
      guard segments.count >= 6, segments[segments.count - 4] == "requests",
        let endpoint = EndpointPath(segments: segments.dropLast(4))
      else { return .unknown }
      let requestID = segments[segments.count - 3]
      return method == "GET"
        ? .stream(endpoint, requestID: requestID) : .wrongMethod(allowed: "GET")
    }
    guard let endpoint = EndpointPath(segments: segments) else { return .unknown }
    return method == "POST" ? .submit(endpoint) : .wrongMethod(allowed: "POST")
  }
}
