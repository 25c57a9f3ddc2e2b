public import Footage
public import Stills

/// What is wanted of one take, and where it is to lie.
public struct TakeOrder: Sendable {
  /// What is asked for; its key names the take.
  public var identity: TakeIdentity
  /// The picture it starts from.
  public var picture: PreparedPicture
  /// Where that picture lies, for the clip's record; nil when it is not kept.
  public var picturePath: String?
  /// The picture it ends with; nil lets it end anywhere.
  public var endPicture: PreparedPicture?
  /// Where that picture lies, for the clip's record; nil when it is not kept.
  public var endPicturePath: String?
  /// Where the clip is to lie.
  public var clipPath: String
  /// Where its record is to lie.
  public var sidecarPath: String
  /// Whether files that lie there may be replaced.
  public var replacing: Bool
  /// The folder whose spending is added up; the clip's own unless another is named.
  public var project: String

  /// Creates an order.
  public init(
    identity: TakeIdentity, picture: PreparedPicture, picturePath: String?,
    endPicture: PreparedPicture? = nil, endPicturePath: String? = nil, clipPath: String,
    sidecarPath: String, replacing: Bool, project: String? = nil
  ) {
    self.identity = identity
    self.picture = picture
    self.picturePath = picturePath
    self.endPicture = endPicture
    self.endPicturePath = endPicturePath
    self.clipPath = clipPath
    self.sidecarPath = sidecarPath
    self.replacing = replacing
    self.project = (project ?? clipPath.absolutePath.parentPath).absolutePath
  }
}

/// A clip that is here, with its record.
public struct Take: Sendable {
  /// How it came here.
  public enum Origin: String, Sendable, Codable {
    /// It was asked for, and paid for, by this call.
    case made
    /// It had been asked for by an earlier run and was fetched now.
    case resumed
    /// It was here already; nothing was asked for.
    case reused
  }

  /// Its record, as it lies beside the clip.
  public let sidecar: TakeSidecar
  /// Where the clip lies.
  public let path: String
  /// The facts of the clip.
  public let clip: Clip
  /// How it came here.
  public let origin: Origin

  /// Creates a take.
  public init(sidecar: TakeSidecar, path: String, clip: Clip, origin: Origin) {
    self.sidecar = sidecar
    self.path = path
    self.clip = clip
    self.origin = origin
  }
}

/// What happens while a take is made.
public enum TakeEvent: Sendable {
  /// The picture is on its way to the service's storage.
  case uploading(completed: Int64, total: Int64?)
  /// The service took the request.
  case submitted(requestID: String)
  /// Another process is at it; it is waited for.
  case waiting(process: Int32)
  /// A request that an earlier run made is waited for.
  case resuming(requestID: String)
  /// It waits for a runner; so many requests stand before it, where the service says.
  case queued(position: Int?)
  /// It is being made; the newest line of the service's log, where there is one.
  case running(log: String?)
  /// The clip is on its way here.
  case downloading(completed: Int64, total: Int64?)
  /// The service does not answer as it should, and the client is at it; a sentence for people.
  case troubled(String)
  /// Something a person should know.
  case note(String)
}

/// Hears what happens; called from any thread, must return at once.
public typealias TakeEventHandler = @Sendable (TakeEvent) -> Void
