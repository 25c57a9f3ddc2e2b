import ArgumentParser
import Footage
import Outputs
import Raster
import Studio

struct FilmstripCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "filmstrip",
    abstract: "Draw a video's frames over the waveform of its sound.",
    discussion: """
      The width is the video's length, as on the time line of an editor.

      Example:
        hailuo-studio filmstrip film.mp4 --width 2400 -o film.png
      """)

  @Argument(help: "The video file.", completion: .file())
  var file: String

  @Option(help: ArgumentHelp("Width of the picture.", valueName: "pixels"))
  var width = 1600

  @Option(help: ArgumentHelp("Height of the frames.", valueName: "pixels"))
  var height = 90

  @Option(help: ArgumentHelp("Height of the waveform; 0 for none.", valueName: "pixels"))
  var waveHeight = 60

  @Option(help: ArgumentHelp("dark, light, plain, or a YAML file of your own.", valueName: "theme"))
  var theme = "dark"

  @OptionGroup var origins: OriginOptions
  @OptionGroup var result: ResultFileOptions
  @OptionGroup var output: OutputOptions

  struct Result: Encodable {
    let file: String
    let width: Int
    let height: Int
    let tiles: [SheetResult.Tile]
    let notes: [String]
  }

  func validate() throws {
    guard (100...16_384).contains(width) else {
      throw ValidationError("--width must be between 100 and 16384 pixels.")
    }
    guard (16...1080).contains(height), (0...1080).contains(waveHeight) else {
      throw ValidationError("--height goes from 16 to 1080 pixels, --wave-height from 0 to 1080.")
    }
  }

  func run() async throws {
    let context = CommandContext.current
    let kind = try PictureFile.Format.of(result.output, asked: nil)
    try AtomicOutput.check(result.output, replacing: result.force, madeOf: [file])
    var options = Filmstrip.Options()
    options.width = width
    options.height = height
    options.waveHeight = waveHeight
    options.theme = try SheetTheme.named(theme)
    let board = output.board(context)
    defer { board.clear() }
    board.update(file, "decoding")
    let strip = try await Filmstrip(options).make(file)
    try PictureFile.write(
      strip.bitmap, as: kind, to: result.output, replacing: result.force,
      label: try await origins.label(of: [file], context))
    board.clear()
    for note in strip.notes { board.note(note) }
    try output.answer(
      "filmstrip",
      Result(
        file: result.output, width: strip.bitmap.width, height: strip.bitmap.height,
        tiles: strip.tiles, notes: strip.notes),
      text: "\(result.output)  \(strip.bitmap.size)\n", context)
  }
}
