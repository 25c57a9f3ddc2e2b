import Libav
import Raster

/// How many threads decode and encode pictures that go from one source into its results; pure.
///
/// Every number was measured on two cores by `scripts/bench transcode`.
struct ThreadPlan: Sendable, Hashable {
  let cores: Int

  /// Threads for an encoder; zero leaves it to the encoder.
  ///
  /// x264 takes three for two cores, each with a picture of its own; one that waits for the picture
  /// before it leaves a core idle. More keep the cores busier when it is the only encoder at work,
  /// for the memory of a picture each; beside others they would only be in the way. One more is enough
  /// at quick speeds, where the one thread that looks ahead is what the others wait for, and with
  /// large pictures, whose rows keep them from waiting for each other; there, still more take longer.
  ///
  /// - Parameters:
  ///   - size: of the pictures.
  ///   - speed: x264's preset; nil for its usual one.
  ///   - others: how many results are encoded beside it.
  func encoding(
    _ size: PixelSize, with encoder: String, speed: String?, beside others: Int
  ) -> Int {
    guard encoder == "libx264", others == 0, cores > 1 else { return 0 }
    let oneMoreIsEnough =
      Self.quickSpeeds.contains(speed ?? "medium") || size.pixelCount > Self.mostSmallPixels
    return oneMoreIsEnough ? cores * 3 / 2 + 1 : cores * 3
  }

  /// Between 1280x720, where more threads than that help, and 1920x1080, where they do not.
  private static let mostSmallPixels = 1_000_000
  private static let quickSpeeds: Set = ["ultrafast", "superfast", "veryfast", "faster"]

  /// How to decode a source.
  ///
  /// Where an encoder needs most of the cores, one thread decodes in time: it uses less memory than
  /// several, takes less work, and stays out of the encoder's way. Several are for sources that are as
  /// much work as what is made of them, and for more cores than one decoder can feed.
  ///
  /// - Parameters:
  ///   - codec: of the source, by FFmpeg's name.
  ///   - size: of the source's pictures.
  ///   - results: what is made of them.
  func decoding(
    _ codec: String, _ size: PixelSize, for results: [(encoder: String, size: PixelSize)]
  ) -> Decoder.Manner {
    guard cores <= 2, Self.lightDecoders.contains(codec) else { return .whole }
    let encoded = results.filter { Self.heavyEncoders.contains($0.encoder) }
      .reduce(0) { $0 + $1.size.pixelCount }
    return encoded * 2 >= size.pixelCount ? .alone : .whole
  }

  private static let lightDecoders: Set = [
    "h264", "hevc", "av1", "vp9", "vp8", "mpeg4", "mpeg2video",
  ]
  private static let heavyEncoders: Set = [
    "libx264", "libx265", "libsvtav1", "libaom-av1", "libvpx-vp9",
  ]
}
