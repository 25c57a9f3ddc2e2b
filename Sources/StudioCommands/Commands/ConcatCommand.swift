import ArgumentParser
import Footage
import Outputs
import Studio

struct ConcatCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "concat",
    abstract: "Join videos into one.",
    discussion: """
      Packets are copied wherever the streams allow it, so that no picture is touched. Only what \
      cannot be copied is encoded: clips of another shape, the few frames in front of a cut that \
      decoding cannot end at, and what a transition shows. Sound becomes one continuous track, \
      silent where a clip has none. The result is read back before it gets its name.

      A part of a clip is meant by brackets: by seconds, clock times, percents or frames, up to and \
      without the second: "a.mp4[0:5.2]", "a.mp4[2.5:]", "a.mp4[f:12:f:140]".

      Where one clip ends and the next begins, --seam says what happens: "cut"; "dedupe", which \
      leaves out a last frame that the next clip begins with once more; "dedupe:lossless", which \
      encodes nothing for that: a frame that others are predicted from stays in the file, shown for \
      one tick; "fade:0.5" or another of FFmpeg's xfade transitions with its seconds; \
      "dip:black:1". One for all, or one a seam, separated by commas.

      Examples:
        hailuo-studio concat one.mp4 two.mp4 three.mp4 -o film.mp4
        hailuo-studio concat *.mp4 -o film.mp4 --explain --dry-run
        hailuo-studio concat one.mp4 two.mp4 -o film.mp4 --seam fade:0.5
        hailuo-studio concat a.mp4 b.mp4 c.mp4 -o film.mp4 --seam dedupe,dip:black
        hailuo-studio concat "a.mp4[0:5.2]" "b.mp4[f:12:f:140]" -o film.mp4
        hailuo-studio concat *.mp4 -o film.mp4 --seam dedupe --match-colour first
        hailuo-studio concat *.mp4 -o film.mp4 --seam dedupe:lossless --explain
        hailuo-studio concat *.mp4 -o film.mp4 --dry-run --report seams.html
        hailuo-studio concat *.mov -o film.mp4 --like 1920x1080@24 --fit blur
      """)

  @Argument(help: "The videos, in playing order.", completion: .file())
  var files: [String]

  @OptionGroup var splicing: SpliceOptions

  @Flag(help: "Say what of every clip is copied or encoded, and why.")
  var explain = false

  @Flag(help: "Only plan; write nothing but a report, if one is wanted.")
  var dryRun = false

  @Option(
    help: ArgumentHelp(
      "Write a page that shows every seam, the worst first, and a .json file beside it.",
      valueName: "file.html"), completion: .file(extensions: ["html"]))
  var report: String?

  @OptionGroup var origins: OriginOptions
  @OptionGroup var result: ResultFileOptions
  @OptionGroup var output: OutputOptions

  func validate() throws {
    guard let report else { return }
    try FileEnding.require(FileEnding(of: ".html"), of: report, option: "--report")
    guard report != result.output else {
      throw ValidationError("--report and --output name the same file.")
    }
  }

  func run() async throws {
    let context = CommandContext.current
    var request = try splicing.request(files)
    if request.seams.contains(where: \.looksForRepeats) || request.colourMatch != .off {
      request.chained = try await KnownChain.places(in: request.clips)
    }
    if let report {
      for file in [report, SeamReport.jsonPath(for: report)] {
        try AtomicOutput.check(
          file, replacing: result.force, madeOf: request.clips.map(\.path))
      }
    }
    let splicer = Splicer()
    if !dryRun {
      try AtomicOutput.check(
        result.output, replacing: result.force, madeOf: request.clips.map(\.path))
    }
    let board = output.board(context)
    defer { board.clear() }
    if dryRun {
      let plan = try await splicer.plan(request, to: result.output) {
        board.update(result.output, $0)
      }
      try await look(at: plan, board)
      board.clear()
      try output.answer(
        "concat", SpliceDocument(result.output, plan), text: SpliceText.plan(plan, details: true),
        context)
      return
    }
    request.keepsPrompt = !origins.leavesOutPrompt
    let takes = TakeOrigins(environment: context.environment)
    for clip in request.clips where request.origins[clip.path] == nil {
      // What cannot be read is told of by those who join it.
      request.origins[clip.path] = try? await takes.record(of: clip.path)
    }
    let made = try await splicer.join(request, to: result.output, replacing: result.force) {
      board.update(result.output, $0)
    }
    try await look(at: made.plan, board)
    board.clear()
    try output.answer(
      "concat", SpliceDocument(result.output, made.plan, made),
      text: SpliceText.plan(made.plan, details: explain) + SpliceText.quality(made)
        + "\(result.output)  \(ClipText.line(made.clip))\n", context)
  }

  /// Writes the report of the seams, if one is wanted.
  private func look(at plan: SplicePlan, _ board: ProgressBoard) async throws {
    guard let report else { return }
    guard plan.parts.count > 1 else {
      board.note("\(report): one clip has no seam to look at, so no report was written")
      return
    }
    let seams = try await SeamInspector().inspect(plan.pieces, plan.treatments) {
      board.update(report, $0)
    }
    try SeamReport(title: result.output, seams: seams).write(to: report, replacing: result.force)
    board.note("\(report): \(SeamText.summary(seams))")
  }
}
