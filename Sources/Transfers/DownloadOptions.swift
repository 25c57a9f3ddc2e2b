/// The limits of one download.
public struct DownloadOptions: Sendable {
  /// Continue a file that an earlier attempt left; nil starts from the beginning.
  public var resume: ResumePoint?
  /// How often a break or a passing refusal is answered with another attempt.
  public var retryLimit = 6
  /// The wait before the first new attempt; it doubles each time, up to 30 s.
  public var firstPause: Duration = .milliseconds(500)
  /// How many redirects are followed; all must be https unless the first address is loopback.
  public var redirectLimit = 3
  /// Connects to addresses of the public internet only; redirects always do, unless the first
  /// address is loopback. Not checked behind a proxy.
  public var publicAddressesOnly = false
  /// The largest file taken, in bytes; guards the disk against a hostile server.
  public var maximumByteCount: Int64 = 4 << 30
  /// Counts an attempt as broken when less than 1 KiB a second arrives for this long.
  public var stallLimit: Duration = .seconds(30)

  /// Hears what broke an attempt and how long it is until the next; called from any thread, must
  /// return at once.
  public var onRetry: @Sendable (TransferError, Duration) -> Void = { _, _ in }

  /// Creates the usual limits.
  public init(resume: ResumePoint? = nil) { self.resume = resume }
}

/// Where a broken download can go on: how much is there, and of which version of the file.
public struct ResumePoint: Sendable, Hashable, Codable {
  /// The bytes already on disk, counted from the beginning.
  public let byteCount: Int64
  /// The strong entity tag of the version they belong to, with its quotes.
  public let entityTag: String

  /// Creates a resume point.
  public init(byteCount: Int64, entityTag: String) {
    self.byteCount = byteCount
    self.entityTag = entityTag
  }
}

/// What is known about a finished download.
public struct DownloadReceipt: Sendable, Hashable {
  /// The size of the file in bytes, equal to what the server promised when it promised one.
  public var byteCount: Int64
  /// The entity tag of the version that was read, if the server names versions.
  public var entityTag: String?
  /// The media type the server named.
  public var contentType: String?
  /// How many requests carried bytes of it; 1 when nothing broke.
  public var attemptCount: Int
  /// 64 lower-case hexadecimal digits; nil from a transport, filled in by who hashes the file.
  public var sha256: String?

  /// Creates a receipt.
  public init(
    byteCount: Int64, entityTag: String? = nil, contentType: String? = nil, attemptCount: Int = 1,
    sha256: String? = nil
  ) {
    self.byteCount = byteCount
    self.entityTag = entityTag
    self.contentType = contentType
    self.attemptCount = attemptCount
    self.sha256 = sha256
  }
}
