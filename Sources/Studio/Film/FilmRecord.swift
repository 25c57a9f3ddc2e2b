internal import Outputs

/// The record of a film, `film.json`: its shots, its files, and what they were made from.
public struct FilmRecord: Hashable, Sendable, Codable {
  /// The newest version of the format this program knows.
  public static let schemaVersion = 1

  /// One shot of the film.
  public struct Shot: Hashable, Sendable, Codable {
    /// The shot's name.
    public var name: String
    /// Its folder below the film's: `shots/01-harbour`.
    public var folder: String
    /// Whether it starts from the last frame of the one before.
    public var chained: Bool
    /// The length asked for, in seconds.
    public var durationSeconds: Int
    /// The key of its take.
    public var takeKey: TakeKey
    /// The service's id of the request.
    public var requestID: String
    /// The number of pictures in its clip.
    public var frames: Int
    /// Whether the clip was there already and nothing was paid for it in this run.
    public var reused: Bool

    /// A shot with its take.
    public init(
      name: String, folder: String, chained: Bool, durationSeconds: Int, takeKey: TakeKey,
      requestID: String, frames: Int, reused: Bool
    ) {
      self.name = name
      self.folder = folder
      self.chained = chained
      self.durationSeconds = durationSeconds
      self.takeKey = takeKey
      self.requestID = requestID
      self.frames = frames
      self.reused = reused
    }

    enum CodingKeys: String, CodingKey {
      case name, folder, chained, frames, reused
      case durationSeconds = "duration_seconds"
      case takeKey = "take_key"
      case requestID = "request_id"
    }
  }

  /// What is done between a shot and the one before.
  public struct Seam: Hashable, Sendable, Codable {
    /// The name of the shot that begins there.
    public var shot: String
    /// What is done, as one writes it in a storyboard: `dedupe`, `fade:0.5`.
    public var seam: String
    /// How many frames of the shot before are left out because the next one shows them again.
    public var droppedFrames: Int
    /// How many frames of the shot before come behind the one that the next goes on from.
    public var trimmedFrames: Int
    /// Whether it is known that the shot goes on from the one before, since it was made so.
    public var known: Bool

    /// A seam.
    public init(
      shot: String, seam: String, droppedFrames: Int, trimmedFrames: Int, known: Bool
    ) {
      self.shot = shot
      self.seam = seam
      self.droppedFrames = droppedFrames
      self.trimmedFrames = trimmedFrames
      self.known = known
    }

    enum CodingKeys: String, CodingKey {
      case shot, seam, known
      case droppedFrames = "dropped_frames"
      case trimmedFrames = "trimmed_frames"
    }
  }

  /// A file made from the clips, and what it was made from.
  public struct Output: Hashable, Sendable, Codable {
    /// Its name in the film's folder.
    public var file: String
    /// The digest of its bytes, 64 hexadecimal digits.
    public var sha256: String
    /// What it was made from.
    public var inputsDigest: InputsDigest
    /// How many pictures the film has; nil for other files, and in older records.
    public var frames: Int?

    /// A file with its origin.
    public init(file: String, sha256: String, inputsDigest: InputsDigest) {
      (self.file, self.sha256, self.inputsDigest) = (file, sha256, inputsDigest)
    }

    /// Whether the file need not be made again, given what is there and what it would be made of.
    ///
    /// What is found is the digest of the file that is there, `nil` when there is none.
    public func isUpToDate(found: String?, inputs: InputsDigest) -> Bool {
      found == sha256 && inputs == inputsDigest
    }

    enum CodingKeys: String, CodingKey {
      case file, sha256, frames
      case inputsDigest = "inputs_digest"
    }
  }

  /// The version of the format.
  public var schemaVersion = Self.schemaVersion
  /// The title, if the storyboard has one.
  public var title: String?
  /// The shape of the picture: `16:9`.
  public var aspect: String
  /// Whether any of its clips was made by the simulator.
  public var simulated: Bool
  /// The shots in playing order.
  public var shots: [Shot]
  /// How the shots are joined, one entry for each but the first; nil in records of before there was
  /// a choice, when clips simply followed one another.
  public var seams: [Seam]?
  /// The joined film, once it is made.
  public var film: Output?
  /// The report of its seams, once it is made; nil for a film of one shot.
  public var seamReport: Output?
  /// The contact sheet, once it is made.
  public var sheet: Output?
  /// The film as presets deliver it, by the preset's name.
  public var deliverables: [String: Output]
  /// The version of the program that wrote this.
  public var toolVersion: String

  /// A record of a film and what is made of it so far.
  public init(
    title: String?, aspect: String, simulated: Bool, shots: [Shot], seams: [Seam]? = nil,
    film: Output? = nil, seamReport: Output? = nil, sheet: Output? = nil,
    deliverables: [String: Output] = [:], toolVersion: String
  ) {
    self.title = title
    self.aspect = aspect
    self.simulated = simulated
    self.shots = shots
    self.seams = seams
    self.film = film
    self.seamReport = seamReport
    self.sheet = sheet
    self.deliverables = deliverables
    self.toolVersion = toolVersion
  }

  enum CodingKeys: String, CodingKey {
    case schemaVersion = "schema_version"
    case title, aspect, simulated, shots, seams, film, sheet, deliverables
    case seamReport = "seam_report"
    case toolVersion = "tool_version"
  }
}

extension FilmRecord {
  /// Reads a film's record.
  ///
  /// - Throws: ``StudioError`` `.missing`, `.unreadable`, or `.record` when damaged or newer.
  public static func read(_ path: String) throws(StudioError) -> FilmRecord {
    try parse(try TextFile.bytes(of: path, code: .record), file: path)
  }

  /// Parses a film's record; the path is for messages.
  ///
  /// - Throws: ``StudioError`` `.record` when damaged or newer.
  public static func parse(_ bytes: [UInt8], file: String) throws(StudioError) -> FilmRecord {
    try RecordFile.parse(bytes, as: FilmRecord.self, version: schemaVersion, file: file)
  }

  /// The file's bytes: JSON, keys sorted, ending with a new line.
  public func json() throws(StudioError) -> [UInt8] {
    try RecordFile.json(self, file: "film.json")
  }
}

extension FilmRecord {
  /// The record as a run would write it that found every clip in its place.
  var asReused: FilmRecord {
    var record = self
    for index in record.shots.indices { record.shots[index].reused = true }
    return record
  }

  /// Reads a film's record, if there is one.
  ///
  /// - Throws: ``StudioError`` `.unreadable`, or `.record` when damaged or newer.
  public static func find(_ path: String) throws(StudioError) -> FilmRecord? {
    WholeFile.exists(path) ? try read(path) : nil
  }
}
