public import Transfers

/// The wishes that go along with a submission.
public struct SubmitOptions: Sendable, Hashable {
  /// Where fal posts the result as well; https, reachable from the internet.
  public var webhookURL: String?
  /// Refuses the job at once when more requests than this stand in the endpoint's queue.
  public var maximumQueueLength: Int?
  /// Gives up unless the job starts within this time, waiting included; more than 1 s.
  public var startTimeout: Duration?
  /// Stands behind everyone of normal priority.
  public var isLowPriority = false
  /// A word that leads jobs of the same word to the same runner where possible.
  public var runnerHint: String?
  /// How long the files are kept that the job produces; nil leaves it to the account.
  public var outputLifetime: FileLifetime?
  /// Who may read the files the job produces; nil leaves it to the account.
  public var outputAccess: FileAccess?
  /// Further headers, such as `X-Fal-No-Retry`; none that this client sets by itself.
  public var extraHeaders: HTTPHeaders = [:]

  /// Creates the usual wishes: none.
  public init() {}
}

extension SubmitOptions {
  /// Headers that are not the caller's to set, in lower case: those that carry the key or frame the
  /// message, and those an option of this type stands for.
  static let reservedHeaders: Set<String> = [
    "authorization", "proxy-authorization", "cookie", "host", "connection", "keep-alive",
    "content-length", "content-type", "content-encoding", "transfer-encoding", "te", "trailer",
    "upgrade", "expect", "accept", "accept-encoding", "user-agent", "x-fal-target-url",
    "x-fal-request-timeout", "x-fal-request-start-timeout", "x-fal-queue-priority",
    "x-fal-runner-hint", "x-fal-object-lifecycle", "x-fal-object-lifecycle-preference",
  ]

  /// Checks everything before anything is sent.
  ///
  /// - Throws: ``FalError`` `.configuration`, naming the wish.
  public func check(hosts: FalHosts) throws(FalError) {
    if let webhookURL { try Self.check(webhook: webhookURL, hosts) }
    if let maximumQueueLength, maximumQueueLength < 0 {
      throw FalError(.configuration, "The longest queue accepted cannot be negative.")
    }
    // fal's own clients refuse it too (protocol guide 3.1).
    if let startTimeout, startTimeout <= .seconds(1) {
      throw FalError(
        .configuration, "The time a job has to start must be longer than a second.")
    }
    for field in extraHeaders.fields + hintFields {
      guard field.isSendable else {
        throw FalError(
          .configuration,
          "The header \(ServerText.cleaned(field.name, limit: 60)) contains characters that cannot "
            + "be sent.")
      }
    }
    for field in extraHeaders.fields where Self.reservedHeaders.contains(field.name.lowercased()) {
      throw FalError(
        .configuration, "The header \(field.name) is set by the client itself; leave it out.")
    }
  }

  /// Writes the wishes into a submission.
  func write(into request: inout HTTPRequest) throws(FalError) {
    var query: [String] = []
    if let webhookURL { query.append("fal_webhook=" + PercentCoding.encoded(webhookURL)) }
    if let maximumQueueLength { query.append("fal_max_queue_length=\(maximumQueueLength)") }
    if !query.isEmpty { request.url += "?" + query.joined(separator: "&") }
    if let startTimeout {
      let (seconds, attoseconds) = startTimeout.components
      request.headers["X-Fal-Request-Timeout"] =
        "\(seconds).\(attoseconds / 100_000_000_000_000_000)"
    }
    if isLowPriority { request.headers["X-Fal-Queue-Priority"] = "low" }
    for field in hintFields { request.headers[field.name] = field.value }
    if let value = try FileAccess.lifecycle(outputLifetime, outputAccess) {
      request.headers["X-Fal-Object-Lifecycle-Preference"] = value
    }
    for field in extraHeaders.fields { request.headers.append(field.value, for: field.name) }
  }

  private var hintFields: [HTTPHeaders.Field] {
    var headers = HTTPHeaders()
    headers["X-Fal-Runner-Hint"] = runnerHint
    return headers.fields
  }

  /// fal drops webhooks to private addresses; a simulator on this computer takes loopback ones.
  private static func check(webhook url: String, _ hosts: FalHosts) throws(FalError) {
    let address: WebAddress
    do {
      address = try WebAddress(url)
    } catch {
      throw FalError(.configuration, "The webhook's address: \(error.message)")
    }
    if hosts.areLoopback, address.isLoopback { return }
    guard address.scheme == "https" else {
      throw FalError(.configuration, "The webhook's address \(address.redacted) must be https.")
    }
    guard !address.isPlainlyPrivate else {
      throw FalError(
        .configuration,
        "The webhook's address \(address.redacted) cannot be reached from the internet.")
    }
  }
}
