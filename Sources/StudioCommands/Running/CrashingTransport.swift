import Studio
import Transfers

/// Carries requests, and lets a test end the process before and after each exchange.
struct CrashingTransport: HTTPTransport {
  private let real: any HTTPTransport
  private let points: CrashPoints

  /// The transport itself, unless the environment of a debug build asks for places to end at.
  static func wrapping(
    _ real: any HTTPTransport, _ context: CommandContext
  ) -> any HTTPTransport {
    let names = [CrashPoints.variable, CrashPoints.listVariable]
    guard names.contains(where: { context.environment[$0] != nil }) else { return real }
    return CrashingTransport(real: real, points: CrashPoints(environment: context.environment))
  }

  func send(_ request: HTTPRequest) async throws -> HTTPResponse {
    let name = "http.\(Self.kind(of: request))"
    points.pass("\(name).before")
    let response = try await real.send(request)
    points.pass("\(name).after")
    return response
  }

  func stream(_ request: HTTPRequest) async throws -> HTTPStream {
    points.pass("http.stream.before")
    let stream = try await real.stream(request)
    points.pass("http.stream.after")
    return stream
  }

  func download(
    _ request: HTTPRequest, to path: String, options: DownloadOptions,
    progress: @escaping TransferProgressHandler
  ) async throws -> DownloadReceipt {
    points.pass("http.download.before")
    let receipt = try await real.download(request, to: path, options: options, progress: progress)
    points.pass("http.download.after")
    return receipt
  }

  private static func kind(of request: HTTPRequest) -> String {
    let path = request.url.prefix { $0 != "?" }
    if path.hasSuffix("/storage/upload/initiate") { return "initiate" }
    if path.hasSuffix("/cancel") { return "cancel" }
    if path.hasSuffix("/status") { return "status" }
    switch request.method {
    case .post: return "submit"
    case .put: return "upload"
    case .get where request.headers["Range"] != nil: return "look"
    default: return "result"
    }
  }
}
