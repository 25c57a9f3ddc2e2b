public import ArgumentParser

/// The program: from a still picture and a sentence to a finished film.
public struct HailuoStudio: AsyncParsableCommand {
  /// The version, as `--version` prints it and files record it.
  public static let version = "0.1.0"

  /// The tree of commands.
  public static let configuration = CommandConfiguration(
    commandName: "hailuo-studio",
    abstract: "From a still picture and a sentence to a finished film.",
    discussion: """
      Prepares pictures, has Hailuo-02 Fast at fal.ai animate them, and turns the clips into a \
      film. A key is read from FAL_KEY. With --simulate nothing is sent anywhere and nothing \
      costs money.

      Example:
        hailuo-studio film storyboard.yaml --simulate --output-dir my-film
      """,
    version: version,
    subcommands: [
      GenerateCommand.self, FilmCommand.self, JobsCommand.self, PrepareCommand.self,
      ProbeCommand.self, ThumbnailCommand.self, SheetCommand.self, SpritesCommand.self,
      PreviewCommand.self, FilmstripCommand.self, ConcatCommand.self,
      SeamsCommand.self, TranscodeCommand.self, PresetsCommand.self,
      DoctorCommand.self, SimulateCommand.self, WebhookCommand.self, ProxyCommand.self,
    ])

  /// Creates the root command, which only shows help.
  public init() {}
}
