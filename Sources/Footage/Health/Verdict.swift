/// One thing that is wrong with a clip, with the number it was judged by.
public struct Verdict: Sendable, Encodable, Hashable {
  /// What is wrong.
  public enum Kind: String, Sendable, Encodable, Hashable, CaseIterable {
    /// Packets that cannot be decoded, or pictures of which parts were guessed.
    case errors
    /// The file ends before the frames it promises.
    case truncated
    /// Nothing but black for a while.
    case black
    /// The same picture for a while.
    case frozen
    /// Hardly anything moves from the first to the last frame.
    case nearStatic = "near_static"
    /// The brightness goes up and down from frame to frame.
    case flicker
    /// The scene changes inside the clip.
    case cut
    /// Bright parts without detail.
    case blown
    /// Dark parts without detail.
    case crushed
    /// Out of focus, or enlarged from a smaller picture.
    case blurred
    /// The first frame is not the picture that the clip was made from.
    case startPicture = "start_picture"
    /// Another length than was asked for.
    case length
    /// Another rate than was asked for.
    case rate
  }

  /// How bad it is.
  public enum Severity: String, Sendable, Encodable, Hashable {
    /// Worth a look; may be meant so.
    case warning
    /// The file is broken.
    case error
  }

  /// What is wrong.
  public let kind: Kind
  /// How bad it is.
  public let severity: Severity
  /// What was measured.
  public let value: Double
  /// The value from which on it counts; below which for sharpness and likeness.
  public let threshold: Double
  /// What value and threshold are in: "s", "frames", "of 255".
  public let unit: String
  /// When it begins, in seconds after the first frame; nil for the whole clip.
  public let start: Double?
  /// When it ends.
  public let end: Double?
  /// One sentence for people.
  public let message: String
}

/// What decoding all of a clip's pictures showed.
public struct HealthReport: Sendable, Encodable, Hashable {
  /// The clip's file.
  public let path: String
  /// Frames that were decoded.
  public let frameCount: Int
  /// What is wrong, the worst first; empty for a clip in good health.
  public let verdicts: [Verdict]

  /// Whether the file is broken.
  public var isBroken: Bool { verdicts.contains { $0.severity == .error } }
}
