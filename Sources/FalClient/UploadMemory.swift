public import FoundationEssentials
internal import Synchronization

/// Remembers what lies in fal's storage, so that the same content is not sent again.
///
/// A ledger keeps it for ever; ``SessionUploads`` for as long as the program runs.
public protocol UploadMemory: Sendable {
  /// The upload of a content, if one is remembered.
  func upload(of key: UploadKey) async throws -> RememberedUpload?
  /// Remembers an upload in the place of any earlier one.
  func remember(_ upload: RememberedUpload, for key: UploadKey) async throws
}

/// What makes two uploads the same: content, media type, and the storage they went to.
public struct UploadKey: Sendable, Hashable, Codable {
  /// The SHA-256 of the content, 64 lower-case hexadecimal digits.
  public let digest: String
  /// The media type it was sent as.
  public let contentType: String
  /// The file server, such as `https://v3.fal.media`.
  public let storage: String

  /// Creates a key.
  public init(digest: String, contentType: String, storage: String) {
    self.digest = digest
    self.contentType = contentType
    self.storage = storage
  }
}

/// A file in fal's storage.
public struct RememberedUpload: Sendable, Hashable, Codable {
  /// Where models can read it.
  public let url: String
  /// When it must not be counted on any more.
  public let expires: Date

  /// How long a file without a lifetime is counted on: a day. fal's newest pages promise for ever,
  /// older ones a week, and an account may be set to anything.
  static let unknownLifetime: TimeInterval = 86_400
  /// How much of its life a file must have left: a job may wait that long before it is read.
  static let reserve: TimeInterval = 3600

  /// Creates a record.
  public init(url: String, expires: Date) {
    self.url = url
    self.expires = expires
  }

  init(url: String, lifetime: FileLifetime?, now: Date) {
    self.url = url
    let seconds = lifetime.map { TimeInterval($0.seconds) } ?? Self.unknownLifetime
    expires = now.addingTimeInterval(seconds)
  }

  func isUsable(at now: Date) -> Bool { now.addingTimeInterval(Self.reserve) < expires }
}

/// Remembers uploads for as long as it lives.
public final class SessionUploads: UploadMemory {
  private let uploads = Mutex<[UploadKey: RememberedUpload]>([:])

  /// Creates an empty memory.
  public init() {}

  /// The upload of a content, if one is remembered.
  public func upload(of key: UploadKey) -> RememberedUpload? { uploads.withLock { $0[key] } }

  /// Remembers an upload in the place of any earlier one.
  public func remember(_ upload: RememberedUpload, for key: UploadKey) {
    uploads.withLock { $0[key] = upload }
  }
}
