/// How simulated clips are made, apart from what they show; the default is what the service sends.
///
/// The real endpoint's exact format is not documented, and other services differ: a client must
/// get on with all of it.
public struct ClipLook: Sendable, Hashable {
  /// What the file says about its colours, and what they are.
  public enum Colours: String, Sendable, Hashable, CaseIterable {
    case bt709, bt601
    /// BT.709, of which the file says nothing.
    case untagged
    /// BT.709 in full range.
    case full
  }

  /// What there is to hear.
  public enum Sound: String, Sendable, Hashable, CaseIterable {
    /// No sound stream.
    case none
    /// A stream that is silent.
    case silence
    /// A quiet sine of 220 Hz.
    case tone
  }

  /// Frames a second, 1 to 120.
  public var frameRate: Int
  /// Frames from one key frame to the next; `nil` for one key frame a clip.
  public var keyFrameInterval: Int?
  /// How many frames in a row may be predicted from both sides; `nil` leaves it to the encoder.
  public var bFrames: Int?
  /// What the file says about its colours.
  public var colours: Colours
  /// What there is to hear.
  public var sound: Sound
  /// How much brighter the last frame is than the first, −0.5 to 0.5 of the whole range.
  public var brightnessDrift: Double
  /// Whether the first frame is shown twice; the clip is no longer for it.
  public var repeatsFirstFrame: Bool

  /// Makes a look; values outside of their range are brought into it.
  public init(
    frameRate: Int = ClipRenderer.frameRate, keyFrameInterval: Int? = nil, bFrames: Int? = nil,
    colours: Colours = .bt709, sound: Sound = .none, brightnessDrift: Double = 0,
    repeatsFirstFrame: Bool = false
  ) {
    self.frameRate = min(max(frameRate, 1), 120)
    self.keyFrameInterval = keyFrameInterval.map { max(1, $0) }
    self.bFrames = bFrames.map { min(max($0, 0), 16) }
    self.colours = colours
    self.sound = sound
    self.brightnessDrift = min(max(brightnessDrift, -0.5), 0.5)
    self.repeatsFirstFrame = repeatsFirstFrame
  }
}
