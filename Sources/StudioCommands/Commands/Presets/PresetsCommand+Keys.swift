import ArgumentParser
import Studio

extension PresetsCommand {
  struct Keys: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "keys", abstract: "List what a preset can say: every key and what it takes.",
      discussion: """
        The same keys work with 'transcode --set'.

        Examples:
          hailuo-studio presets keys
          hailuo-studio presets keys --json-schema > preset.schema.json
        """)

    @Flag(help: "Print the JSON Schema of preset files, by which editors complete and check.")
    var jsonSchema = false

    @OptionGroup var output: OutputOptions

    struct Result: Encodable { let keys: [PresetSchema.Key] }

    func run() async throws {
      let context = CommandContext.current
      if jsonSchema { return context.answer(try PresetSchema.jsonSchema()) }
      let keys = PresetSchema.keys
      // Three columns would not fit a terminal.
      let text = keys.map { "\($0.path)\n    \($0.summary)\n    \($0.expectation)\n" }.joined()
      try output.answer("presets keys", Result(keys: keys), text: text, context)
    }
  }
}
