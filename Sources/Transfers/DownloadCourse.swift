/// Decides, attempt after attempt, how a download goes on. Pure: it is told what came of each.
struct DownloadCourse {
  /// What to do next.
  enum Step {
    /// Ask ``DownloadCourse/url`` for the file, after a pause.
    case attempt(after: Duration)
    case finish(DownloadReceipt)
    case fail(TransferError)
  }

  /// Where the next attempt goes.
  private(set) var url: String
  /// The part on disk the next attempt continues.
  private(set) var resume: ResumePoint?
  /// What broke the attempt before, when the next one is made because of it.
  private(set) var setback: TransferError?
  /// How many redirects led to ``url``.
  private(set) var redirectCount = 0

  private let original: WebAddress
  private let originalURL: String
  private let options: DownloadOptions
  private var retryCount = 0
  private var restartCount = 0
  private var attemptCount = 0

  /// How often a file may change on the server before we stop trying.
  static let restartLimit = 2
  /// A server that asks for a longer wait is not waited for.
  static let longestPause: Duration = .seconds(60)

  init(_ url: String, at address: WebAddress, _ options: DownloadOptions) {
    self.url = url
    originalURL = url
    original = address
    self.options = options
    resume = options.resume.flatMap { $0.byteCount > 0 ? $0 : nil }
  }

  /// Whether the next attempt may connect to public addresses only.
  var publicAddressesOnly: Bool {
    options.publicAddressesOnly || (redirectCount > 0 && !staysHere)
  }

  /// Whether a redirect led from this computer to this computer, as a simulator's do.
  private var staysHere: Bool {
    original.isLoopback && (try? WebAddress(url))?.isLoopback == true
  }

  /// Takes in one attempt.
  ///
  /// - Parameter jitter: 0..<1, spreads simultaneous retries.
  mutating func next(after report: ExchangeReport, jitter: Double) -> Step {
    attemptCount += 1
    setback = nil
    switch report.decision {
    case .write(_, let total): return afterWriting(report, total: total, jitter: jitter)
    case .alreadyComplete(let byteCount):
      return .finish(receipt(report, byteCount: byteCount))
    case .startOver: return startOver(report)
    case .redirected: return follow(report)
    case .invalid(let reason):
      return .fail(error(.badAnswer, "\(reason)"))
    case .refused:
      var refusal = error(.status, "the download was refused with status \(report.status)")
      refusal.status = report.status
      refusal.retryAfter = RetryAfter.duration(in: report.headers)
      return retry(after: refusal, jitter: jitter)
    case nil:
      return retry(
        after: report.failure ?? error(.badAnswer, "no answer came"), jitter: jitter)
    }
  }

  private mutating func afterWriting(
    _ report: ExchangeReport, total: Int64?, jitter: Double
  ) -> Step {
    if report.failure == nil, total == nil || total == report.fileByteCount {
      return .finish(receipt(report, byteCount: report.fileByteCount))
    }
    if report.failure == nil, let total, report.fileByteCount > total {
      return .fail(error(.badAnswer, "more bytes came than the server had announced"))
    }
    // Only a strong tag proves that the rest belongs to the same bytes (RFC 9110, 8.8.3).
    let tag = report.headers["ETag"] ?? resume?.entityTag
    if let tag, tag.hasPrefix("\""), report.fileByteCount > 0 {
      resume = ResumePoint(byteCount: report.fileByteCount, entityTag: tag)
    } else {
      resume = nil
    }
    let broken =
      report.failure ?? error(.aborted, "the connection closed before the file was whole")
    return retry(after: broken, jitter: jitter)
  }

  private mutating func startOver(_ report: ExchangeReport) -> Step {
    resume = nil
    restartCount += 1
    guard restartCount <= Self.restartLimit else {
      return .fail(error(.changed, "the file keeps changing on the server"))
    }
    return .attempt(after: .zero)
  }

  private mutating func follow(_ report: ExchangeReport) -> Step {
    redirectCount += 1
    guard redirectCount <= options.redirectLimit else {
      return .fail(error(.redirect, "more than \(options.redirectLimit) redirects"))
    }
    guard let next = report.redirectURL, let address = try? WebAddress(next) else {
      return .fail(error(.redirect, "a redirect leads to an address that cannot be used"))
    }
    guard address.scheme == "https" || (original.isLoopback && address.isLoopback) else {
      return .fail(error(.redirect, "a redirect leads away from https, to \(address.host)"))
    }
    guard (original.isLoopback && address.isLoopback) || !address.isPlainlyPrivate else {
      return .fail(error(.redirect, "a redirect leads to the private address \(address.host)"))
    }
    url = next
    return .attempt(after: .zero)
  }

  /// Tries again from the original address: what it redirects to may be signed for a short time.
  private mutating func retry(after failure: TransferError, jitter: Double) -> Step {
    var failure = failure
    failure.resumePoint = resume
    let wait = failure.retryAfter ?? backOff(jitter)
    guard failure.isTransient, retryCount < options.retryLimit, wait <= Self.longestPause else {
      return .fail(failure)
    }
    retryCount += 1
    setback = failure
    url = originalURL
    redirectCount = 0
    return .attempt(after: wait)
  }

  private func backOff(_ jitter: Double) -> Duration {
    let doubled = options.firstPause * (1 << min(retryCount, 10))
    return min(doubled, .seconds(30)) * (0.75 + 0.5 * jitter)
  }

  private func receipt(_ report: ExchangeReport, byteCount: Int64) -> DownloadReceipt {
    DownloadReceipt(
      byteCount: byteCount, entityTag: report.headers["ETag"] ?? resume?.entityTag,
      contentType: report.headers["Content-Type"], attemptCount: attemptCount)
  }

  private func error(_ code: TransferError.Code, _ reason: String) -> TransferError {
    TransferError(code, host: original.host, "\(original.host): \(reason).")
  }
}
