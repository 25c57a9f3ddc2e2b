internal import FalClient

/// How long a file is kept, and who may read it. Pure.
struct FileLifecycle: Hashable, Sendable {
  /// What a stranger gets.
  enum Access: String, Hashable, Sendable {
    case allow, forbid, hide
  }

  /// When it is gone; `nil` for never.
  var expiry: Duration?
  var access = Access.allow

  /// Reads either of the two headers there are, by lower-case name; what is not understood is
  /// ignored, as by the service.
  init(_ headers: [String: String], now: Duration) {
    let text = headers["x-fal-object-lifecycle"] ?? headers["x-fal-object-lifecycle-preference"]
    guard let document = text.flatMap({ JSONValue(parsing: Array($0.utf8)) }) else { return }
    // 0 means no expiry.
    if case .integer(let seconds)? = document["expiration_duration_seconds"], seconds > 0 {
      expiry = now + .seconds(min(seconds, 31_536_000))
    }
    access = document["initial_acl"]?["default"]?.text.flatMap(Access.init) ?? .allow
  }

  /// The status a reader gets in place of the file; `nil` when it may be read.
  func refusal(at now: Duration, isOwner: Bool) -> Int? {
    if let expiry, now >= expiry { return 404 }
    switch access {
    case .allow: return nil
    case .forbid: return isOwner ? nil : 403
    case .hide: return isOwner ? nil : 404
    }
  }
}
