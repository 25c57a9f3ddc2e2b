import Libav

/// The frame near a clip's end that the next clip had better go on from.
public struct Anchor: Sendable, Codable, Hashable {
  /// Which frame a chain goes on from.
  public enum Choice: String, Sendable, Codable, Hashable, CaseIterable {
    /// The very last, whatever it looks like.
    case last
    /// The latest one that is neither black, faded nor blurred; what comes behind it is not shown.
    case best
  }

  /// What is wrong with a frame to go on from.
  public enum Trouble: String, Sendable, Codable, Hashable, CaseIterable {
    /// Nothing is to be seen.
    case black
    /// Contrast has gone, as in a fade.
    case faded
    /// Detail has gone, as in fast motion.
    case blurred
  }

  /// The frame's number in display order, from 0.
  public let frame: Int
  /// Its time in seconds after the clip's first frame.
  public let seconds: Double
  /// How many frames come behind it; those are left out when the next clip goes on from here.
  public let framesAfter: Int
  /// What is wrong with the clip's last frame; nil when it can be gone on from.
  public let troubleAtEnd: Trouble?
  /// Why this frame, in a sentence without a full stop.
  public let reason: String
}

/// Chooses a frame to go on from.
struct AnchorJudge {
  /// What counts of one frame.
  struct Look: Sendable, Hashable {
    /// Mean luma, 0 to 255.
    let brightness: Double
    /// Standard deviation of the luma.
    let contrast: Double
    /// Energy of fine detail.
    let sharpness: Double

    init(brightness: Double, contrast: Double, sharpness: Double) {
      (self.brightness, self.contrast, self.sharpness) = (brightness, contrast, sharpness)
    }

    init(_ plane: LumaPlane) {
      self.init(
        brightness: plane.mean, contrast: plane.sigma, sharpness: plane.sharpness)
    }

    var isBlack: Bool { brightness < 16 && contrast < 12 }
    /// Detail for the contrast there is, so that a fade does not pass for blur.
    var crispness: Double { sharpness / max(1, contrast * contrast) }
  }

  /// Of the best of the tail. A fade has taken a third of the contrast before people call it one; a
  /// frame with half the detail looks soft beside its neighbours; an encoder's frames differ by 15 %
  /// among themselves.
  static let leastContrast = 0.67
  static let leastCrispness = 0.5
  static let goodCrispness = 0.85

  /// The last frames of a clip in the order they are shown, at least one.
  let looks: [Look]

  func trouble(at place: Int) -> Anchor.Trouble? {
    let look = looks[place]
    if look.isBlack { return .black }
    if look.contrast < Self.leastContrast * (looks.map(\.contrast).max() ?? 0) { return .faded }
    if look.crispness < Self.leastCrispness * bestCrispness { return .blurred }
    return nil
  }

  /// The sharpest, but for frames that are crisp only because nothing else is left of them.
  private var bestCrispness: Double {
    let contrast = looks.map(\.contrast).max() ?? 0
    return looks.filter { !$0.isBlack && $0.contrast >= Self.leastContrast * contrast }
      .map(\.crispness).max() ?? 0
  }

  /// The latest frame that is good; else the latest without trouble; else the last.
  func choice() -> Int {
    let fine = looks.indices.filter { trouble(at: $0) == nil }
    let good = fine.last { looks[$0].crispness >= Self.goodCrispness * bestCrispness }
    return good ?? fine.last ?? looks.count - 1
  }
}

/// Finds the frame that the next clip had better go on from.
public struct AnchorFinder: Sendable {
  /// Creates a finder.
  public init() {}

  /// Looks at the last second of a clip, 24 frames at most.
  ///
  /// - Throws: ``FootageError`` naming the clip that cannot be read; `CancellationError`.
  public func anchor(of path: String) async throws -> Anchor {
    try await work(on: path) { cancellation in
      try AnchorFinder.anchor(of: Prober.probe(path, cancellation), cancellation)
    }
  }

  static func anchor(of clip: Clip, _ cancellation: Cancellation) throws -> Anchor {
    let rate = clip.video?.frameRate?.framesPerSecond ?? 24
    let window = ClipEnds.Window(count: max(2, min(24, Int(rate.rounded()))), longestSide: 384)
    let tail = try ClipEnds.read(clip, [window], cancellation).tail()
    let judge = AnchorJudge(looks: tail.map { AnchorJudge.Look(LumaPlane($0.bitmap)) })
    let place = judge.choice()
    let end = judge.trouble(at: tail.count - 1)
    let after = tail.count - 1 - place
    let reason =
      switch (after, end) {
      case (0, nil): "the last frame can be gone on from"
      case (0, .some(let trouble)):
        "the last frame is \(trouble.rawValue), and so are those before it"
      case (_, .some(let trouble)): "the last frame is \(trouble.rawValue)"
      case (_, nil): "it is crisper than the frames behind it"
      }
    return Anchor(
      frame: tail[place].index, seconds: tail[place].seconds, framesAfter: after,
      troubleAtEnd: end, reason: reason)
  }
}
