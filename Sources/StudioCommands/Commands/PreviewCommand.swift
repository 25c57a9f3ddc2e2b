import ArgumentParser
import Footage
import Outputs
import Raster

struct PreviewCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "preview",
    abstract: "Make a short animation of a video: GIF, WebP, AVIF or MP4.",
    discussion: """
      The kind is that of the name. Animations are repeated for ever unless --loop says how often. \
      With --max-bytes quality, rate and size are lowered until it fits, and what was given up is \
      told.

      Examples:
        hailuo-studio preview clip.mp4 -o clip.webp
        hailuo-studio preview clip.mp4 --width 320 --rate 10 --boomerang -o clip.gif
        hailuo-studio preview film.mp4 --segments 8 --max-bytes 2000000 -o film.webp
      """)

  @Argument(help: "The video file.", completion: .file())
  var file: String

  @Option(help: ArgumentHelp("Width; never more than the video has.", valueName: "pixels"))
  var width = 480

  @Option(help: ArgumentHelp("Frames a second.", valueName: "number"))
  var rate = 12.5

  @Option(
    help: ArgumentHelp(
      "Show it from here on: 1.5, 00:00:01.500, 50% or f:37.", valueName: "time"))
  var from = FramePosition.first

  @Option(
    help: ArgumentHelp("Show it up to, and without, this; the end unless given.", valueName: "time")
  )
  var to: FramePosition?

  @Option(help: ArgumentHelp("Seconds of the video in one second.", valueName: "number"))
  var speed = 1.0

  @Option(help: ArgumentHelp("Show so many parts, spread over the video.", valueName: "number"))
  var segments = 1

  @Option(help: ArgumentHelp("Length of each part.", valueName: "seconds"))
  var segmentSeconds = 0.75

  @Flag(help: "Run back to the start again.")
  var boomerang = false

  @Option(help: ArgumentHelp("Times it is shown; for ever unless given.", valueName: "number"))
  var loop: Int?

  @Option(help: ArgumentHelp("1 to 100.", valueName: "number"))
  var quality = 75

  @Option(help: ArgumentHelp("Make the file no larger than this, such as 8MB.", valueName: "size"))
  var maxBytes: FileSize?

  @Option(help: "For GIF: choose its colours once for the file, or anew for each scene.")
  var palette = Preview.Palette.file

  @OptionGroup var origins: OriginOptions
  @OptionGroup var result: ResultFileOptions
  @OptionGroup var output: OutputOptions

  struct Result: Encodable {
    let source: String
    let file: String
    let width: Int
    let height: Int
    let frames: Int
    let rate: Double
    let duration: Double
    let bytes: Int
    let givenUp: String
  }

  func validate() throws {
    _ = try kind()
    guard (16...4096).contains(width) else {
      throw ValidationError("--width must be between 16 and 4096 pixels.")
    }
    guard (1...60).contains(rate) else { throw ValidationError("--rate must be from 1 to 60.") }
    for position in [from, to] where position == .best || position == .anchor {
      throw ValidationError("--from and --to are moments: 1.5, 00:00:01.500, 50% or f:37.")
    }
    if palette == .scene, try kind() != .gif {
      throw ValidationError("--palette is for GIF; the others have all colours.")
    }
    guard (0.05...100).contains(speed) else {
      throw ValidationError("--speed must be from 0.05 to 100.")
    }
    guard (1...100).contains(segments), (0.05...60).contains(segmentSeconds) else {
      throw ValidationError("--segments goes from 1 to 100, --segment-seconds from 0.05 to 60.")
    }
    if let loop, !(1...1000).contains(loop) {
      throw ValidationError("--loop must be from 1 to 1000; leave it out for ever.")
    }
    if loop != nil, [.mp4, .avif].contains(try kind()) {
      throw ValidationError(
        "--loop is for GIF and WebP; players decide how often others are shown.")
    }
    guard (1...100).contains(quality) else {
      throw ValidationError("--quality must be from 1 to 100.")
    }
  }

  private func kind() throws -> Preview.Format {
    guard let kind = Preview.Format(rawValue: FileEnding(of: result.output).description) else {
      throw ValidationError(
        "--output is \(result.output); end its name in .gif, .webp, .avif or .mp4.")
    }
    return kind
  }

  func run() async throws {
    let context = CommandContext.current
    try AtomicOutput.check(result.output, replacing: result.force, madeOf: [file])
    var options = Preview.Options()
    options.width = width
    options.rate = rate
    options.from = from
    options.to = to
    options.speed = speed
    options.segments = segments
    options.segmentSeconds = segmentSeconds
    options.isBoomerang = boomerang
    options.loops = loop
    options.quality = quality
    options.mostBytes = maxBytes?.bytes
    options.palette = palette
    options.label = try await origins.label(of: [file], context)
    let board = output.board(context)
    defer { board.clear() }
    board.update(result.output, "encoding")
    let made = try await Preview(options).write(
      file, as: try kind(), to: result.output, replacing: result.force)
    board.clear()
    if !made.sacrifices.isEmpty {
      board.note("\(result.output): to fit into \(maxBytes?.bytes ?? 0) bytes: \(made.sacrifices)")
    }
    let length = Terms.decimal(made.duration, places: 2)
    try output.answer(
      "preview",
      Result(
        source: file, file: result.output, width: made.size.width, height: made.size.height,
        frames: made.frameCount, rate: made.rate, duration: made.duration, bytes: made.byteCount,
        givenUp: made.sacrifices),
      text: """
        \(result.output)  \(made.size)  \(Terms.count(made.frameCount, "frame")) in \(length) s  \
        \(Terms.bytes(made.byteCount))

        """, context)
  }
}
