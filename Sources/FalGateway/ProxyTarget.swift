internal import FalClient
internal import Transfers

/// Where a call through the proxy leads, checked against what is allowed. Pure.
struct ProxyTarget: Sendable, Hashable {
  /// What the call does.
  enum Purpose: Sendable, Hashable {
    /// Makes a job, which costs.
    case submit(EndpointID, mostMicrodollars: Int?)
    /// Asks about a job, or cancels it.
    case job
    /// Follows a job.
    case stream
    /// Asks where a file may be put.
    case upload
  }

  let purpose: Purpose
  /// The address to call, put together by us.
  let url: String

  private static let uploads: Set<String> = [
    "/storage/upload/initiate", "/storage/upload/initiate-multipart",
  ]

  /// Checks a target.
  ///
  /// - Throws: ``Refusal`` with a sentence unless it is exactly one of the calls allowed.
  init(
    _ text: String, method: String, policy: ProxyPolicy, hosts: FalHosts
  ) throws(ProxyRefusal) {
    let address: WebAddress
    do {
      address = try WebAddress(text)
    } catch {
      throw ProxyRefusal(error.message)
    }
    guard !address.isPlainlyPrivate || Self.base(of: address, [hosts.queue, hosts.rest]) != nil
    else {
      throw ProxyRefusal("The target \(address.host) is a private address, which is never called.")
    }
    guard !address.hasFragment, !text.contains("%"), !text.contains("/."),
      !text.contains("//", after: 8)
    else { throw ProxyRefusal("The target has parts that no call of fal's has.") }

    let standard = FalHosts.production
    if let rest = Self.base(of: address, [hosts.queue, standard.queue]) {
      (purpose, url) = try Self.queueCall(
        rest, address.query, method, policy, base: hosts.queue.text)
    } else if let rest = Self.base(of: address, [hosts.rest, standard.rest]) {
      guard policy.allowsUploads, method == "POST", Self.uploads.contains(rest),
        address.query == "storage_type=fal-cdn-v3"
      else {
        throw ProxyRefusal("Nothing but beginning an upload is allowed at \(address.host).")
      }
      (purpose, url) = (.upload, hosts.rest.text + rest + "?storage_type=fal-cdn-v3")
    } else {
      throw ProxyRefusal(
        "The target host \(address.origin) is none of fal's that this proxy serves.")
    }
  }

  /// What follows the base an address lies at, told by scheme, host and port exactly.
  private static func base(of address: WebAddress, _ bases: [BaseURL]) -> String? {
    for base in bases where address.redacted.hasPrefix(base.text + "/") {
      return String(address.redacted.dropFirst(base.text.count))
    }
    return nil
  }

  private static func queueCall(
    _ path: String, _ query: String?, _ method: String, _ policy: ProxyPolicy, base: String
  ) throws(ProxyRefusal) -> (Purpose, String) {
    if method == "POST" {
      guard let endpoint = policy.endpoints.first(where: { "/" + $0.id.id == path }) else {
        throw ProxyRefusal(
          "The endpoint \(path.dropFirst().prefix(120)) is not on the list of those allowed.")
      }
      guard query == nil else {
        throw ProxyRefusal(
          "A submission through this proxy takes no query, a webhook least of all.")
      }
      return (
        .submit(endpoint.id, mostMicrodollars: endpoint.mostMicrodollars), base + path
      )
    }
    let apps = Set(policy.endpoints.map(\.id.appID))
    guard let app = apps.first(where: { path.hasPrefix("/" + $0 + "/requests/") }) else {
      throw ProxyRefusal("Jobs of that application are not on the list of those allowed.")
    }
    let rest = path.dropFirst(app.utf8.count + "/".utf8.count + "/requests/".utf8.count)
    let segments = rest.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
    let queries = [nil, "logs=0", "logs=1", "logs=true", "logs=false"]
    guard let id = segments.first, isPlain(id), queries.contains(query) else {
      throw ProxyRefusal("The target is no call about a job.")
    }
    let whole = base + path + (query.map { "?\($0)" } ?? "")
    switch (method, Array(segments.dropFirst())) {
    case ("GET", []), ("GET", ["status"]), ("PUT", ["cancel"]): return (.job, whole)
    case ("GET", ["status", "stream"]): return (.stream, whole)
    default: throw ProxyRefusal("The target is no call about a job.")
    }
  }

  private static func isPlain(_ id: String) -> Bool {
    !id.isEmpty && id != "." && id != ".." && id.utf8.count <= 128
      && id.utf8.allSatisfy { byte in
        (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte)
          || (0x61...0x7A).contains(byte) || byte == 0x2D || byte == 0x5F
      }
  }
}

/// Why a call does not go through; the sentence is for the caller.
struct ProxyRefusal: Error, Hashable {
  let sentence: String
  init(_ sentence: String) { self.sentence = sentence }
}

extension String {
  /// Whether a piece of text occurs behind a number of leading bytes.
  fileprivate func contains(_ piece: String, after count: Int) -> Bool {
    String(decoding: utf8.dropFirst(count), as: UTF8.self).contains(piece)
  }
}
