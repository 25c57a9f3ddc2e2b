/// How a film is encoded for those who watch it.
public struct DeliveryPreset: Hashable, Sendable, Codable {
  /// The kind of file.
  public enum Container: String, Hashable, Sendable, Codable, CaseIterable {
    /// MPEG-4, which everything plays.
    case mp4

    /// What the file's name ends with, without the dot.
    public var fileExtension: String { rawValue }
  }

  /// How the picture is encoded.
  public struct Video: Hashable, Sendable, Codable {
    /// The kinds of coding for pictures.
    public enum Codec: String, Hashable, Sendable, Codable, CaseIterable {
      /// H.264, which everything plays.
      case h264
    }

    /// The sets of features a decoder must know.
    public enum Profile: String, Hashable, Sendable, Codable, CaseIterable {
      /// For old telephones.
      case baseline
      /// For old computers.
      case main
      /// For everything since about 2010.
      case high
    }

    /// How pixels are stored.
    public enum PixelFormat: String, Hashable, Sendable, Codable, CaseIterable {
      /// Eight bits, colour at half the resolution both ways.
      case yuv420p
    }

    /// The colour space the file names: primaries, transfer and matrix together.
    public enum ColorTags: String, Hashable, Sendable, Codable, CaseIterable {
      /// Rec. 709, the one for HD and for the web.
      case bt709
    }

    /// How long the encoder may think, in x264's words; slower is smaller.
    public enum Speed: String, Hashable, Sendable, Codable, CaseIterable {
      /// From the quickest to the slowest.
      case ultrafast, superfast, veryfast, faster, fast, medium, slow, slower, veryslow
    }

    /// The kind of coding.
    public var codec: Codec
    /// The features a decoder must know.
    public var profile: Profile
    /// How pixels are stored.
    public var pixelFormat: PixelFormat
    /// The quality, x264's constant rate factor: 0 to 51, lower is better, 18 hard to tell apart.
    public var crf: Int
    /// How long the encoder may think.
    public var speed: Speed
    /// The longest way between two key frames, in seconds: how finely a player can seek.
    public var keyframeSeconds: Int
    /// The colour space the file names.
    public var color: ColorTags

    /// A way to encode pictures.
    public init(
      codec: Codec, profile: Profile, pixelFormat: PixelFormat, crf: Int, speed: Speed,
      keyframeSeconds: Int, color: ColorTags
    ) {
      self.codec = codec
      self.profile = profile
      self.pixelFormat = pixelFormat
      self.crf = crf
      self.speed = speed
      self.keyframeSeconds = keyframeSeconds
      self.color = color
    }

    enum CodingKeys: String, CodingKey, CaseIterable {
      case codec, profile
      case pixelFormat = "pixel_format"
      case crf, speed
      case keyframeSeconds = "keyframe_seconds"
      case color
    }
  }

  /// How the sound is encoded, where there is some.
  public struct Audio: Hashable, Sendable, Codable {
    /// The kinds of coding for sound.
    public enum Codec: String, Hashable, Sendable, Codable, CaseIterable {
      /// AAC-LC, which everything plays.
      case aac
    }

    /// The kind of coding.
    public var codec: Codec
    /// The rate of the whole track, in thousands of bits a second.
    public var kilobitsPerSecond: Int

    /// A way to encode sound.
    public init(codec: Codec, kilobitsPerSecond: Int) {
      (self.codec, self.kilobitsPerSecond) = (codec, kilobitsPerSecond)
    }

    enum CodingKeys: String, CodingKey, CaseIterable {
      case codec
      case kilobitsPerSecond = "kilobits_per_second"
    }
  }

  /// The name it is asked for by: `[a-z0-9-]{1,40}`.
  public var name: String
  /// What it is good for, in a line.
  public var summary: String
  /// The kind of file.
  public var container: Container
  /// Whether the index comes first, so that playing starts before all is loaded.
  public var faststart: Bool
  /// How the picture is encoded.
  public var video: Video
  /// How the sound is encoded.
  public var audio: Audio

  /// A preset of all its parts.
  public init(
    name: String, summary: String, container: Container, faststart: Bool, video: Video, audio: Audio
  ) {
    self.name = name
    self.summary = summary
    self.container = container
    self.faststart = faststart
    self.video = video
    self.audio = audio
  }

  enum CodingKeys: String, CodingKey, CaseIterable {
    case name, summary, container, faststart, video, audio
  }

  /// Whether a text can be a preset's name, which stands in file names.
  public static func isName(_ text: String) -> Bool {
    (1...40).contains(text.utf8.count) && text != "none"
      && text.unicodeScalars.allSatisfy { scalar in
        switch scalar {
        case "a"..."z", "0"..."9", "-": true
        default: false
        }
      }
  }
}
