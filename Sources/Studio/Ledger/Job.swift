public import FoundationEssentials

/// What is asked of the service and at what price, before anything is sent.
public struct JobOrder: Hashable, Sendable {
  /// The take that is wanted.
  public var identity: TakeIdentity
  /// The expected price in millionths of a US dollar.
  public var priceMicrodollars: Int
  /// Where the clip is to lie; an absolute path, for the ledger outlives the current folder.
  public var outputPath: String
  /// Where the clip's record is to lie; `nil` stands for the usual name beside the clip.
  public var sidecarPath: String?
  /// Where the picture lies that the clip starts from, as the record is to name it.
  public var picturePath: String?
  /// Where the picture lies that the clip ends with, as the record is to name it.
  public var endPicturePath: String?
  /// Pixels across the pictures, which have the same size; 0 when unknown.
  public var pictureWidth = 0
  /// Pixels down the pictures; 0 when unknown.
  public var pictureHeight = 0
  /// What one unit costs that the service bills, where the model is paid by the second.
  public var unitMicrodollars: Int?
  /// The queue that is asked; what a simulator that has ended was asked for costs nothing.
  public var service: String?
  /// The folder whose spending is added up: the film's, or the one the clip lies in.
  public var project: String?

  /// An order for a take.
  public init(identity: TakeIdentity, priceMicrodollars: Int, outputPath: String) {
    self.identity = identity
    self.priceMicrodollars = priceMicrodollars
    self.outputPath = outputPath
  }
}

/// What the service gave in return for a request: its id, and where to ask for it.
public struct JobTicket: Hashable, Sendable, Codable {
  /// The service's id.
  public var requestID: String
  /// Where the state is asked for.
  public var statusURL: String
  /// Where the result is asked for.
  public var responseURL: String
  /// Where cancelling is asked for.
  public var cancelURL: String

  /// A ticket; what follows a `?` or `#` in its addresses is dropped, for it may be a signature.
  public init(requestID: String, statusURL: String, responseURL: String, cancelURL: String) {
    self.requestID = requestID
    self.statusURL = Redaction.withoutQuery(statusURL)
    self.responseURL = Redaction.withoutQuery(responseURL)
    self.cancelURL = Redaction.withoutQuery(cancelURL)
  }

  enum CodingKeys: String, CodingKey {
    case requestID = "request_id"
    case statusURL = "status_url"
    case responseURL = "response_url"
    case cancelURL = "cancel_url"
  }
}

/// A clip that is on disk.
public struct StoredClip: Hashable, Sendable, Codable {
  /// Its absolute path.
  public var path: String
  /// Its length in bytes.
  public var bytes: Int
  /// The digest of its bytes, 64 hexadecimal digits.
  public var sha256: String

  /// A clip by path, length and digest.
  public init(path: String, bytes: Int, sha256: String) {
    (self.path, self.bytes, self.sha256) = (path, bytes, sha256)
  }
}

/// One request as the ledger knows it.
public struct Job: Hashable, Sendable, Identifiable {
  /// The ledger's own number, from 1.
  public let id: Int64
  /// The key of the take.
  public let takeKey: TakeKey
  /// What was asked for, at what price, for which file.
  public internal(set) var order: JobOrder
  /// Where it stands.
  public internal(set) var state: JobState
  /// What the service gave in return, once it did.
  public internal(set) var ticket: JobTicket?
  /// The process that is at it, or was.
  public internal(set) var owner: ProcessIdentity
  /// When it was first written down.
  public let createdAt: Date
  /// When it last changed.
  public internal(set) var updatedAt: Date
  /// Why it is refused, failed or ambiguous.
  public internal(set) var error: String?
  /// What the service says it billed, in its own units.
  public internal(set) var billableUnits: Double?
  /// The clip, once it is on disk; it may have been moved or removed since.
  public internal(set) var clip: StoredClip?
  /// Until when its owner's silence means nothing.
  public internal(set) var leaseUntil: Date?
  /// The run of the program that was last at it.
  public internal(set) var run: String?
  /// When the request was about to be sent.
  public internal(set) var submittedAt: Date?
  /// When work on it was first seen.
  public internal(set) var startedAt: Date?
  /// When its result came.
  public internal(set) var completedAt: Date?
  /// The service's answer as JSON, without the queries of signed addresses.
  public internal(set) var result: String?

  /// The service's id of the request.
  public var requestID: String? { ticket?.requestID }
  /// Whether the simulator makes it.
  public var isSimulated: Bool { order.identity.simulated }
}
