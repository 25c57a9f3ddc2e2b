import Raster

/// Whether clips can be joined without encoding, and in what they differ.
///
/// The answer is the one that joining them would act on; the facts are there for people to see why.
public struct JoinComparison: Sendable, Encodable, Hashable {
  /// What joining does with one clip.
  public struct Part: Sendable, Encodable, Hashable {
    /// The clip's file.
    public let path: String
    /// Frames whose packets are copied.
    public let copiedFrames: Int
    /// Frames that are encoded.
    public let encodedFrames: Int
    /// Why they are, a few words each.
    public let reasons: [String]
  }

  /// One fact in which clips differ.
  public struct Row: Sendable, Encodable, Hashable {
    /// What it is about: "size", "colour matrix".
    public let fact: String
    /// Its value in each clip, in order; "-" where a clip has none.
    public let values: [String]
  }

  /// The clips, in playing order.
  public let parts: [Part]
  /// The facts that differ.
  public let rows: [Row]
  /// Where the joined video's codec headers stand.
  public let headers: SplicePlan.Headers
  /// Whether no frame is encoded.
  public let isCopyPossible: Bool

  /// - Parameters:
  ///   - reports: on the clips, in playing order.
  ///   - plan: for joining them.
  public init(_ reports: [ProbeReport], _ plan: SplicePlan) {
    isCopyPossible = plan.copiesAll
    headers = plan.headers
    parts = reports.indices.map { number in
      let mine = plan.stretches.filter { $0.clip == number }
      let encoded = mine.filter { $0.treatment != .copy }
      var reasons: [String] = []
      for case let reason? in encoded.map(\.reason) where !reasons.contains(reason) {
        reasons.append(reason)
      }
      let encodedFrames = encoded.reduce(0) { $0 + $1.count }
      return Part(
        path: reports[number].clip.path,
        copiedFrames: mine.reduce(0) { $0 + $1.count } - encodedFrames,
        encodedFrames: encodedFrames, reasons: reasons)
    }
    rows = JoinComparison.facts.compactMap { name, value in
      let values = reports.map { value($0) ?? "-" }
      return Set(values).count > 1 ? Row(fact: name, values: values) : nil
    }
  }

  /// Compares clips in playing order with one another.
  ///
  /// - Throws: ``FootageError`` naming the clip that cannot be read or has no moving picture.
  public static func comparing(_ reports: [ProbeReport]) async throws -> JoinComparison {
    let paths = reports.map(\.clip.path)
    let own = paths.first.flatMap { ContainerFormat(path: $0) } ?? .mkv
    do {
      return JoinComparison(reports, try await plan(paths, own))
    } catch let error as FootageError where error.code == .invalidRequest && own != .mkv {
      // The clips' own container does not hold what they would be encoded to; Matroska holds all.
      return JoinComparison(reports, try await plan(paths, .mkv))
    }
  }

  private static func plan(
    _ paths: [String], _ container: ContainerFormat
  ) async throws -> SplicePlan {
    try await Splicer().plan(paths, to: "joined.\(container.rawValue)")
  }

  private typealias Fact = (name: String, value: @Sendable (ProbeReport) -> String?)

  private static func picture(
    _ name: String, _ value: @escaping @Sendable (VideoFacts) -> String?
  ) -> Fact {
    (name, { $0.clip.video.flatMap(value) })
  }

  private static func sound(
    _ name: String, _ value: @escaping @Sendable (AudioFacts) -> String?
  ) -> Fact {
    (name, { $0.clip.audio.flatMap(value) })
  }

  private static let facts: [Fact] = [
    picture("codec") { $0.codec }, picture("profile") { $0.profile },
    picture("level") { $0.level.map { "\($0)" } }, picture("size") { "\($0.size)" },
    picture("pixel format") { $0.pixelFormat }, picture("pixel shape") { $0.sampleAspect },
    picture("rotation") { "\($0.rotation)°" + ($0.isMirrored ? " mirrored" : "") },
    picture("colour matrix") { $0.colour.matrix }, picture("colour range") { $0.colour.range },
    picture("colour primaries") { $0.colour.primaries },
    picture("colour transfer") { $0.colour.transfer },
    picture("parameter sets") { String($0.parameterSetsDigest.prefix(8)) },
    ("field order", { $0.fieldOrder }), picture("codec tag") { $0.codecTag },
    picture("frame rate") { $0.frameRate?.description },
    picture("constant rate") { $0.isConstantRate ? "yes" : "no" },
    picture("reorder depth") { "\($0.reorderDepth)" }, picture("time base") { $0.timeBase },
    picture("start") { "\($0.start.rounded(toPlaces: 3)) s" },
    sound("sound codec") { $0.codec }, sound("sound profile") { $0.profile },
    sound("sample rate") { "\($0.sampleRate) Hz" }, sound("channels") { $0.channelLayout },
    ("container", { $0.clip.container.split(separator: ",").first.map(String.init) }),
  ]
}
