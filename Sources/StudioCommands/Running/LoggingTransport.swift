import Foundation
import Transfers

/// Carries requests, and tells of each exchange in a line: for `--verbose`.
///
/// Neither headers nor bodies nor queries are told, since secrets stand in them.
struct LoggingTransport: HTTPTransport {
  let real: any HTTPTransport
  let tell: @Sendable (String) -> Void

  func send(_ request: HTTPRequest) async throws -> HTTPResponse {
    try await telling(request) {
      let response = try await real.send(request)
      let id = response.headers["x-fal-request-id"].map { ", request \(Self.plain($0))" } ?? ""
      return (response, "\(response.status), \(Terms.count(response.body.count, "byte"))\(id)")
    }
  }

  func stream(_ request: HTTPRequest) async throws -> HTTPStream {
    try await telling(request) {
      let stream = try await real.stream(request)
      return (stream, "\(stream.status), as a stream")
    }
  }

  func download(
    _ request: HTTPRequest, to path: String, options: DownloadOptions,
    progress: @escaping TransferProgressHandler
  ) async throws -> DownloadReceipt {
    try await telling(request) {
      let receipt = try await real.download(
        request, to: path, options: options, progress: progress)
      return (receipt, "downloaded")
    }
  }

  private func telling<Answer>(
    _ request: HTTPRequest, _ exchange: () async throws -> (Answer, String)
  ) async throws -> Answer {
    let start = ContinuousClock.now
    let what = "\(request.method.rawValue) \(Self.address(request.url))"
    func line(_ end: String) {
      let seconds = Double(start.duration(to: .now) / .seconds(1))
      tell("\(what): \(end), \(Terms.decimal(seconds, places: 3)) s\n")
    }
    do {
      let (answer, end) = try await exchange()
      line(end)
      return answer
    } catch let error as TransferError {
      line(error.message)
      throw error
    } catch {
      line("cancelled")
      throw error
    }
  }

  /// An address without its query, its fragment and whatever stands before an "@".
  private static func address(_ url: String) -> String {
    guard let address = try? WebAddress(url) else { return "an address that is none" }
    return address.redacted
  }

  private static func plain(_ text: String) -> String {
    String(text.prefix(100).filter { $0.isASCII && !$0.isWhitespace && !$0.isNewline })
  }
}
