import Libav
public import Outputs
public import Raster

/// Makes short animations of clips.
public struct Preview: Sendable {
  /// A kind of file.
  public enum Format: String, Sendable, CaseIterable {
    /// For everything, at ten times the size.
    case gif
    /// For browsers.
    case webp
    /// For new browsers.
    case avif
    /// For pages that can play video.
    case mp4
  }

  /// What a GIF's 256 colours are chosen for.
  public enum Palette: String, Sendable, CaseIterable {
    /// All of it.
    case file
    /// Each scene, and each part of a montage, anew: truer colours, a larger file.
    case scene
  }

  /// What is wished.
  public struct Options: Sendable {
    /// Pixels; never more than the clip has.
    public var width = 480
    /// Frames a second; for GIF the nearest that its clock can show.
    public var rate = 12.5
    /// The moment from which on it is shown.
    public var from = FramePosition.first
    /// The moment up to which it is shown, without its frame; nil for the end.
    public var to: FramePosition?
    /// Seconds of the clip in one second of the preview.
    public var speed = 1.0
    /// Parts spread over the clip; 1 for all of it.
    public var segments = 1
    /// Seconds of each part.
    public var segmentSeconds = 0.75
    /// Whether it runs back to the start again.
    public var isBoomerang = false
    /// Times it is shown; nil for ever.
    public var loops: Int?
    /// 1 to 100.
    public var quality = 75
    /// The most bytes of the file; nil for any number.
    public var mostBytes: Int?
    /// For GIF: what has colours of its own.
    public var palette = Palette.file
    /// What the clip says of its origin, put into MP4 files; nil when nothing is known of it.
    public var label: OriginLabel?

    /// Creates options.
    public init() {}
  }

  /// What was made.
  public struct Result: Sendable {
    /// Size of its pictures.
    public let size: PixelSize
    /// Its pictures.
    public let frameCount: Int
    /// Frames a second.
    public let rate: Double
    /// Seconds of one showing.
    public let duration: Double
    /// Bytes of the file.
    public let byteCount: Int
    /// What was given up to fit into the bytes; empty when nothing was.
    public let sacrifices: String
  }

  private let options: Options

  /// Creates a maker of previews.
  public init(_ options: Options = Options()) { self.options = options }

  /// Pictures kept in memory at a time, in bytes; a preview is short.
  private static let mostMemory = 160_000_000

  /// Writes a preview, whole or not at all.
  ///
  /// - Throws: ``FootageError`` `.invalidRequest` for a part outside the clip, or when no preview
  ///   worth looking at fits; `OutputError`; `CancellationError`.
  public func write(
    _ path: String, as format: Format, to destination: String, replacing: Bool
  ) async throws -> Result {
    let options = self.options
    return try await work(on: path) { cancellation in
      let clip = try IndexedClip.open(path, cancellation)
      return try about(path) {
        try Preview.write(
          clip, options, format, to: destination, replacing: replacing, cancellation)
      }
    }
  }

  private static func write(
    _ clip: IndexedClip, _ options: Options, _ format: Format, to destination: String,
    replacing: Bool, _ cancellation: Cancellation
  ) throws -> Result {
    let start = try clip.seconds(of: options.from)
    let end = try options.to.map { try clip.seconds(of: $0) } ?? clip.end
    guard start < min(end, clip.end) else {
      throw FootageError(
        .invalidRequest, path: clip.path,
        "\(clip.path): there is nothing from \(start.rounded(toPlaces: 3)) s to "
          + "\(end.rounded(toPlaces: 3)) s; it ends at \(clip.end.rounded(toPlaces: 3)) s."
      )
    }
    let shown = clip.video.displaySize
    let wish = PreviewSettings(
      quality: options.quality, rate: options.rate, width: min(options.width, shown.width))
    let output = try AtomicOutput.begin(at: destination, replacing: replacing)
    let temporary = output.temporaryPath
    let film = Film(
      clip: clip, options: options, start: start, end: end, format: format,
      cancellation: cancellation)
    var made: Film.Strip?
    var byteCount = 0
    let labelByteCount = format == .mp4 ? options.label?.movieByteCount ?? 0 : 0
    func isWritten(_ settings: PreviewSettings) throws -> Bool {
      let strip = try film.strip(settings)
      try film.write(strip, settings, to: temporary)
      byteCount = try WholeFile.size(of: temporary) + labelByteCount
      made = strip
      return options.mostBytes.map { byteCount <= $0 } ?? true
    }
    let steps = options.mostBytes == nil ? [wish] : PreviewSearch.steps(from: wish)
    guard let kept = try PreviewSearch.first(of: steps, where: isWritten) else {
      throw FootageError(
        .invalidRequest, path: clip.path,
        "\(clip.path): no preview worth looking at fits into \(options.mostBytes ?? 0) bytes; show a "
          + "shorter part of it, or allow more.")
    }
    // The last try of the search need not be the one that was chosen.
    if steps.count > 1 { _ = try isWritten(kept) }
    guard let made else { throw FrameSampler.nothing(in: clip.path) }
    if format == .mp4, let label = options.label {
      try label.label(movie: temporary, as: destination)
    }
    try output.commit()
    return Result(
      size: made.frames.first?.bitmap.size ?? shown, frameCount: made.frames.count,
      rate: Double(made.ticksPerSecond) / Double(made.ticksPerFrame),
      duration: Double(made.ticksPerFrame) * Double(made.frames.count)
        / Double(made.ticksPerSecond),
      byteCount: byteCount, sacrifices: PreviewSearch.sacrifices(wish, kept))
  }

