import ArgumentParser
import FalClient
import Hailuo
import Studio

extension PresetsCommand {
  struct List: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "list", abstract: "List all presets and models.",
      discussion: """
        Examples:
          hailuo-studio presets list
          hailuo-studio presets list --models
        """)

    @Flag(help: "List the models only.")
    var models = false

    @Flag(help: "Print the names only, one a line.")
    var names = false

    @OptionGroup var output: OutputOptions

    struct Result: Encodable {
      struct Entry: Encodable {
        let name: String
        let summary: String
        let source: String
      }
      struct Card: Encodable {
        let name: String
        let title: String
        let endpoint: String
        let sizes: [String]
        let durations: [Int]
        let takesEndImage: Bool
        let source: String
      }
      let presets: [Entry]
      let models: [Card]
    }

    func run() async throws {
      let context = CommandContext.current
      let library = try PresetLibrary(environment: context.environment)
      let cards = try ModelLibrary(environment: context.environment)
      let board = output.board(context)
      let broken = (models ? [:] : library.broken).merging(cards.broken) { one, _ in one }
      for (_, problem) in broken.sorted(by: { $0.key < $1.key }) {
        board.note("hailuo-studio: \(problem)")
      }
      let result = Result(
        presets: models
          ? []
          : library.entries.map {
            Result.Entry(
              name: $0.preset.name, summary: $0.preset.summary, source: "\($0.source)")
          },
        models: cards.entries.map {
          Result.Card(
            name: $0.model.id, title: $0.model.title, endpoint: $0.model.endpoint.id,
            sizes: $0.model.sizes.map(\.rawValue), durations: $0.model.durations.map(\.seconds),
            takesEndImage: $0.model.takesEndImage, source: "\($0.source)")
        })
      try output.answer("presets list", result, text: text(result, cards), context)
    }

    private func text(_ result: Result, _ cards: ModelLibrary) -> String {
      if names {
        let shown = models ? result.models.map(\.name) : result.presets.map(\.name)
        return shown.map { "\($0)\n" }.joined()
      }
      var presets = Table()
      for entry in result.presets { presets.add(entry.name, entry.summary, entry.source) }
      var table = Table()
      for entry in cards.entries {
        table.add(entry.model.id, ModelText.line(entry.model), "\(entry.source)")
      }
      return models ? table.text : presets.text + "\n" + table.text
    }
  }

  struct Show: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "show", abstract: "Print one preset, or one model's card, as YAML.",
      discussion: """
        Examples:
          hailuo-studio presets show web-h264
          hailuo-studio presets show hailuo-02-standard
        """)

    @Argument(help: "The preset's name, or the model's.")
    var name: String

    @OptionGroup var output: OutputOptions

    struct Result: Encodable {
      let preset: DeliveryPreset
      let source: String
    }

    struct CardResult: Encodable {
      /// The YAML file.
      let card: String
      let source: String
    }

    func run() async throws {
      let context = CommandContext.current
      let cards = try ModelLibrary(environment: context.environment)
      if cards.broken[name] != nil || cards.entries.contains(where: { $0.model.id == name }) {
        let card = try cards.entry(named: name)
        let text = ModelText.note(card.model) + card.text
        return try output.answer(
          "presets show", CardResult(card: card.text, source: "\(card.source)"),
          text: card.source == .builtIn ? text : card.text, context)
      }
      let entry = try PresetLibrary(environment: context.environment).entry(named: name)
      try output.answer(
        "presets show", Result(preset: entry.preset, source: "\(entry.source)"), text: entry.text,
        context)
    }
  }
}
