public import Raster

/// Everything there is to say of one seam.
public struct SeamInspection: Sendable {
  /// The pictures on both sides, upright.
  public struct Pictures: Sendable {
    /// The last picture of the first clip.
    public let last: Bitmap
    /// The first picture of the second clip.
    public let first: Bitmap
  }

  /// One side of a seam.
  public struct Side: Sendable, Codable, Hashable {
    /// The clip's file.
    public let path: String
    /// The frame's number in the clip.
    public let frame: Int
    /// Its time in the clip in seconds.
    public let seconds: Double
  }

  /// The seam's place: 1 for the first one.
  public let number: Int
  /// Where the first clip ends.
  public let outgoing: Side
  /// Where the second clip begins.
  public let incoming: Side
  /// What is done there: "cut", "dedupe", "fade:0.5".
  public let seam: String
  /// How many of the first clip's last frames are left out.
  public let droppedFrames: Int
  /// Whether the first frame repeats the last one.
  public let repeats: RepeatVerdict
  /// The numbers.
  public let measurement: SeamMeasurement
  /// What they mean.
  public let findings: [SeamFinding]
  /// Whether one of the clips says that it was simulated.
  public let isSimulated: Bool
  /// What there is to see.
  public let pictures: Pictures

  /// Whether there is nothing to look at.
  public var passes: Bool { warnings.isEmpty }

  /// What is worth a look, the worst first.
  public var warnings: [SeamFinding] {
    findings.filter { $0.standing == .warn }.sorted { $0.severity > $1.severity }
  }

  /// How bad it is: more than 1 when something warns.
  public var severity: Double { findings.map(\.severity).max() ?? 0 }
}

extension Array where Element == SeamInspection {
  /// What is wrong with the clips themselves, a sentence for each; empty where all are whole.
  public var damage: [String] {
    var seen: Set<String> = []
    return flatMap(\.findings).filter { $0.kind == .damage && seen.insert($0.meaning).inserted }
      .map(\.meaning)
  }

  /// The seams with the worst first; those that are alike in playing order.
  public var worstFirst: [SeamInspection] {
    sorted { ($1.severity, $0.number) < ($0.severity, $1.number) }
  }
}
