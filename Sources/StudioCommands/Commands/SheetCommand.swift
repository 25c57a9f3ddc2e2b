import ArgumentParser
import Footage
import Outputs
import Raster
import Studio

struct SheetCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "sheet",
    abstract: "Draw a contact sheet of one video or several.",
    discussion: """
      One video fills the sheet; several share it, or get one each with --output-dir. Every picture \
      is the frame of exactly the time it bears.

      Examples:
        hailuo-studio sheet film.mp4 -o sheet.png
        hailuo-studio sheet takes/*.mp4 --by-clip --count 6 --health -o takes.jpg
        hailuo-studio sheet takes/*.mp4 --columns 3 --rows 3 --output-dir sheets
        hailuo-studio sheet clip.mp4 --terminal
      """)

  @Argument(help: "The video files.", completion: .file())
  var files: [String]

  @Option(help: ArgumentHelp("Pictures side by side.", valueName: "number"))
  var columns = 5

  @Option(help: ArgumentHelp("Rows of pictures of each video.", valueName: "number"))
  var rows: Int?

  @Option(
    name: [.customLong("count"), .customLong("pictures")],
    help: ArgumentHelp(
      "Pictures of each video; four rows of a single one, one row of each of several by default.",
      valueName: "number"))
  var count: Int?

  @Option(help: ArgumentHelp("One picture every so often: 10, 00:01:30.", valueName: "time"))
  var every: TimeSpan?

  @Option(
    parsing: .upToNextOption,
    help: ArgumentHelp(
      "The pictures at these moments: first, last, 1.5, 00:00:01.500, 50% or f:37.",
      valueName: "time"))
  var at: [FramePosition] = []

  @Flag(help: "Show the best picture of the stretch around each moment.")
  var best = false

  @Flag(help: "Take key frames near the moments, which is quicker on long films.")
  var approximate = false

  @Flag(help: "Give each video exactly one row, so that takes lie under one another.")
  var byClip = false

  @Flag(help: "Show the last picture of each video beside the first of the next.")
  var seams = false

  @Flag(help: "Decode everything, judge it, and put what is wrong beside each video's name.")
  var health = false

  @Option(help: ArgumentHelp("Width of the sheet.", valueName: "pixels"))
  var width = 1600

  @Option(
    help: ArgumentHelp("Pixels between pictures; the theme's unless given.", valueName: "pixels"))
  var gap: Int?

  @Option(help: ArgumentHelp("dark, light, plain, or a YAML file of your own.", valueName: "theme"))
  var theme = "dark"

  @Option(help: "The heading.")
  var title: String?

  @Option(
    help: ArgumentHelp("png, jpeg, webp or avif; by the name unless given.", valueName: "kind"))
  var format: PictureFile.Format?

  @Option(help: ArgumentHelp("For kinds that lose something, 1 to 100.", valueName: "number"))
  var quality = 88

  @Flag(help: "Show the sheet in the terminal, with or instead of writing it.")
  var terminal = false

  @Option(
    help: ArgumentHelp(
      "How to draw in the terminal: auto, kitty, iterm2, sixel or blocks.", valueName: "way"))
  var terminalPictures = TerminalPicture.Choice.auto

  @OptionGroup var origins: OriginOptions
  @OptionGroup var results: ResultOptions
  @OptionGroup var output: OutputOptions

  struct Result: Encodable {
    struct Sheet: Encodable {
      let file: String?
      let width: Int
      let height: Int
      let tiles: [SheetResult.Tile]
      let notes: [String]
      var seams: [SeamSheet.Seam]?
    }
    struct Failure: Encodable {
      let path: String
      let message: String
    }
    /// Of a single sheet.
    var file: String?
    var width: Int?
    var height: Int?
    var sheets: [Sheet] = []
    var failures: [Failure] = []
  }

  func validate() throws {
    guard (1...50).contains(columns) else {
      throw ValidationError("--columns must be between 1 and 50.")
    }
    guard (200...16_384).contains(width) else {
      throw ValidationError("--width must be between 200 and 16384 pixels.")
    }
    for (name, number) in [("--count", count), ("--rows", rows)] {
      if let number, !(1...1000).contains(number) {
        throw ValidationError("\(name) must be between 1 and 1000.")
      }
    }
    let ways = [count != nil || rows != nil, every != nil, !at.isEmpty].filter { $0 }.count
    guard ways <= 1, count == nil || rows == nil else {
      throw ValidationError("Give one of --count, --rows, --every and --at.")
    }
    if best, every != nil || !at.isEmpty || approximate {
      throw ValidationError(
        "--best chooses the moments itself; leave out --every, --at, --approximate.")
    }
    if at.contains(.best) { throw ValidationError("Use --best for the best pictures of a video.") }
    if let gap, !(0...200).contains(gap) { throw ValidationError("--gap must be from 0 to 200.") }
    guard (1...100).contains(quality) else {
      throw ValidationError("--quality must be from 1 to 100.")
    }
    guard results.output != nil || results.outputDir != nil || terminal else {
      throw ValidationError("Name the sheet by --output, or one sheet a video by --output-dir.")
    }
    if seams, files.count < 2 { throw ValidationError("--seams takes at least two videos.") }
  }

  func run() async throws {
    let context = CommandContext.current
    let kind = try PictureFile.Format.of(results.output, asked: format)
    let options = try self.options()
    let board = output.board(context)
    defer { board.clear() }
    var result = Result()
    var worst: (any Error)?
    if let folder = results.outputDir {
      worst = try await sheetForEach(in: folder, as: kind, options, board, &result, context)
    } else {
      if let file = results.output {
        try AtomicOutput.check(file, replacing: results.force, madeOf: files)
      }
      let sheet = try await sheetOfAll(as: kind, options, board, context)
      result = Result(
        file: sheet.file, width: sheet.width, height: sheet.height, sheets: [sheet])
    }
    board.clear()
    try output.answer(
      "sheet", result,
      text: result.sheets.compactMap { sheet in
        sheet.file.map { "\($0)  \(sheet.width)x\(sheet.height)\n" }
      }.joined(), context)
    if let worst {
      throw CommandFailure(
        ExitStatus(for: worst),
        result.failures.map(\.message).joined(separator: "\nhailuo-studio: "))
    }
  }

  private func options() throws -> ContactSheet.Options {
    var options = ContactSheet.Options(columns: columns, width: width, title: title)
    options.theme = try SheetTheme.named(theme)
    if let gap { options.theme.gap = gap }
    options.selection =
      if let every { .every(every.seconds) } else if !at.isEmpty { .at(at) } else { .even(nil) }
    options.picturesPerClip = count ?? rows.map { $0 * columns }
    if byClip {
      // One row a clip: as many columns as pictures.
      options.columns = min(50, at.isEmpty ? options.picturesPerClip ?? columns : at.count)
      if every == nil, at.isEmpty { options.picturesPerClip = options.columns }
    }
    options.isBest = best
    options.isApproximate = approximate
    return options
  }

  private func subject(_ file: String) async throws -> ContactSheet.Subject {
    guard health else { return ContactSheet.Subject(path: file) }
    let verdicts = try await HealthCheck().examine(file).verdicts
    return ContactSheet.Subject(path: file, badges: verdicts.map { HealthText.name($0.kind) })
  }

  private func sheetOfAll(
    as kind: PictureFile.Format, _ options: ContactSheet.Options, _ board: ProgressBoard,
    _ context: CommandContext
  ) async throws -> Result.Sheet {
    let name = results.output ?? "sheet"
    var subjects: [ContactSheet.Subject] = []
    try await InTurn.perform(files) { file in
      if health { board.update(file, "judging") }
      return try await subject(file)
    } deliver: { file, outcome in
      board.drop(file)
      subjects.append(try outcome.get())
    }
    let label = try await origins.label(of: files, context)
    if seams {
      let (sheet, found) = try await SeamSheet(options).make(subjects)
      return try finish(sheet, label, as: kind, to: results.output, seams: found, board, context)
    }
    let sheet = try await ContactSheet(options).make(subjects) { board.update(name, $0) }
    return try finish(sheet, label, as: kind, to: results.output, board, context)
  }

  private func sheetForEach(
    in folder: String, as kind: PictureFile.Format, _ options: ContactSheet.Options,
    _ board: ProgressBoard, _ result: inout Result, _ context: CommandContext
  ) async throws -> (any Error)? {
    let created = try OutputFolder.prepare(folder)
    defer { OutputFolder.removeEmpty(created) }
    let destinations = try results.destinations(for: files, ending: kind.ending, taking: kind)
    for destination in destinations {
      try AtomicOutput.check(destination, replacing: results.force, madeOf: files)
    }
    var options = options
    options.sheetsAtOnce = files.count
    let maker = ContactSheet(options)
    var worst: (any Error)?
    var found = Result()
    try await InTurn.perform(Array(zip(files, destinations))) { file, destination in
      board.update(file, "drawing")
      let sheet = try await maker.make([try await subject(file)])
      let label = try await origins.label(of: [file], context)
      return try finish(sheet, label, as: kind, to: destination, board, context)
    } deliver: { job, outcome in
      board.drop(job.0)
      switch outcome {
      case .success(let sheet): found.sheets.append(sheet)
      case .failure(let error):
        guard let known = error as? FootageError, files.count > 1 else { throw error }
        worst = worst ?? known
        found.failures.append(Result.Failure(path: job.0, message: known.message))
      }
    }
    result = found
    return worst
  }

  private func finish(
    _ sheet: SheetResult, _ label: OriginLabel?, as kind: PictureFile.Format,
    to destination: String?,
    seams: [SeamSheet.Seam]? = nil, _ board: ProgressBoard, _ context: CommandContext
  ) throws -> Result.Sheet {
    if let destination {
      try PictureFile.write(
        sheet.bitmap, as: kind, to: destination, replacing: results.force, quality: quality,
        label: label)
    }
    for note in sheet.notes { board.note(note) }
    if terminal {
      board.clear()
      let text = try TerminalPicture(terminalPictures, context).text(sheet.bitmap)
      if output.json { context.redraw(text) } else { context.draw(text) }
    }
    return Result.Sheet(
      file: destination, width: sheet.bitmap.width, height: sheet.bitmap.height,
      tiles: sheet.tiles, notes: sheet.notes, seams: seams)
  }
}
