import Libav
public import Raster

/// How clips become one video: what of each is copied, what is encoded, and why.
public struct SplicePlan: Hashable, Sendable {
  /// Where the film's parameter sets stand.
  public enum Headers: String, Sendable, Codable {
    /// All clips have the same.
    case same
    /// The file's header holds all under numbers of their own; frames are clean.
    case merged
    /// In front of the frames that decoding can start from, because numbers clash.
    case inBand = "in_band"
  }

  /// The clips as they were asked for, in playing order.
  public let parts: [ClipPart]
  /// What is done, in playing order.
  public let stretches: [Stretch]
  /// FFmpeg's name of the film's codec.
  public let codec: String
  /// Where the parameter sets stand.
  public let headers: Headers
  /// Size of the result's stored pictures.
  public let size: PixelSize
  /// Frames a second of what is encoded, and of the whole where all clips agree.
  public let frameRate: FrameRate
  /// Whether the whole film has that rate.
  public let isConstantRate: Bool
  /// Whether the result has a sound track; clips without sound are silent in it.
  public let hasSound: Bool

  let target: FilmTarget
  let strips: [Strip]
  /// How each clip's colours are changed.
  let adjustments: [ColourAdjustment?]
  /// What was decided at each seam.
  let decisions: [SeamDecision]
  /// When each frame is shown, and at last the end, in ticks.
  let times: [Int64]
  let ticks: Rational
  /// Ticks by which decoding runs ahead of showing, so that every frame is decoded when it is due.
  let lead: Int64
  /// Frames that decoders of what is encoded hold back; never more than the clips' own.
  let reorderDepth: Int

  /// Frames of the result.
  public var expectedFrames: Int { times.count - 1 }
  /// Frames whose packets are copied.
  public var copiedFrames: Int { expectedFrames - encodedFrames }
  /// Frames that are encoded.
  public var encodedFrames: Int {
    stretches.reduce(0) { $0 + ($1.treatment == .copy ? 0 : $1.count) }
  }
  /// Seconds of the result.
  public var duration: Double { seconds(ofFrame: expectedFrames) }
  /// Whether no frame is touched.
  public var copiesAll: Bool { encodedFrames == 0 }

  /// One sentence for each thing that keeps packets from being copied; empty exactly when all are.
  public var reasons: [String] {
    var seen: Set<String> = []
    return stretches.compactMap { stretch in
      stretch.reason.map { "\(parts[stretch.clip].path): \($0)" }
    }.filter { seen.insert($0).inserted }
  }

  /// When a frame of the film is shown, in seconds.
  public func seconds(ofFrame frame: Int) -> Double { Timestamp(times[frame], ticks).seconds }
}
