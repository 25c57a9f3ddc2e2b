import Libav
public import Raster

/// How clips become one video: what of each is copied, what is encoded, and why.
public struct SplicePlan: Hashable, Sendable {
  /// Where the film's parameter sets stand.
  public enum Headers: String, Sendable, Codable {
    /// One header serves the whole film.
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
  /// Whether the whole film has that rate, but for what is squeezed.
  public let isConstantRate: Bool
  /// Whether the result has a sound track; clips without sound are silent in it.
  public let hasSound: Bool

  /// The rates that parts of the film have, in playing order; empty where frames last as they like.
  public let rates: [FrameRate]
  /// What else is worth knowing, a sentence each without a full stop: what of the clips is left out.
  public private(set) var notes: [String]

  let target: FilmTarget
  /// Which field of an encoded frame comes first; nil for whole frames.
  let fieldOrder: FieldOrder?
  /// Whether what is encoded is stored without loss, as the copied frames are.
  let encodesWithoutLoss: Bool
  /// How the sound track is made; nil for a silent film.
  private(set) var soundPlan: SoundPlan?
  let strips: [Strip]
  /// How each clip's colours are changed.
  let adjustments: [ColourAdjustment?]
  /// What was decided at each seam.
  let decisions: [SeamDecision]
  /// When each frame is shown, and at last the end, in ticks.
  let times: [Int64]
  let ticks: Rational
  /// Frames that are decoded for the sake of others and shown for one tick, by their places in the
  /// film; ascending.
  public let squeezed: [Int]
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

extension SplicePlan {
  init(
    planner: SplicePlanner, target: FilmTarget, strips: [Strip], stretches: [Stretch],
    headers: Headers
  ) {
    let clips = planner.clips
    self.parts = planner.parts
    self.target = target
    self.strips = strips
    adjustments = planner.adjustments
    decisions = planner.seams
    self.stretches = stretches
    self.headers = headers
    codec = target.shape.codec
    size = target.shape.size
    frameRate = target.rate
    hasSound = clips.contains { $0.clip.audio != nil }
    isConstantRate = strips.allSatisfy { strip in
      let clip = clips[strip.clip]
      return strip.sources != nil || clip.timing.looksEven && clip.video.frameRate == target.rate
    }
    squeezed = SplicePlan.squeezed(strips, stretches, clips)
    let common = SplicePlan.ticksPerSecond(clips.map(\.video), target.rate)
    ticks = Rational(
      1, Int32(squeezed.isEmpty ? common : SplicePlan.fineTicksPerSecond(common)))
    times = SplicePlan.times(
      strips, stretches, clips, target.rate, ticks, squeezed: squeezed)
    let depths = stretches.filter { $0.treatment == .copy }.map {
      clips[$0.clip].video.reorderDepth
    }
    reorderDepth = min(2, depths.max() ?? 2)
    lead = SplicePlan.lead(stretches, clips, times, reorderDepth)
    fieldOrder = FieldOrder.most(
      of: clips, counts: strips.map(\.frames.count), in: target.shape)
    encodesWithoutLoss = stretches.contains {
      $0.treatment == .copy && clips[$0.clip].isLossless
    }
    rates = SplicePlan.rates(strips, clips, target.rate)
    notes = []
    soundPlan = plannedSound(clips, in: planner.container)
    notes = planner.notes(on: self)
  }
}
