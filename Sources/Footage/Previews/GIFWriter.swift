import Libav
import Raster

/// Writes GIFs: 256 colours chosen for the pictures, and only what changes stored.
enum GIFWriter {
  /// How colours between those of the palette are shown.
  enum Dither: String, Sendable {
    /// An ordered pattern: small files, and still where nothing moves.
    case pattern
    /// Spread errors: smoother, and nearly twice as large.
    case error
    /// None: the smallest, with bands in skies.
    case none

    var filter: String {
      switch self {
      case .pattern: "dither=bayer:bayer_scale=3"
      case .error: "dither=sierra2_4a"
      case .none: "dither=none"
      }
    }
  }

  /// Browsers show a GIF's frame for no shorter than this, in hundredths of a second; what asks for
  /// less is shown for ten.
  static let leastDelay = 2

  /// - Parameters:
  ///   - frames: times in hundredths of a second.
  ///   - cuts: where a new palette begins; empty for one palette a file.
  ///   - loops: times it is shown; nil for ever.
  static func write(
    _ frames: [AnimationFrame], cuts: [Int], colours: Int, dither: Dither, loops: Int?,
    to path: String, _ cancellation: Cancellation
  ) throws {
    guard let first = frames.first, let palette = PixelFormat(name: "pal8") else { return }
    let size = first.bitmap.size
    let base = Rational(1, 100)
    let encoder = try Encoder.open(
      VideoEncoding(
        encoder: "gif", size: size, pixelFormat: palette, timeBase: base,
        frameRate: Rational(25, 1), colour: .unspecified, threads: 1))
    let muxer = try Muxer.create(path, format: "gif", cancellation)
    let stream = try muxer.addStream(from: encoder)
    // GIF counts repetitions after the first showing; -1 writes no loop at all.
    let repetitions = loops.map { $0 <= 1 ? -1 : $0 - 1 } ?? 0
    let file = try muxer.begin(options: [("loop", "\(repetitions)")])
    let bounds = [0] + cuts + [frames.count]
    for (start, end) in zip(bounds, bounds.dropFirst()) where start < end {
      let graph = try FilterGraph.open(
        "[in0]split[a][b];[a]palettegen=max_colors=\(colours):stats_mode=diff[p];"
          + "[b][p]paletteuse=\(dither.filter):diff_mode=rectangle[out]",
        inputs: [
          .video(
            size: size, format: .rgba, timeBase: base, frameRate: Rational(25, 1),
            sampleAspect: Rational(1, 1), colour: .unspecified)
        ])
      for picture in frames[start..<end] {
        try cancellation.check()
        let frame = try Frame.rgba(picture.bitmap)
        frame.presentation = picture.ticks
        try graph.push(frame)
      }
      try graph.finish()
      while let frame = try graph.take() {
        try encoder.push(frame)
        try encoder.drain(into: file, stream: stream)
      }
    }
    try encoder.finish()
    try encoder.drain(into: file, stream: stream)
    try file.finish()
  }
}
