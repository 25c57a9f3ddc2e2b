internal import Synchronization

/// Sends requests through libcurl: one thread and one shared connection pool for all of them.
///
/// The proxy variables of the environment apply, except to loopback addresses. Redirects are not
/// followed by ``send(_:)``. The thread starts with the first request and ends with the transport.
public final class CurlTransport: HTTPTransport {
  /// What servers read as the name of this program.
  public static let defaultUserAgent = "hailuo-studio/0.1.0"

  let userAgent: String
  let clock: any Clock<Duration>
  private let loop = Mutex<TransferLoop?>(nil)

  /// Creates a transport.
  ///
  /// - Parameter clock: measures the pauses between attempts of a download.
  public init(
    userAgent: String = CurlTransport.defaultUserAgent,
    clock: any Clock<Duration> = ContinuousClock()
  ) {
    self.userAgent = userAgent
    self.clock = clock
  }

  deinit { loop.withLock { $0?.stop() } }

  /// Sends one request, once, and reads the answer into memory.
  public func send(_ request: HTTPRequest) async throws -> HTTPResponse {
    let address = try WebAddress(request.url)
    let report = try await perform(
      ExchangeOrder(
        request: request, address: address, userAgent: userAgent, file: nil,
        publicAddressesOnly: false))
    if let failure = report.failure { throw failure }
    return HTTPResponse(status: report.status, headers: report.headers, body: report.body)
  }

  func perform(_ order: ExchangeOrder) async throws -> ExchangeReport {
    try await runningLoop().perform(order)
  }

  private func runningLoop() throws -> TransferLoop {
    try loop.withLock { loop in
      if let loop { return loop }
      let started = try TransferLoop.start()
      loop = started
      return started
    }
  }
}
