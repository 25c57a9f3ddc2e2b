import ArgumentParser
import Footage
import Outputs
import Raster

struct SheetCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "sheet",
    abstract: "Draw a contact sheet of one video or several.",
    discussion: """
      One video fills the sheet; several get a row each. Every picture bears its time.

      Examples:
        hailuo-studio sheet film.mp4 -o sheet.png
        hailuo-studio sheet takes/*.mp4 --columns 6 -o takes.png
      """)

  @Argument(help: "The video files.", completion: .file())
  var files: [String]

  @Option(help: ArgumentHelp("Pictures side by side.", valueName: "number"))
  var columns = 5

  @Option(
    help: ArgumentHelp(
      "Pictures of each video; four rows of a single one, one row of each of several by default.",
      valueName: "number"))
  var pictures: Int?

  @Option(help: ArgumentHelp("Width of the sheet.", valueName: "pixels"))
  var width = 1600

  @Option(help: "The heading.")
  var title: String?

  @OptionGroup var result: ResultFileOptions
  @OptionGroup var output: OutputOptions

  struct Result: Encodable {
    let file: String
    let width: Int
    let height: Int
  }

  func validate() throws {
    try FileEnding.require(FileEnding(of: ".png"), of: result.output)
    guard (1...50).contains(columns) else {
      throw ValidationError("--columns must be between 1 and 50.")
    }
    guard (200...16_384).contains(width) else {
      throw ValidationError("--width must be between 200 and 16384 pixels.")
    }
    if let pictures, !(1...1000).contains(pictures) {
      throw ValidationError("--pictures must be between 1 and 1000.")
    }
  }

  func run() async throws {
    let context = CommandContext.current
    try AtomicOutput.check(result.output, replacing: result.force)
    let board = output.board(context)
    defer { board.clear() }
    let maker = ContactSheet(
      ContactSheet.Options(
        columns: columns, picturesPerClip: pictures, width: width, title: title))
    let bitmap = try await maker.draw(files.map { ContactSheet.Subject(path: $0) }) {
      board.update(result.output, $0)
    }
    board.clear()
    try AtomicOutput.write(try PNG.encode(bitmap), to: result.output, replacing: result.force)
    try output.answer(
      "sheet", Result(file: result.output, width: bitmap.width, height: bitmap.height),
      text: "\(result.output)  \(bitmap.size)\n", context)
  }
}
