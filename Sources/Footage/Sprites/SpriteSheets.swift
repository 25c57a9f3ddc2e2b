import Libav
public import Raster

/// Makes the small pictures that players show above their time line.
public struct SpriteSheets: Sendable {
  /// How they are to be.
  public struct Options: Sendable {
    /// Seconds from one picture to the next; nil for a number that suits the length.
    public var every: Double?
    /// Width of a picture in pixels.
    public var width = 160
    /// Pictures side by side, and above each other, at most.
    public var mostAcross = 10
    /// Whether key frames will do that lie near.
    public var isApproximate = false

    /// Creates options.
    public init() {}
  }

  /// One picture and when it is shown.
  public struct Cue: Sendable, Encodable, Hashable {
    /// From when on, in seconds after the first frame: the time of the frame itself.
    public let start: Double
    /// Until the next picture's time.
    public let end: Double
    /// The frame's number in display order.
    public let frame: Int
    /// The number of its sheet.
    public let sheet: Int
    /// Where it lies there.
    public let box: PixelRect
  }

  /// What was made.
  public struct Result: Sendable {
    /// The sheets.
    public let sheets: [Bitmap]
    /// The pictures in order.
    public let cues: [Cue]
    /// The size of a picture.
    public let tile: PixelSize
    /// The clip's facts.
    public let clip: Clip
    /// What people should know.
    public let notes: [String]
  }

  private let options: Options

  /// Creates a maker of sprites.
  public init(_ options: Options = Options()) { self.options = options }

  /// Pictures of one clip at most; a day at one every ten seconds.
  private static let most = 9000

  /// Takes the pictures and lays them out.
  ///
  /// - Throws: ``FootageError`` `.invalidRequest`, and those of reading; `CancellationError`.
  public func make(_ path: String) async throws -> Result {
    let options = self.options
    return try await work(on: path) { cancellation in
      let clip = try IndexedClip.open(path, cancellation)
      return try about(path) { try SpriteSheets.make(clip, options, cancellation) }
    }
  }

  /// About a hundred pictures, no more than ten a second and no less than one every ten seconds.
  private static func interval(_ seconds: Double) -> Double { min(10, max(0.1, seconds / 100)) }

  private static func make(
    _ clip: IndexedClip, _ options: Options, _ cancellation: Cancellation
  ) throws -> Result {
    let every = options.every ?? interval(clip.video.duration)
    var numbers = try clip.numbers(of: .every(every), usually: 1, most: most)
    if options.isApproximate { numbers = clip.keyNumbers(near: numbers) }
    let shown = clip.video.displaySize
    let box = PixelSize(width: options.width, height: options.width * 4)
    let tile = shown.fitted(into: box, enlarging: true)
    let layout = SpriteLayout(tile: tile, count: numbers.count, most: options.mostAcross)
    var sheets = (0..<layout.sheetCount).map {
      Bitmap(size: layout.size(ofSheet: $0), filledWith: .black)
    }
    let developer = PictureDeveloper(clip.shape, fitting: box, enlarging: true)
    let places = Dictionary(
      zip(numbers, numbers.indices), uniquingKeysWith: { first, _ in first })
    let taker = FrameTaker(clip: clip, manner: .whole, cancellation: cancellation)
    let outcome = try taker.take(numbers) { frame, number in
      let (sheet, spot) = layout.place(places[number] ?? 0)
      sheets[sheet].draw(try developer.develop(frame), at: spot.origin)
    }
    let missing = Set(outcome.missing)
    guard missing.count < numbers.count else { throw FrameSampler.nothing(in: clip.path) }
    let shownNumbers = numbers.filter { !missing.contains($0) }
    let cues = shownNumbers.enumerated().map { place, number in
      let (sheet, spot) = layout.place(places[number] ?? 0)
      // Until the first picture is due, players show it already.
      let start = place == 0 ? 0 : clip.index.seconds(ofFrame: number)
      let end =
        place + 1 < shownNumbers.count
        ? clip.index.seconds(ofFrame: shownNumbers[place + 1]) : max(start, clip.end)
      return Cue(start: start, end: end, frame: number, sheet: sheet, box: spot)
    }
    let notes =
      missing.isEmpty
      ? [] : ["\(clip.path): \(missing.count) pictures cannot be decoded and are left out"]
    return Result(sheets: sheets, cues: cues, tile: tile, clip: clip.clip, notes: notes)
  }
}
