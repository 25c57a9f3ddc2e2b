import Raster

/// What differs between clips that are to be joined, fact by fact; pure.
public struct JoinComparison: Sendable, Encodable, Hashable {
  /// One fact in which clips differ.
  public struct Row: Sendable, Encodable, Hashable {
    /// What it is about: "size", "colour matrix".
    public let fact: String
    /// Its value in each clip, in order; "-" where a clip has none.
    public let values: [String]
    /// Whether packets cannot be copied because of it.
    public let isObstacle: Bool
  }

  /// The clips, in playing order.
  public let paths: [String]
  /// Facts that differ; obstacles first.
  public let rows: [Row]

  /// Whether nothing that differs keeps packets from being copied.
  public var isCopyPossible: Bool { !rows.contains { $0.isObstacle } }

  private enum Key: String, CodingKey { case paths, rows, isCopyPossible }

  /// The rows and the answer.
  public func encode(to encoder: any Swift.Encoder) throws {
    var container = encoder.container(keyedBy: Key.self)
    try container.encode(paths, forKey: .paths)
    try container.encode(rows, forKey: .rows)
    try container.encode(isCopyPossible, forKey: .isCopyPossible)
  }

  /// Compares clips in playing order; the first sets the measure.
  public init(_ reports: [ProbeReport]) {
    paths = reports.map(\.clip.path)
    let facts = JoinComparison.facts.compactMap { name, isObstacle, value -> Row? in
      let values = reports.map { value($0) ?? "-" }
      guard Set(values).count > 1 else { return nil }
      return Row(fact: name, values: values, isObstacle: isObstacle)
    }
    rows = facts.filter(\.isObstacle) + facts.filter { !$0.isObstacle }
  }

  private typealias Fact = (
    name: String, isObstacle: Bool, value: @Sendable (ProbeReport) -> String?
  )

  private static func picture(
    _ name: String, _ isObstacle: Bool = true, _ value: @escaping @Sendable (VideoFacts) -> String?
  ) -> Fact {
    (name, isObstacle, { $0.clip.video.flatMap(value) })
  }

  private static func sound(
    _ name: String, _ isObstacle: Bool = false, _ value: @escaping @Sendable (AudioFacts) -> String?
  ) -> Fact {
    (name, isObstacle, { $0.clip.audio.flatMap(value) })
  }

  /// What decides whether packets can be copied, and what is only worth knowing: packets' times are
  /// rescaled and sound is encoded anew where it must be.
  private static let facts: [Fact] = [
    picture("codec") { $0.codec }, picture("profile") { $0.profile },
    picture("level") { $0.level.map { "\($0)" } }, picture("size") { "\($0.size)" },
    picture("pixel format") { $0.pixelFormat }, picture("pixel shape") { $0.sampleAspect },
    picture("rotation") { "\($0.rotation)°" + ($0.isMirrored ? " mirrored" : "") },
    picture("colour matrix") { $0.colour.matrix }, picture("colour range") { $0.colour.range },
    picture("colour primaries") { $0.colour.primaries },
    picture("colour transfer") { $0.colour.transfer },
    picture("parameter sets") { String($0.parameterSetsDigest.prefix(8)) },
    ("field order", true, { $0.fieldOrder }), picture("codec tag", false) { $0.codecTag },
    picture("frame rate", false) { $0.frameRate?.description },
    picture("constant rate", false) { $0.isConstantRate ? "yes" : "no" },
    picture("reorder depth", false) { "\($0.reorderDepth)" },
    picture("time base", false) { $0.timeBase },
    picture("start", false) { "\($0.start.rounded(toPlaces: 3)) s" },
    sound("sound codec") { $0.codec }, sound("sound profile") { $0.profile },
    sound("sample rate") { "\($0.sampleRate) Hz" }, sound("channels") { $0.channelLayout },
    ("container", false, { $0.clip.container.split(separator: ",").first.map(String.init) }),
  ]
}
