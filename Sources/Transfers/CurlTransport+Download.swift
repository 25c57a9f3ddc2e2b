#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

extension CurlTransport {
  /// Writes the body of a GET to a file and resumes when the connection breaks.
  ///
  /// The request's own timeout is not used: the stall limit ends an attempt that makes no way.
  public func download(
    _ request: HTTPRequest, to path: String, options: DownloadOptions,
    progress: @escaping TransferProgressHandler
  ) async throws -> DownloadReceipt {
    let address = try WebAddress(request.url)
    var options = options
    // A part that is shorter than remembered cannot be continued.
    if let resume = options.resume, fileByteCount(path) < resume.byteCount { options.resume = nil }
    var course = DownloadCourse(request.url, at: address, options)
    while true {
      let report = try await perform(
        order(for: course, of: request, from: address, to: path, options, progress))
      switch course.next(after: report, jitter: .random(in: 0..<1)) {
      case .attempt(let pause):
        if let setback = course.setback { options.onRetry(setback, pause) }
        if pause > .zero { try await clock.sleep(for: pause) }
        try Task.checkCancellation()
      case .finish(let receipt): return receipt
      case .fail(let error): throw error
      }
    }
  }

  private func order(
    for course: DownloadCourse, of request: HTTPRequest, from original: WebAddress,
    to path: String, _ options: DownloadOptions, _ progress: @escaping TransferProgressHandler
  ) throws -> ExchangeOrder {
    let address = try WebAddress(course.url)
    var attempt = request
    attempt.method = .get
    attempt.url = course.url
    attempt.timeout = nil
    attempt.stallLimit = options.stallLimit
    if address.origin != original.origin {
      attempt.headers["Authorization"] = nil
      attempt.headers["Cookie"] = nil
    }
    if let resume = course.resume {
      attempt.headers["Range"] = "bytes=\(resume.byteCount)-"
      attempt.headers["If-Range"] = resume.entityTag
    }
    return ExchangeOrder(
      request: attempt, address: address, userAgent: userAgent,
      file: FileTarget(
        path: path, resume: course.resume, maximumByteCount: options.maximumByteCount,
        progress: progress),
      publicAddressesOnly: course.publicAddressesOnly && !ProxyEnvironment.isSet)
  }

  private func fileByteCount(_ path: String) -> Int64 {
    var facts = stat()
    return stat(path, &facts) == 0 ? Int64(facts.st_size) : 0
  }
}

/// The proxy variables libcurl reads.
enum ProxyEnvironment {
  /// Whether any is set. A proxy looks names up itself, and may well have a private address, so
  /// that the address a socket connects to then says nothing about where a download leads.
  static var isSet: Bool {
    let names: [String] = ["https_proxy", "HTTPS_PROXY", "http_proxy", "all_proxy", "ALL_PROXY"]
    return names.contains { name in getenv(name).map { $0.pointee != 0 } ?? false }
  }
}
