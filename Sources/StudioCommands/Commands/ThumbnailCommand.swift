import ArgumentParser
import Footage
import Outputs
import Raster

struct ThumbnailCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "thumbnail",
    abstract: "Take one picture out of each video.",
    discussion: """
      The picture is upright and has square pixels. The last one is found by decoding to the end.

      Examples:
        hailuo-studio thumbnail clip.mp4 -o start.png
        hailuo-studio thumbnail clip.mp4 --at last -o last.png
        hailuo-studio thumbnail *.mp4 --at 50% --longest-side 320 --output-dir thumbs
      """)

  @Argument(help: "The video files.", completion: .file())
  var files: [String]

  @Option(
    help: ArgumentHelp(
      "Which picture: first, last, middle, 1.5, 00:00:01.500, 50% or f:37.", valueName: "time"))
  var at: FramePosition = .middle

  @Option(help: ArgumentHelp("Scale down to this many pixels at most.", valueName: "pixels"))
  var longestSide: Int?

  @OptionGroup var results: ResultOptions
  @OptionGroup var output: OutputOptions

  struct Result: Encodable {
    struct Picture: Encodable {
      let source: String
      let file: String
      let seconds: Double
      let frame: Int
      let width: Int
      let height: Int
    }
    let pictures: [Picture]
  }

  func validate() throws {
    if let longestSide, !(16...16_384).contains(longestSide) {
      throw ValidationError("--longest-side must be between 16 and 16384 pixels.")
    }
  }

  func run() async throws {
    let context = CommandContext.current
    let destinations = try results.destinations(for: files, ending: ".png")
    if let folder = results.outputDir { try OutputFolder.prepare(folder) }
    for destination in destinations {
      try AtomicOutput.check(destination, replacing: results.force)
    }
    let board = output.board(context)
    defer { board.clear() }
    var done: [Result.Picture] = []
    for (file, destination) in zip(files, destinations) {
      board.update(file, "decoding")
      let frame = try await FrameSampler().picture(at: at, of: file, longestSide: longestSide)
      try AtomicOutput.write(
        try PNG.encode(frame.bitmap), to: destination, replacing: results.force)
      done.append(
        Result.Picture(
          source: file, file: destination, seconds: frame.seconds, frame: frame.index,
          width: frame.bitmap.width, height: frame.bitmap.height))
    }
    board.clear()
    try output.answer(
      "thumbnail", Result(pictures: done),
      text: done.map {
        let time = Terms.decimal($0.seconds, places: 3)
        return "\($0.file)  \($0.width)x\($0.height)  (frame \($0.frame) at \(time) s)\n"
      }.joined(), context)
  }
}
