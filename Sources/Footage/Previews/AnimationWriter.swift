import Libav
import Raster

/// One picture of an animation and when it is shown, in ticks.
struct AnimationFrame: Sendable {
  let bitmap: Bitmap
  let ticks: Int64
}

/// Writes short animations whose loops browsers repeat for ever, unless told a number.
enum AnimationWriter {
  /// - Parameter loops: times it is shown; nil for ever.
  static func writeWebP(
    _ frames: [AnimationFrame], ticksPerSecond: Int32, quality: Int, loops: Int?, to path: String,
    _ cancellation: Cancellation
  ) throws {
    try encode(
      frames, ticksPerSecond: ticksPerSecond, encoder: "libwebp_anim", format: .yuv420p,
      colour: .bt601, options: [("quality", "\(quality)"), ("compression_level", "4")],
      container: "webp", muxer: [("loop", "\(loops ?? 0)")], to: path, cancellation)
  }

  /// Browsers repeat animated AVIF that says nothing of loops, as all of this FFmpeg do.
  static func writeAVIF(
    _ frames: [AnimationFrame], ticksPerSecond: Int32, quality: Int, to path: String,
    _ cancellation: Cancellation
  ) throws {
    // libaom's scale runs from 0, lossless, to 63; 18 can hardly be told from the source.
    let factor = max(4, min(60, Int((Double(100 - quality) * 0.62 + 10).rounded())))
    let isStill = frames.count == 1
    try encode(
      frames, ticksPerSecond: ticksPerSecond, encoder: "libaom-av1", format: .yuv420p,
      colour: .bt601,
      options: [
        ("crf", "\(factor)"), ("b", "0"), ("cpu-used", isStill ? "6" : "8"),
        ("usage", isStill ? "good" : "realtime"), ("row-mt", "1"),
      ] + (isStill ? [("still-picture", "1")] : []), container: "avif", muxer: [], to: path,
      threads: 2, cancellation)
  }

  /// An MP4 that starts at once and plays everywhere; players are told to repeat it by the page.
  static func writeMP4(
    _ frames: [AnimationFrame], ticksPerSecond: Int32, quality: Int, to path: String,
    _ cancellation: Cancellation
  ) throws {
    let factor = max(10, min(45, Int((51 - Double(quality) * 0.37).rounded())))
    try encode(
      frames, ticksPerSecond: ticksPerSecond, encoder: "libx264", format: .yuv420p, colour: .bt709,
      options: [("preset", "medium"), ("crf", "\(factor)")], container: "mp4",
      muxer: [("movflags", "+faststart")], isEven: true, to: path, threads: 2, cancellation)
  }

  private static func encode(
    _ frames: [AnimationFrame], ticksPerSecond: Int32, encoder name: String, format: PixelFormat,
    colour: ColourTags, options: [(name: String, value: String)], container: String,
    muxer options2: [(name: String, value: String)], isEven: Bool = false, to path: String,
    threads: Int = 1, _ cancellation: Cancellation
  ) throws {
    guard let first = frames.first else { return }
    var size = first.bitmap.size
    if isEven { size = PixelSize(width: max(2, size.width & ~1), height: max(2, size.height & ~1)) }
    let base = Rational(1, ticksPerSecond)
    let step = frames.count > 1 ? max(1, frames[1].ticks - first.ticks) : 1
    let encoder = try Encoder.open(
      VideoEncoding(
        encoder: name, size: size, pixelFormat: format, timeBase: base,
        frameRate: Rational(ticksPerSecond, Int32(clamping: step)), colour: colour,
        threads: threads, options: options))
    let muxer = try Muxer.create(path, format: container, cancellation)
    let stream = try muxer.addStream(from: encoder)
    let file = try muxer.begin(options: options2)
    for picture in frames {
      try cancellation.check()
      var bitmap = picture.bitmap
      if bitmap.size != size { bitmap = bitmap.cropped(to: PixelRect(size)) }
      let frame = try Frame.video(bitmap, format: format, colour: colour)
      frame.presentation = picture.ticks
      try encoder.push(frame)
      try encoder.drain(into: file, stream: stream)
    }
    try encoder.finish()
    try encoder.drain(into: file, stream: stream)
    try file.finish()
  }
}