  /// The pictures of one preview at several sizes and rates.
  private struct Film {
    struct Strip {
      let frames: [AnimationFrame]
      let cuts: [Int]
      let ticksPerSecond: Int32
      let ticksPerFrame: Int64
    }

    let clip: IndexedClip
    let options: Options
    /// In seconds on the film's clock.
    let start: Double
    let end: Double
    let format: Format
    let cancellation: Cancellation

    func strip(_ settings: PreviewSettings) throws -> Strip {
      let (ticksPerSecond, ticksPerFrame) = clock(settings.rate)
      let rate = Double(ticksPerSecond) / Double(ticksPerFrame)
      let plan = PreviewPlan(
        PreviewPlan.Wish(
          from: start, to: end, speed: options.speed, segments: options.segments,
          segmentSeconds: options.segmentSeconds, isBoomerang: options.isBoomerang),
        duration: clip.end, rate: rate)
      let numbers = plan.moments.map { clip.index.frame(at: $0) }
      let unique = Set(numbers).sorted()
      let shown = clip.video.displaySize
      let box = PixelSize(width: settings.width, height: max(shown.height, settings.width * 4))
      let size = shown.fitted(into: box, enlarging: false)
      guard unique.count <= Preview.mostMemory / max(1, size.pixelCount * 4) else {
        throw FootageError(
          .invalidRequest, path: clip.path,
          "\(clip.path): a preview of \(unique.count) pictures of \(size) is too long; show less of "
            + "it, fewer frames a second, or --segments.")
      }
      let found = try FrameSampler.sample(clip, unique, fitting: box, .whole, cancellation)
      let bitmaps = Dictionary(
        found.map { ($0.standsInFor ?? $0.index, $0.bitmap) },
        uniquingKeysWith: { first, _ in first })
      let pictures = numbers.compactMap { bitmaps[$0] }
      guard !pictures.isEmpty else { throw FrameSampler.nothing(in: clip.path) }
      return Strip(
        frames: pictures.enumerated().map {
          AnimationFrame(bitmap: $1, ticks: Int64($0) * ticksPerFrame)
        }, cuts: cuts(plan, pictures, rate), ticksPerSecond: ticksPerSecond,
        ticksPerFrame: ticksPerFrame)
    }

    /// Where colours are chosen anew.
    private func cuts(_ plan: PreviewPlan, _ pictures: [Bitmap], _ rate: Double) -> [Int] {
      guard format == .gif, options.palette == .scene else { return [] }
      let parts = plan.cuts.filter { $0 < pictures.count }
      let scenes = SceneCuts.places(among: pictures, secondsAPicture: 1 / rate)
      return Set(parts + scenes).sorted()
    }

    /// Ticks a second and a frame: GIF counts hundredths of a second, the others thousandths.
    private func clock(_ rate: Double) -> (Int32, Int64) {
      if format == .gif {
        return (100, Int64(max(GIFWriter.leastDelay, Int((100 / rate).rounded()))))
      }
      return (1000, Int64(max(1, (1000 / rate).rounded())))
    }

    func write(_ strip: Strip, _ settings: PreviewSettings, to path: String) throws {
      let quality = settings.quality
      switch format {
      case .gif:
        // Below half of the quality fewer colours save more than anything else.
        let colours = quality >= 60 ? 256 : quality >= 40 ? 128 : quality >= 25 ? 64 : 32
        let dither: GIFWriter.Dither =
          quality >= 95 ? .error : quality >= 25 ? .pattern : .none
        try GIFWriter.write(
          strip.frames, cuts: strip.cuts, colours: colours, dither: dither, loops: options.loops,
          to: path, cancellation)
      case .webp:
        try AnimationWriter.writeWebP(
          strip.frames, ticksPerSecond: strip.ticksPerSecond, quality: quality,
          loops: options.loops, to: path, cancellation)
      case .avif:
        try AnimationWriter.writeAVIF(
          strip.frames, ticksPerSecond: strip.ticksPerSecond, quality: quality, to: path,
          cancellation)
      case .mp4:
        try AnimationWriter.writeMP4(
          strip.frames, ticksPerSecond: strip.ticksPerSecond, quality: quality, to: path,
          cancellation)
      }
    }
  }
}
