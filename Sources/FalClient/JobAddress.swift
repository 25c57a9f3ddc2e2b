internal import Transfers

/// The addresses of one job: which of them may be called with the key, and how they are rebuilt.
struct JobAddress {
  /// What one can ask about a job.
  enum Purpose: String {
    case status = "/status"
    case stream = "/status/stream"
    case response = ""
    case cancel = "/cancel"
  }

  private let path: String
  private let suffix: String
  private let hosts: FalHosts

  /// - Returns: nil when the id is no usable path component: blank, "." or "..".
  init?(requestID: String, endpoint: EndpointID, hosts: FalHosts) {
    guard !requestID.allSatisfy(\.isWhitespace), requestID != ".", requestID != "..",
      requestID.utf8.count <= 256
    else { return nil }
    suffix = "/requests/" + PercentCoding.encoded(requestID)
    path = "/" + endpoint.appID + suffix
    self.hosts = hosts
  }

  /// The address built by rule: `[namespace/]owner/alias/requests/{id}`.
  func url(_ purpose: Purpose) -> String { hosts.queue.text + path + purpose.rawValue }

  /// The address of an answer if the key may go there, else the one built by rule.
  func url(_ purpose: Purpose, preferring offered: String?) -> String {
    offered.flatMap { isTrusted($0, purpose) ? $0 : nil } ?? url(purpose)
  }

  /// Whether an address lies at the queue we were told to use and means this job.
  ///
  /// With fal's own queue its backup domain counts too. Query, fragment, user name, dot segments
  /// and their encoded forms are refused: such an address is not one fal gives out.
  private func isTrusted(_ text: String, _ purpose: Purpose) -> Bool {
    guard !text.contains("%"), !text.contains("/."), let address = try? WebAddress(text),
      address.query == nil, !address.hasFragment
    else { return false }
    let bases = [hosts.queue, hosts.queueBackup].compactMap(\.self)
    return bases.contains { base in
      // The parser's spelling is compared, since it is what will be called.
      address.redacted.hasPrefix(base.text + "/")
        && address.redacted.hasSuffix(suffix + purpose.rawValue)
    }
  }
}
