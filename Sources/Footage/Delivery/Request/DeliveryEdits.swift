/// What is done to a video on its way, beyond its size, rate and colours.
public struct DeliveryEdits: Sendable, Hashable {
  /// How strongly something is done.
  public enum Strength: String, Sendable, Hashable, Codable, CaseIterable {
    /// Hardly seen.
    case light
    /// Seen side by side.
    case medium
    /// Seen at once.
    case strong
  }

  /// Subtitles.
  public struct Captions: Sendable, Hashable {
    /// A file in SubRip or WebVTT form.
    public var path: String
    /// Whether they are drawn into the picture; a track of their own otherwise.
    public var isBurntIn: Bool

    /// Creates a wish.
    public init(path: String, isBurntIn: Bool) {
      self.path = path
      self.isBurntIn = isBurntIn
    }
  }

  /// Noise is taken out; nil for none.
  public var denoise: Strength?
  /// Edges are made clearer; nil for none.
  public var sharpen: Strength?
  /// A table of colours, in the form of `.cube` files; nil for none.
  public var lut: String?
  /// How much faster it plays: 2 is twice as fast.
  public var speed: Double
  /// How many times it is shown, one after another.
  public var plays: Int
  /// Seconds in which picture and sound come in from black and silence.
  public var fadeIn: Double
  /// Seconds in which they go out again.
  public var fadeOut: Double
  /// Music under the sound, quieter while that is loud; nil for none.
  public var music: String?
  /// Subtitles; nil for none.
  public var captions: Captions?
  /// A PNG that stands in the lower right corner; nil for none.
  public var watermark: String?

  /// Creates edits; by default none.
  public init(
    denoise: Strength? = nil, sharpen: Strength? = nil, lut: String? = nil, speed: Double = 1,
    plays: Int = 1, fadeIn: Double = 0, fadeOut: Double = 0, music: String? = nil,
    captions: Captions? = nil, watermark: String? = nil
  ) {
    self.denoise = denoise
    self.sharpen = sharpen
    self.lut = lut
    self.speed = speed
    self.plays = plays
    self.fadeIn = fadeIn
    self.fadeOut = fadeOut
    self.music = music
    self.captions = captions
    self.watermark = watermark
  }

  /// Whether the pictures change, or their times.
  var touchPictures: Bool {
    denoise != nil || sharpen != nil || lut != nil || speed != 1 || plays != 1 || fadeIn > 0
      || fadeOut > 0 || captions?.isBurntIn == true || watermark != nil
  }

  /// Whether the sound changes, or its times.
  var touchSound: Bool {
    speed != 1 || plays != 1 || fadeIn > 0 || fadeOut > 0 || music != nil
  }
}
