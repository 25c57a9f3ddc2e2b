import ArgumentParser
import Footage
import Outputs

struct SeamsCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "seams",
    abstract: "Look at the places where videos meet, and write a report.",
    discussion: """
      For clips in playing order, or for one video that was joined already, with the times where \
      its clips meet. The page shows the two frames of every seam side by side with what changes \
      between them, the worst first; a .json file beside it holds the numbers. Nothing is joined. \
      Clips that cannot be decoded whole are told, and end with status 2.

      Examples:
        hailuo-studio seams one.mp4 two.mp4 three.mp4 -o seams.html
        hailuo-studio seams film.mp4 --at 6 --at f:288 -o seams.html
      """)

  @Argument(help: "The clips in playing order, or one joined video.", completion: .file())
  var files: [String]

  @Option(
    help: ArgumentHelp(
      "Where clips meet in a joined video: 6, 00:00:06, 50% or f:144. For each seam again.",
      valueName: "time"))
  var at: [FramePosition] = []

  @OptionGroup var result: ResultFileOptions
  @OptionGroup var output: OutputOptions

  struct Result: Encodable {
    let file: String
    let data: String
    let warnings: Int
    let seams: [SeamReport.Entry]
  }

  func validate() throws {
    try FileEnding.require(FileEnding(of: ".html"), of: result.output)
    switch (files.count, at.isEmpty) {
    case (1, true):
      throw ValidationError(
        "One video alone has no seams; name the clips, or say with --at where they meet in it.")
    case (2..., false):
      throw ValidationError("--at is for one joined video; several clips meet at their ends.")
    default: break
    }
  }

  func run() async throws {
    let context = CommandContext.current
    let data = SeamReport.jsonPath(for: result.output)
    for file in [result.output, data] {
      try AtomicOutput.check(file, replacing: result.force, madeOf: files)
    }
    let board = output.board(context)
    defer { board.clear() }
    let seams =
      if files.count == 1 {
        try await SeamInspector().inspect(files[0], seamsAt: at)
      } else {
        try await SeamInspector().inspect(files.map { SeamInspector.Piece(path: $0) }) {
          board.update(result.output, $0)
        }
      }
    let title = files.count == 1 ? files[0] : "\(files[0]) … \(files[files.count - 1])"
    let report = SeamReport(title: title, seams: seams)
    try report.write(to: result.output, replacing: result.force)
    board.clear()
    try output.answer(
      "seams",
      Result(
        file: result.output, data: data, warnings: report.warningCount, seams: report.entries),
      text: SeamText.lines(seams) + "\(result.output)\n", context)
    let damage = seams.damage
    if !damage.isEmpty {
      throw CommandFailure(.badInput, damage.joined(separator: "\nhailuo-studio: "))
    }
  }
}
