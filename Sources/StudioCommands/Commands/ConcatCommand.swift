import ArgumentParser
import Footage
import Outputs

struct ConcatCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "concat",
    abstract: "Join videos into one.",
    discussion: """
      Packets are copied when all clips agree, so that no picture is touched; otherwise every \
      clip is encoded to the first one's shape. Sound becomes one continuous track, silent where \
      a clip has none. The result's frames are counted before it gets its name.

      Examples:
        hailuo-studio concat one.mp4 two.mp4 three.mp4 -o film.mp4
        hailuo-studio concat *.mp4 -o film.mp4 --explain
      """)

  @Argument(help: "The videos, in playing order.", completion: .file())
  var files: [String]

  @Flag(help: "Say what would be copied or encoded, and why; write nothing.")
  var explain = false

  @OptionGroup var result: ResultFileOptions
  @OptionGroup var output: OutputOptions

  struct Plan: Encodable {
    let file: String
    let plan: SplicePlan
  }

  struct Result: Encodable {
    let file: String
    let plan: SplicePlan
    let clip: Clip
  }

  func run() async throws {
    let context = CommandContext.current
    if explain {
      let plan = try await Splicer().plan(files, to: result.output)
      try output.answer(
        "concat", Plan(file: result.output, plan: plan), text: text(plan), context)
      return
    }
    try AtomicOutput.check(result.output, replacing: result.force)
    let board = output.board(context)
    defer { board.clear() }
    let made = try await Splicer().join(files, to: result.output, replacing: result.force) {
      board.update(result.output, $0)
    }
    board.clear()
    try output.answer(
      "concat", Result(file: result.output, plan: made.plan, clip: made.clip),
      text: text(made.plan) + "\(result.output)  \(ClipText.line(made.clip))\n", context)
  }

  private func text(_ plan: SplicePlan) -> String {
    let count = Terms.count(files.count, "clip")
    switch plan.method {
    case .copy:
      return "\(count) copied, no picture touched: \(Terms.count(plan.expectedFrames, "frame"))\n"
    case .encode:
      return "\(count) encoded to \(plan.size) at \(plan.frameRate) fps, because\n"
        + plan.reasons.map { "  \($0)\n" }.joined()
    }
  }
}
