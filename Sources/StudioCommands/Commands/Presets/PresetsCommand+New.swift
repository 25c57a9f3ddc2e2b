import ArgumentParser
import Outputs
import Studio

extension PresetsCommand {
  struct New: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "new", abstract: "Begin a preset of your own that extends another.",
      discussion: """
        Without -o it goes to your folder of presets, which HAILUO_STUDIO_PRESETS names.

        Examples:
          hailuo-studio presets new chat --extends small --set max_bytes=25MB
          hailuo-studio presets new mine --extends web-h264 -o ~/presets/mine.yaml
        """)

    @Argument(help: "The preset's name: small letters, digits and '-'.")
    var name: String

    @Option(
      help: "The preset whose keys hold where this one says nothing.",
      completion: .shellCommand("hailuo-studio presets list --names"))
    var extends = Storyboard.usualPreset

    @Option(
      help: ArgumentHelp(
        "A value that differs; again for more. 'presets keys' lists them.", valueName: "key=value"))
    var set: [String] = []

    @Option(
      name: .shortAndLong, help: ArgumentHelp("The file to write.", valueName: "file"),
      completion: .file(extensions: ["yaml"]))
    var output: String?

    @Flag(help: "Replace the file if it exists.")
    var force = false

    @Flag(help: "Print one JSON document on standard output.")
    var json = false

    struct Result: Encodable {
      let file: String
      let preset: DeliveryPreset
    }

    func run() async throws {
      let context = CommandContext.current
      let folder = context.environment[PresetLibrary.folderVariable] ?? ""
      guard let path = output ?? (folder.isEmpty ? nil : "\(folder)/\(name).yaml") else {
        throw ValidationError(
          "Say where with -o FILE, or name your folder of presets in HAILUO_STUDIO_PRESETS.")
      }
      let library = try PresetLibrary(environment: context.environment)
      let draft = try NewPreset(name: name, extending: extends, setting: set, library)
      try AtomicOutput.write(Array(draft.text.utf8), to: path, replacing: force)
      let result = Result(file: path, preset: draft.preset)
      if json {
        context.answer(try JSONOutput(command: "presets new", body: result).text())
      } else {
        context.answer("\(path)  '\(name)', which extends '\(extends)'\n")
      }
    }
  }
}
