internal import FoundationEssentials
internal import Synchronization

/// A pass for fal's file server, good for a while.
struct StorageToken: Sendable {
  /// What the `Authorization` header says.
  let authorization: String
  /// The file server it is for.
  let base: BaseURL
  let expires: Date

  /// How long before its end a pass is not used any more.
  static let reserve: TimeInterval = 60

  /// Reads the answer of the token service.
  ///
  /// The server it names gets the pass only if it is the configured one or, with fal itself, one of
  /// its file hosts. An end that cannot be read means that the pass is used once.
  init?(_ json: JSONValue, hosts: FalHosts, now: Date) {
    guard let token = json["token"]?.text, !token.isEmpty else { return nil }
    authorization = (json["token_type"]?.text ?? "Bearer") + " " + token
    let offered = json["base_url"]?.text
    base =
      offered.flatMap { hosts.isFileHost($0) ? try? BaseURL($0) : nil } ?? hosts.cdn
    expires = json["expires_at"]?.text.flatMap(Self.date) ?? now
  }

  func isUsable(at now: Date) -> Bool { now.addingTimeInterval(Self.reserve) < expires }

  /// Reads an ISO 8601 time, with or without fractions of a second.
  static func date(_ text: String) -> Date? {
    for fractions in [false, true] {
      let style = Date.ISO8601FormatStyle(includingFractionalSeconds: fractions)
      if let date = try? style.parse(text) { return date }
    }
    return nil
  }
}

/// Keeps the pass for all copies of one client.
final class StorageTokenCache: Sendable {
  private let token = Mutex<StorageToken?>(nil)

  func usable(at now: Date) -> StorageToken? {
    token.withLock { $0 }.flatMap { $0.isUsable(at: now) ? $0 : nil }
  }

  func keep(_ fresh: StorageToken) { token.withLock { $0 = fresh } }
  func drop() { token.withLock { $0 = nil } }
}
