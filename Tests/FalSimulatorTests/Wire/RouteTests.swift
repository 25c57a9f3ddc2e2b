import Testing

@testable import FalSimulator

struct RouteTests {
  static let fast = ["fal-ai", "minimax", "hailuo-02-fast", "image-to-video"]

  @Test(arguments: [
    (
      "POST", "/fal-ai/minimax/hailuo-02-fast/image-to-video",
      "submit fal-ai/minimax/hailuo-02-fast/image-to-video"
    ),
    ("POST", "/fal-ai/minimax", "submit fal-ai/minimax"),
    ("POST", "/110602490-fast-sdxl", "submit 110602490/fast-sdxl"),
    ("POST", "/workflows/anna/night/x", "submit workflows/anna/night/x"),
    ("POST", "/run/fal-ai/minimax/x", "run fal-ai/minimax/x"),
    ("GET", "/fal-ai/minimax/requests/7/status", "status fal-ai/minimax 7"),
    ("GET", "/fal-ai/minimax/requests/7", "result fal-ai/minimax 7"),
    ("PUT", "/fal-ai/minimax/requests/7/cancel", "cancel fal-ai/minimax 7"),
    ("GET", "/workflows/anna/night/requests/7/status", "status workflows/anna/night 7"),
    ("GET", "/comfy/anna/night/requests/7", "result comfy/anna/night 7"),
    ("GET", "/fal-ai/requests/requests/7", "result fal-ai/requests 7"),
    ("GET", "/fal-ai/minimax/hailuo-02-fast/requests/7", "result fal-ai/minimax/hailuo-02-fast 7"),
    ("GET", "/fal-ai/minimax/requests/status/status", "status fal-ai/minimax status"),
    ("GET", "/fal-ai/minimax/requests/a%20b", "result fal-ai/minimax a b"),
    ("GET", "/fal-ai/minimax/requests/7/", "result fal-ai/minimax 7"),
    ("POST", "/storage/upload/initiate", "initiate"),
    ("PUT", "/upload/abc", "put abc"),
    ("GET", "/files/b/12/x.mp4", "file files/b/12/x.mp4"),
    ("HEAD", "/files/b/12/x.mp4", "file files/b/12/x.mp4"),
    ("GET", "/", "home"),
    ("GET", "/fal-ai/minimax/requests/7/cancel", "only PUT"),
    ("PUT", "/fal-ai/minimax/requests/7/status", "only GET"),
    ("DELETE", "/fal-ai/minimax/requests/7", "only GET"),
    ("GET", "/fal-ai/minimax", "only POST"),
    ("GET", "/storage/upload/initiate", "only POST"),
    ("POST", "/files/b/12/x.mp4", "only GET, HEAD"),
    ("POST", "/fal-ai", "unknown"),
    ("POST", "/workflows/anna", "unknown"),
    ("POST", "/storage/upload", "unknown"),
    ("GET", "/fal-ai/minimax/requests/../status", "unknown"),
    ("GET", "/fal-ai/minimax/requests/%2e%2e/status", "unknown"),
    ("GET", "/fal-ai//minimax/requests/7", "unknown"),
    ("GET", "/fal-ai/minimax/requests/a%2Fb", "unknown"),
    ("GET", "/fal-ai/minimax/requests/7/status/stream", "stream fal-ai/minimax 7"),
    ("POST", "/fal-ai/minimax/requests/7/status/stream", "only GET"),
    ("GET", "/fal-ai/minimax/status/stream", "unknown"),
    ("POST", "/storage/upload/initiate-multipart", "initiate parts"),
    ("POST", "/storage/auth/token", "token"),
    ("PUT", "/upload/abc/12", "part 12 of abc"),
    ("POST", "/upload/abc/complete", "complete abc"),
    ("POST", "/files/upload", "upload"),
    ("POST", "/files/upload/multipart", "upload parts"),
    ("PUT", "/files/b/12/x.png/multipart/u/3", "part 3 of files/b/12/x.png u"),
    ("POST", "/files/b/12/x.png/multipart/u/complete", "complete files/b/12/x.png u"),
    ("POST", "/files/b/12/x.png/sign", "sign files/b/12/x.png"),
    ("GET", "/.well-known/jwks.json", "keys"),
    ("GET", "/v1/models/pricing", "prices"),
    ("GET", "/v1/meta", "meta"),
    ("POST", "/tokens/", "passes"),
    ("GET", "/tokens/", "only POST"),
    ("POST", "/tokens/x", "unknown"),
    ("GET", "/_simulator/billing", "control billing"),
    ("POST", "/_simulator/faults", "control faults"),
    ("DELETE", "/_simulator/faults", "control faults"),
    ("POST", "/_simulator/keys", "control keys"),
    ("GET", "/_simulator/faults", "only POST, DELETE"),
    ("GET", "/_simulator/nonesuch", "unknown"),
    ("GET", "/files/../secret", "unknown"),
    ("GET", "/files/%5C..%5Csecret", "unknown"),
    ("GET", "/files/%00", "unknown"),
    ("GET", "/files/%zz", "unknown"),
    ("GET", "/files/%F", "unknown"),
    ("GET", "/files/%FF", "unknown"),
    ("GET", "files/b/12/x.mp4", "unknown"),
    ("GET", "", "unknown"),
  ])
  func `a method and a path name one thing`(method: String, path: String, expected: String) {
    #expect(Self.name(Route(method: method, path: path)) == expected)
  }

  static func name(_ route: Route) -> String {
    switch route {
    case .home: "home"
    case .initiateUpload: "initiate"
    case .initiateMultipart: "initiate parts"
    case .putUploadPart(let token, let number): "part \(number) of \(token)"
    case .completeUpload(let token): "complete \(token)"
    case .storageToken: "token"
    case .fileUpload: "upload"
    case .fileMultipart: "upload parts"
    case .filePart(let path, let upload, let number): "part \(number) of \(path) \(upload)"
    case .completeFile(let path, let upload): "complete \(path) \(upload)"
    case .signFile(let path): "sign \(path)"
    case .signingKeys: "keys"
    case .prices: "prices"
    case .meta: "meta"
    case .passes: "passes"
    case .stream(let endpoint, let id): "stream \(endpoint.id) \(id)"
    case .control(let control): "control \(control)"
    case .putUpload(let token): "put \(token)"
    case .file(let path): "file \(path)"
    case .submit(let endpoint): "submit \(endpoint.id)"
    case .run(let endpoint): "run \(endpoint.id)"
    case .status(let endpoint, let id): "status \(endpoint.id) \(id)"
    case .result(let endpoint, let id): "result \(endpoint.id) \(id)"
    case .cancel(let endpoint, let id): "cancel \(endpoint.id) \(id)"
    case .wrongMethod(let allowed): "only \(allowed)"
    case .unknown: "unknown"
    }
  }

  @Test func `an endpoint knows its app, with or without a namespace`() throws {
    let plain = try #require(EndpointPath(segments: Self.fast))
    #expect(plain.app == "fal-ai/minimax")
    #expect(plain.path == ["hailuo-02-fast", "image-to-video"])
    let spaced = try #require(EndpointPath(segments: ["comfy"] + Self.fast))
    #expect(spaced.app == "comfy/fal-ai/minimax")
    #expect(spaced.namespace == "comfy")
  }

  @Test(arguments: ["-x", "12-", "12", "a12-x", "12-x_y", "１２-x"])
  func `a single segment that is not of the legacy form is no endpoint`(segment: String) {
    #expect(EndpointPath(segments: [segment]) == nil)
  }
}
