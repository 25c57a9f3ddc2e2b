import ArgumentParser
import Footage
import Outputs
import Raster

struct SpritesCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "sprites",
    abstract: "Make the pictures that players show above their time line.",
    discussion: """
      Writes sheets of small pictures, a WebVTT track whose times are those of the frames shown, \
      and a page that uses them. Nothing else is needed to show it.

      Examples:
        hailuo-studio sprites film.mp4 --output-dir film-sprites
        hailuo-studio sprites film.mp4 --every 2 --width 240 --output-dir thumbs
      """)

  @Argument(help: "The video file.", completion: .file())
  var file: String

  @Option(
    help: ArgumentHelp(
      "From one picture to the next; about a hundred in all unless given.", valueName: "time"))
  var every: TimeSpan?

  @Option(help: ArgumentHelp("Width of a picture.", valueName: "pixels"))
  var width = 160

  @Option(
    help: ArgumentHelp("Pictures side by side and above each other, at most.", valueName: "number"))
  var across = 10

  @Flag(help: "Take key frames near the moments, which is quicker on long films.")
  var approximate = false

  @Option(help: ArgumentHelp("jpeg, png, webp or avif.", valueName: "kind"))
  var format = PictureFile.Format.jpeg

  @Option(help: ArgumentHelp("For kinds that lose something, 1 to 100.", valueName: "number"))
  var quality = 82

  @Option(
    help: ArgumentHelp("The folder to write into.", valueName: "folder"), completion: .directory)
  var outputDir: String

  @Flag(help: "Replace files that exist.")
  var force = false

  @OptionGroup var origins: OriginOptions
  @OptionGroup var output: OutputOptions

  struct Result: Encodable {
    let source: String
    let sheets: [String]
    let track: String
    let page: String
    let cues: [SpriteSheets.Cue]
    let notes: [String]
  }

  func validate() throws {
    guard (16...1920).contains(width) else {
      throw ValidationError("--width must be between 16 and 1920 pixels.")
    }
    guard (1...100).contains(across) else {
      throw ValidationError("--across must be between 1 and 100.")
    }
    guard (1...100).contains(quality) else {
      throw ValidationError("--quality must be from 1 to 100.")
    }
  }

  func run() async throws {
    let context = CommandContext.current
    var options = SpriteSheets.Options()
    options.every = every?.seconds
    options.width = width
    options.mostAcross = across
    options.isApproximate = approximate
    let board = output.board(context)
    defer { board.clear() }
    board.update(file, "decoding")
    let result = try await SpriteSheets(options).make(file)
    let created = try OutputFolder.prepare(outputDir)
    defer { OutputFolder.removeEmpty(created) }
    let folder = outputDir.hasSuffix("/") ? String(outputDir.dropLast()) : outputDir
    let names = result.sheets.indices.map {
      "sprites" + (result.sheets.count > 1 ? "-\($0 + 1)" : "") + format.ending
    }
    let (track, page) = ("sprites.vtt", "index.html")
    for name in names + [track, page] {
      try AtomicOutput.check("\(folder)/\(name)", replacing: force, madeOf: [file])
    }
    let label = try await origins.label(of: [file], context)
    for (sheet, name) in zip(result.sheets, names) {
      try PictureFile.write(
        sheet, as: format, to: "\(folder)/\(name)", replacing: force, quality: quality,
        label: label)
    }
    let text = WebVTT.text(result.cues, files: names)
    try AtomicOutput.write(Array(text.utf8), to: "\(folder)/\(track)", replacing: force)
    let html = PlayerPage.html(
      result, video: RelativePath.from(folder: folder, to: file), files: names)
    try AtomicOutput.write(Array(html.utf8), to: "\(folder)/\(page)", replacing: force)
    board.clear()
    for note in result.notes { board.note(note) }
    try output.answer(
      "sprites",
      Result(
        source: file, sheets: names.map { "\(folder)/\($0)" }, track: "\(folder)/\(track)",
        page: "\(folder)/\(page)", cues: result.cues, notes: result.notes),
      text: """
        \(folder)/\(page)  \(Terms.count(result.cues.count, "picture")) of \
        \(result.tile) on \(Terms.count(names.count, "sheet"))

        """, context)
  }
}
