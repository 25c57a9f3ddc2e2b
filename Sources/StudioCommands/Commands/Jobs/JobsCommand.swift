import ArgumentParser
import Studio

struct JobsCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "jobs",
    abstract: "What was asked for, where it stands, what it cost; and what to do about it.",
    discussion: """
      Every request is written into the ledger before it is sent and after it is answered. Nothing \
      here asks for a new clip, so nothing here costs money.

      Examples:
        hailuo-studio jobs list --costs
        hailuo-studio jobs recover
        hailuo-studio jobs resume 12
      """,
    subcommands: [
      List.self, Show.self, Watch.self, Resume.self, Recover.self, Cancel.self, Resolve.self,
    ], defaultSubcommand: List.self)
}

/// The job a command is about.
struct JobArgument: ParsableArguments {
  @Argument(help: "The job's number, as 'jobs list' shows it.")
  var id: Int64
}
