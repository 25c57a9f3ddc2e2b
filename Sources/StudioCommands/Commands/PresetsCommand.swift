import ArgumentParser
import Studio

struct PresetsCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "presets",
    abstract: "Show the presets that videos are delivered by.",
    discussion: """
      Presets are YAML files. Those in the folder that HAILUO_STUDIO_PRESETS names come before \
      the built-in ones of the same name.

      Examples:
        hailuo-studio presets list
        hailuo-studio presets show web-h264 > ~/presets/mine.yaml
      """,
    subcommands: [List.self, Show.self], defaultSubcommand: List.self)

  struct List: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "list", abstract: "List all presets.",
      discussion: "Example:\n  hailuo-studio presets list")

    @Flag(help: "Print the names only, one a line.")
    var names = false

    @OptionGroup var output: OutputOptions

    struct Result: Encodable {
      struct Entry: Encodable {
        let name: String
        let summary: String
        let source: String
      }
      let presets: [Entry]
    }

    func run() async throws {
      let context = CommandContext.current
      let library = try PresetLibrary(environment: context.environment)
      let entries = library.entries.map {
        Result.Entry(
          name: $0.preset.name, summary: $0.preset.summary, source: "\($0.source)")
      }
      let board = output.board(context)
      for (_, problem) in library.broken.sorted(by: { $0.key < $1.key }) {
        board.note("hailuo-studio: \(problem)")
      }
      var table = Table()
      for entry in entries { table.add(entry.name, entry.summary, entry.source) }
      let text = names ? entries.map { "\($0.name)\n" }.joined() : table.text
      try output.answer("presets list", Result(presets: entries), text: text, context)
    }
  }

  struct Show: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "show", abstract: "Print one preset as YAML.",
      discussion: "Example:\n  hailuo-studio presets show web-h264")

    @Argument(help: "The preset's name.")
    var name: String

    @OptionGroup var output: OutputOptions

    struct Result: Encodable {
      let preset: DeliveryPreset
      let source: String
    }

    func run() async throws {
      let context = CommandContext.current
      let entry = try PresetLibrary(environment: context.environment).entry(named: name)
      try output.answer(
        "presets show", Result(preset: entry.preset, source: "\(entry.source)"), text: entry.text,
        context)
    }
  }
}
