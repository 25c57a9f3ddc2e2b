package import Raster

/// What an encoded video stream is to be; times of frames and packets are in its time base.
package struct VideoEncoding: Sendable {
  /// FFmpeg's encoder name.
  package var encoder: String
  package var size: PixelSize
  package var pixelFormat: PixelFormat
  package var timeBase: Rational
  package var frameRate: Rational
  package var sampleAspect: Rational
  package var colour: ColourTags
  /// Frames from one key frame to the next at most; nil leaves it to the encoder.
  package var keyFrameInterval: Int?
  package var reorderDepth: Int?
  /// Bits a second on average; nil where another option says how bits are spent.
  package var bitRate: Int?
  /// The most bits a second, over a buffer of two seconds; nil for no limit.
  package var maxBitRate: Int?
  /// Which of two passes it is; nil for the only one.
  package var pass: EncodingPass?
  /// Whether the top field of each picture is shown first, or the bottom one; nil for whole pictures.
  package var topFieldFirst: Bool?
  /// Zero lets the encoder use all cores.
  package var threads: Int
  /// The encoder's own options; unknown ones are an error.
  package var options: [(name: String, value: String)]

  package init(
    encoder: String = "libx264", size: PixelSize, pixelFormat: PixelFormat = .yuv420p,
    timeBase: Rational, frameRate: Rational, sampleAspect: Rational = Rational(1, 1),
    colour: ColourTags = .bt709, keyFrameInterval: Int? = nil, reorderDepth: Int? = nil,
    threads: Int = 0, options: [(name: String, value: String)] = []
  ) {
    self.encoder = encoder
    self.size = size
    self.pixelFormat = pixelFormat
    self.timeBase = timeBase
    self.frameRate = frameRate
    self.sampleAspect = sampleAspect
    self.colour = colour
    self.keyFrameInterval = keyFrameInterval
    self.reorderDepth = reorderDepth
    self.threads = threads
    self.options = options
  }
}

/// One of two passes over the same pictures, the first of which takes notes for the second.
package enum EncodingPass: Sendable {
  case first, second
}

/// What an encoded sound stream is to be; its time base is one sample.
package struct AudioEncoding: Sendable {
  package var encoder: String
  package var sampleRate: Int
  package var channelLayout: String
  package var sampleFormat: String
  package var bitRate: Int

  package init(
    encoder: String = "aac", sampleRate: Int = 48_000, channelLayout: String = "stereo",
    sampleFormat: String = "fltp", bitRate: Int = 160_000
  ) {
    self.encoder = encoder
    self.sampleRate = sampleRate
    self.channelLayout = channelLayout
    self.sampleFormat = sampleFormat
    self.bitRate = bitRate
  }

  package var timeBase: Rational { Rational(1, Int32(sampleRate)) }
}
