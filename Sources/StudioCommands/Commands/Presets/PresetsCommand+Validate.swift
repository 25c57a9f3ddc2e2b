import ArgumentParser
import Hailuo
import Studio

extension PresetsCommand {
  struct Validate: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "validate", abstract: "Check files of presets and cards; every problem is told.",
      discussion: """
        A file in a folder 'models' is checked as a model's card, any other as a preset.

        Examples:
          hailuo-studio presets validate ~/presets/mine.yaml
          hailuo-studio presets validate ~/presets/*.yaml ~/presets/models/*.yaml
        """)

    @Argument(help: "The YAML files.", completion: .file(extensions: ["yaml"]))
    var files: [String]

    @OptionGroup var output: OutputOptions

    struct Result: Encodable {
      struct Entry: Encodable {
        let file: String
        let name: String?
        let problems: [String]
      }
      let files: [Entry]
    }

    func run() async throws {
      let context = CommandContext.current
      let library = try PresetLibrary(environment: context.environment)
      var entries: [Result.Entry] = []
      for file in files {
        do {
          let name = try Self.name(in: file, library)
          entries.append(Result.Entry(file: file, name: name, problems: []))
        } catch let error as StudioError {
          let problems = error.problems.map(\.description)
          entries.append(
            Result.Entry(
              file: file, name: nil, problems: problems.isEmpty ? ["\(error)"] : problems))
        }
      }
      let broken = entries.filter { $0.name == nil }
      try output.answer(
        "presets validate", Result(files: entries),
        text: entries.map { entry in
          entry.name.map { "\(entry.file)  '\($0)' is right\n" }
            ?? entry.problems.map { "\($0)\n" }.joined()
        }.joined(), context)
      if !broken.isEmpty {
        throw CommandFailure(.badInput, "\(broken.count) of \(files.count) files are wrong.")
      }
    }

    private static func name(in file: String, _ library: PresetLibrary) throws -> String {
      let isCard = file.split(separator: "/").dropLast().last == "models"
      return isCard
        ? try ModelLibrary.check(file: file).id
        : try library.preset(in: file).name
    }
  }
}
