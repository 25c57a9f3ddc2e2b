import ArgumentParser

struct PresetsCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "presets",
    abstract: "Show, check and begin the presets that videos are delivered by; cards of models.",
    discussion: """
      Presets are YAML files. Those in the folder that HAILUO_STUDIO_PRESETS names come before \
      the built-in ones of the same name; cards of models lie in its folder 'models'. A preset \
      may extend another and say only what differs.

      Examples:
        hailuo-studio presets list
        hailuo-studio presets new mine --extends web-h264 -o ~/presets/mine.yaml
        hailuo-studio presets validate ~/presets/mine.yaml
        hailuo-studio presets show hailuo-02-fast > ~/presets/models/mine.yaml
      """,
    subcommands: [List.self, Show.self, Keys.self, Validate.self, New.self],
    defaultSubcommand: List.self)
}
