import Libav
import Raster

/// A strip of a clip's frames over the waveform of its sound, on one time line.
public struct Filmstrip: Sendable {
  /// How it is to look.
  public struct Options: Sendable {
    /// Pixels of the whole picture, which is the clip's length.
    public var width = 1600
    /// Height of the frames in pixels.
    public var height = 90
    /// Height of the waveform; 0 for none.
    public var waveHeight = 60
    /// Colours.
    public var theme: SheetTheme = .dark

    /// Creates options.
    public init() {}
  }

  private let options: Options

  /// Creates a maker of strips.
  public init(_ options: Options = Options()) { self.options = options }

  /// Draws the strip; frames stand at their times, and the last one is cut off where the clip ends.
  ///
  /// - Throws: ``FootageError``; `CancellationError`. A clip without sound has an empty line there.
  public func make(_ path: String) async throws -> SheetResult {
    let options = self.options
    return try await work(on: path) { cancellation in
      let clip = try IndexedClip.open(path, cancellation)
      return try about(path) { try Filmstrip.make(clip, options, cancellation) }
    }
  }

  private static let ruler = 18

  private static func make(
    _ clip: IndexedClip, _ options: Options, _ cancellation: Cancellation
  ) throws -> SheetResult {
    let theme = options.theme
    let size = PixelSize(
      width: options.width, height: options.height + options.waveHeight + ruler)
    var bitmap = Bitmap(size: size, filledWith: theme.paper)
    let shown = clip.video.displaySize
    let tileWidth = max(1, options.height * shown.width / max(1, shown.height))
    let count = (options.width + tileWidth - 1) / tileWidth
    let duration = max(clip.end, 1e-3)
    let secondsPerPixel = duration / Double(options.width)
    // Each tile shows the frame that is on screen where its left edge stands.
    let numbers = (0..<count).map {
      clip.index.frame(at: Double($0 * tileWidth) * secondsPerPixel)
    }
    let found = try FrameSampler.sample(
      clip, Set(numbers).sorted(), fitting: PixelSize(width: tileWidth, height: options.height),
      enlarging: true, .whole, cancellation)
    let frames = Dictionary(
      found.map { ($0.standsInFor ?? $0.index, $0) }, uniquingKeysWith: { first, _ in first })
    guard !frames.isEmpty else { throw FrameSampler.nothing(in: clip.path) }
    var tiles: [SheetResult.Tile] = []
    for (place, number) in numbers.enumerated() {
      guard let frame = frames[number] else { continue }
      let origin = PixelPoint(x: place * tileWidth, y: 0)
      bitmap.draw(frame.bitmap, at: origin)
      tiles.append(
        SheetResult.Tile(
          clip: clip.path, seconds: frame.seconds, frame: frame.index,
          box: PixelRect(origin: origin, size: frame.bitmap.size)
            .intersection(PixelRect(size))))
    }
    var notes: [String] = []
    if options.waveHeight > 0 {
      let wave = try Waveform.read(
        clip.path, columns: options.width, from: clip.video.start - clip.index.lateness,
        seconds: duration, cancellation)
      if wave == nil { notes.append("\(clip.path): there is no sound in it; its line is flat") }
      draw(wave, on: &bitmap, top: options.height, options)
    }
    drawRuler(on: &bitmap, seconds: duration, theme)
    return SheetResult(bitmap: bitmap, tiles: tiles, notes: notes)
  }

  private static func draw(
    _ wave: Waveform?, on bitmap: inout Bitmap, top: Int, _ options: Options
  ) {
    let middle = top + options.waveHeight / 2
    let half = Double(options.waveHeight / 2 - 3)
    bitmap.fill(
      PixelRect(x: 0, y: middle, width: options.width, height: 1),
      with: options.theme.faded.opacity(0.5))
    guard let wave else { return }
    for column in 0..<options.width {
      let up = Int((Double(min(1, wave.highs[column])) * half).rounded())
      let down = Int((Double(min(1, -wave.lows[column])) * half).rounded())
      guard up + down > 0 else { continue }
      bitmap.fill(
        PixelRect(x: column, y: middle - up, width: 1, height: up + down + 1),
        with: options.theme.ink.opacity(0.8))
    }
  }

  /// Marks at round times, as many as can be read.
  private static func drawRuler(on bitmap: inout Bitmap, seconds: Double, _ theme: SheetTheme) {
    let steps = [0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 1800, 3600]
    let step =
      steps.first { Double(bitmap.width) * $0 / seconds >= 90 } ?? seconds / 8
    let type = Typesetter()
    let top = bitmap.height - ruler
    var time = 0.0
    while time < seconds {
      let x = Int((time / seconds * Double(bitmap.width)).rounded())
      bitmap.fill(PixelRect(x: x, y: top, width: 1, height: 5), with: theme.faded)
      let text = step < 1 ? "\(time.rounded(toPlaces: 1)) s" : SheetCaption.shortClock(time)
      if x + 60 < bitmap.width {
        type.draw(
          text, on: &bitmap, at: PixelPoint(x: x + 4, y: top + 3), height: 12, color: theme.faded)
      }
      time += step
    }
  }
}
