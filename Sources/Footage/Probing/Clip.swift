public import Raster

/// The facts of a media file, read from its packets without decoding them.
public struct Clip: Sendable, Codable, Hashable {
  /// Where the file lies, as it was given.
  public let path: String
  /// Bytes of the file.
  public let byteCount: Int
  /// FFmpeg's name of the container, such as "mov,mp4,m4a,3gp,3g2,mj2".
  public let container: String
  /// Seconds from the first moment to the end of the longest stream; nil when unknown.
  public let duration: Double?
  /// Whether the index lies before the media, so that players can start at once; nil when not MP4.
  public let isFastStart: Bool?
  /// The file's own tags, such as title and comment; names in lower case, since containers differ.
  public let tags: [String: String]
  /// The first moving picture; nil when there is none.
  public let video: VideoFacts?
  /// The first sound; nil when there is none.
  public let audio: AudioFacts?
  /// How many streams of each kind there are: video, audio, other.
  public let streamCounts: StreamCounts

  /// The same file under another name.
  func moved(to path: String) -> Clip {
    Clip(
      path: path, byteCount: byteCount, container: container, duration: duration,
      isFastStart: isFastStart, tags: tags, video: video, audio: audio, streamCounts: streamCounts)
  }

  /// Whether the file says that it was simulated, not made by the real endpoint.
  public var isSimulated: Bool { SimulationMark.isIn(tags) }

  /// Numbers of streams in a file; covers count as other.
  public struct StreamCounts: Sendable, Codable, Hashable {
    /// Moving pictures.
    public let video: Int
    /// Sounds.
    public let audio: Int
    /// Covers, subtitles, data.
    public let other: Int
  }
}

/// The facts of a moving picture.
public struct VideoFacts: Sendable, Codable, Hashable {
  /// FFmpeg's codec name, such as "h264".
  public let codec: String
  /// The codec's profile in words, such as "High".
  public let profile: String?
  /// The codec's level as the file stores it: 31 for H.264 level 3.1.
  public let level: Int?
  /// The container's four-character code, such as "avc1".
  public let codecTag: String?
  /// Stored size.
  public let size: PixelSize
  /// Size to be shown: pixels square, upright.
  public let displaySize: PixelSize
  /// Shape of a stored pixel, width to height: "1:1".
  public let sampleAspect: String
  /// FFmpeg's pixel format, such as "yuv420p".
  public let pixelFormat: String
  /// Clockwise degrees that make the picture upright: 0, 90, 180 or 270.
  public let rotation: Int
  /// Whether top and bottom are to be exchanged before that.
  public let isMirrored: Bool
  /// Frames a second, the average where they vary; nil when the file gives no times.
  public let frameRate: FrameRate?
  /// Whether every frame is shown within a tick of where an even rate has it.
  public let isConstantRate: Bool
  /// Frames that are in the file for the sake of others only and over in a moment, so that nobody sees
  /// them; all others are shown as an even rate has it. nil where there are none.
  public var squeezedFrames: Int?
  /// Frames that are shown, counted.
  public let frameCount: Int
  /// Frames that can be decoded without others, by the container's marks.
  public let keyFrameCount: Int
  /// Presentation time of the first frame in seconds.
  public let start: Double
  /// Seconds from the start of the first to the end of the last frame.
  public let duration: Double
  /// Bits a second.
  public let bitRate: Int
  /// Frames a decoder holds back to put pictures in order.
  public let reorderDepth: Int
  /// The time base's ticks a second, when it is a whole number.
  public let timeBase: String
  /// What the stream says of its colours.
  public let colour: ColourFacts
  /// SHA-256 of the codec's parameter sets: equal digests decode alike.
  public let parameterSetsDigest: String
  /// What keeps the stream from being copied as it is, for people; empty for most files.
  public let obstaclesToCopying: [String]
}

/// Colour tags by FFmpeg's names; nil where the file says nothing.
public struct ColourFacts: Sendable, Codable, Hashable {
  /// "tv" for limited, "pc" for full.
  public let range: String?
  /// Such as "bt709".
  public let matrix: String?
  /// Such as "bt709".
  public let primaries: String?
  /// Such as "bt709".
  public let transfer: String?
}

/// The facts of a sound.
public struct AudioFacts: Sendable, Codable, Hashable {
  /// FFmpeg's codec name, such as "aac".
  public let codec: String
  /// The codec's profile in words, such as "LC".
  public let profile: String?
  /// Samples a second.
  public let sampleRate: Int
  /// Channels.
  public let channelCount: Int
  /// FFmpeg's name of the layout, such as "stereo".
  public let channelLayout: String
  /// First moment in seconds.
  public let start: Double?
  /// Seconds; nil when unknown.
  public let duration: Double?
}
