internal import Footage
internal import Outputs
internal import Raster
internal import Stills

/// What a chained shot starts from: a frame of the shot before, and the picture made of it.
struct ChainStart: Sendable {
  let picture: PreparedPicture
  /// The frame, where one was looked for; nil for the last one.
  let anchor: ChainAnchor?

  /// - Parameters:
  ///   - clip: the clip of the shot before, with its digest.
  ///   - record: where an earlier run wrote down which frame it took. It holds as long as the clip
  ///     is the same, since another frame would be another picture, and another clip to pay for.
  static func find(
    in clip: (path: String, digest: String), _ choice: Anchor.Choice, record: String,
    options: PrepareOptions
  ) async throws -> ChainStart {
    var anchor: ChainAnchor?
    if choice == .best {
      anchor = try await ChainAnchor.find(in: clip, record: record)
    }
    let frame = try await FrameSampler().picture(
      at: anchor.map { .frame($0.frame) } ?? .last, of: clip.path)
    let name =
      anchor.map { "frame \($0.frame) of \(clip.path)" } ?? "the last frame of \(clip.path)"
    return ChainStart(
      picture: try await Preparer.prepare(
        frame.bitmap, named: name, options: options),
      anchor: anchor)
  }
}

/// The record of the frame that a chained shot goes on from, `anchor.json`.
struct ChainAnchor: Hashable, Sendable, Codable {
  static let schemaVersion = 1

  var schemaVersion = Self.schemaVersion
  /// The digest of the clip that the frame is of.
  let clipSHA256: String
  /// Its number in that clip, from 0.
  let frame: Int
  /// How many frames come behind it, and are not shown.
  let framesAfter: Int
  /// Why this one.
  let reason: String

  enum CodingKeys: String, CodingKey {
    case schemaVersion = "schema_version"
    case clipSHA256 = "clip_sha256"
    case frame
    case framesAfter = "frames_after"
    case reason
  }

  /// What an earlier run took of the same clip; else what is best.
  static func find(
    in clip: (path: String, digest: String), record: String
  ) async throws -> ChainAnchor {
    if let written = try read(record), written.clipSHA256 == clip.digest { return written }
    let anchor = try await AnchorFinder().anchor(of: clip.path)
    return ChainAnchor(
      clipSHA256: clip.digest, frame: anchor.frame, framesAfter: anchor.framesAfter,
      reason: anchor.reason)
  }

  /// - Throws: ``StudioError`` `.record` when it is damaged or newer.
  static func read(_ path: String) throws(StudioError) -> ChainAnchor? {
    guard WholeFile.exists(path) else { return nil }
    return try RecordFile.parse(
      try TextFile.bytes(of: path, code: .record), as: ChainAnchor.self, version: schemaVersion,
      file: path)
  }

  func json() throws(StudioError) -> [UInt8] { try RecordFile.json(self, file: "anchor.json") }
}
