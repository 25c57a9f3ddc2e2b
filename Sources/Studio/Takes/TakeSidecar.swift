public import FalClient
public import FoundationEssentials
public import Hailuo

/// The record beside a clip, `clip.json`: what was asked for, what it cost, what came.
///
/// A clip without its sidecar is a clip nobody can explain; both are written, or neither.
public struct TakeSidecar: Hashable, Sendable, Codable {
  /// The newest version of the format this program knows.
  public static let schemaVersion = 1

  /// The picture the clip starts from, as it was sent.
  public struct Picture: Hashable, Sendable, Codable {
    /// Where the prepared picture lies, if it was kept.
    public var path: String?
    /// The digest of its bytes, 64 hexadecimal digits.
    public var sha256: String
    /// Pixels across.
    public var width: Int
    /// Pixels down.
    public var height: Int

    /// A picture by digest and size.
    public init(path: String? = nil, sha256: String, width: Int, height: Int) {
      (self.path, self.sha256, self.width, self.height) = (path, sha256, width, height)
    }
  }

  /// When things happened; the service's own times where it tells them.
  public struct Timings: Hashable, Sendable, Codable {
    /// When the request was answered with an id.
    public var submittedAt: Date
    /// When work on it was first seen.
    public var startedAt: Date?
    /// When it was seen to be done.
    public var completedAt: Date
    /// When the clip was whole on this disk.
    public var downloadedAt: Date
    /// Seconds spent waiting for a runner.
    public var queueSeconds: Double?
    /// Seconds spent making the clip.
    public var runSeconds: Double?

    /// The times of one job.
    public init(
      submittedAt: Date, startedAt: Date? = nil, completedAt: Date, downloadedAt: Date,
      queueSeconds: Double? = nil, runSeconds: Double? = nil
    ) {
      self.submittedAt = submittedAt
      self.startedAt = startedAt
      self.completedAt = completedAt
      self.downloadedAt = downloadedAt
      self.queueSeconds = queueSeconds
      self.runSeconds = runSeconds
    }

    enum CodingKeys: String, CodingKey {
      case submittedAt = "submitted_at"
      case startedAt = "started_at"
      case completedAt = "completed_at"
      case downloadedAt = "downloaded_at"
      case queueSeconds = "queue_seconds"
      case runSeconds = "run_seconds"
    }
  }

  /// The clip's file.
  public struct Clip: Hashable, Sendable, Codable {
    /// Its name in the sidecar's folder.
    public var file: String
    /// Its length in bytes.
    public var bytes: Int
    /// The digest of its bytes, 64 hexadecimal digits.
    public var sha256: String

    /// A clip by name, length and digest.
    public init(file: String, bytes: Int, sha256: String) {
      (self.file, self.bytes, self.sha256) = (file, bytes, sha256)
    }
  }

  /// The version of the format.
  public var schemaVersion = Self.schemaVersion
  /// The take's key.
  public var takeKey: TakeKey
  /// Which of several takes of the same request it is, from 1.
  public var take: Int
  /// The prompt as it was sent.
  public var prompt: String
  /// The picture it starts from.
  public var picture: Picture
  /// The picture it ends with, if one was given.
  public var endPicture: Picture?
  /// The endpoint's id.
  public var endpoint: String
  /// The model's name.
  public var model: String
  /// The length asked for, in seconds.
  public var durationSeconds: Int
  /// Whether the service was allowed to rewrite the prompt.
  public var promptOptimizer: Bool
  /// The size asked for, if it was not the model's standard one.
  public var resolution: Resolution?
  /// The service's id of the request.
  public var requestID: String
  /// What it was expected to cost, and what was billed as far as known.
  public var price: TakePrice
  /// Whether the simulator made it.
  public var simulated: Bool
  /// When things happened.
  public var timings: Timings
  /// The clip's file.
  public var clip: Clip
  /// What probing the clip found, in the prober's own form.
  public var probe: JSONValue
  /// The version of the program that wrote this.
  public var toolVersion: String

  /// A sidecar for a clip that has arrived; the take's key follows from its identity.
  public init(
    identity: TakeIdentity, picture: Picture, endPicture: Picture? = nil, model: String,
    requestID: String, price: TakePrice,
    timings: Timings, clip: Clip, probe: JSONValue, toolVersion: String
  ) {
    takeKey = identity.key
    take = identity.take
    prompt = identity.prompt
    self.picture = picture
    self.endPicture = endPicture
    endpoint = identity.endpoint
    self.model = model
    durationSeconds = identity.durationSeconds
    promptOptimizer = identity.promptOptimizer
    resolution = identity.resolution
    self.requestID = requestID
    self.price = price
    simulated = identity.simulated
    self.timings = timings
    self.clip = clip
    self.probe = probe
    self.toolVersion = toolVersion
  }

  enum CodingKeys: String, CodingKey {
    case schemaVersion = "schema_version"
    case takeKey = "take_key"
    case take, prompt, picture, endpoint, model, resolution
    case endPicture = "end_picture"
    case durationSeconds = "duration_seconds"
    case promptOptimizer = "prompt_optimizer"
    case requestID = "request_id"
    case price, simulated, timings, clip, probe
    case toolVersion = "tool_version"
  }
}

extension TakeSidecar {
  /// Reads a sidecar.
  ///
  /// - Throws: ``StudioError`` `.missing`, `.unreadable`, or `.record` when damaged or newer.
  public static func read(_ path: String) throws(StudioError) -> TakeSidecar {
    try parse(try TextFile.bytes(of: path, code: .record), file: path)
  }

  /// Parses a sidecar; the path is for messages.
  ///
  /// - Throws: ``StudioError`` `.record` when damaged or newer.
  public static func parse(_ bytes: [UInt8], file: String) throws(StudioError) -> TakeSidecar {
    try RecordFile.parse(bytes, as: TakeSidecar.self, version: schemaVersion, file: file)
  }

  /// The file's bytes: JSON, keys sorted, ending with a new line.
  public func json() throws(StudioError) -> [UInt8] {
    try RecordFile.json(self, file: clip.file)
  }
}
