import ArgumentParser
import Synchronization

/// What `--json` prints when a command fails: the sentence and the exit status, in place of the
/// command's own document; one document in any case.
final class FailureDocument: Sendable {
  private struct Body: Encodable {
    struct Failure: Encodable {
      let message: String
      let exitStatus: Int32
    }
    let error: Failure
  }

  /// The context with which the command is to run.
  let context: CommandContext
  /// The words that name the command.
  let command: String
  private let isWanted: Bool
  private let hasAnswered: Witness

  /// Whether anything was answered.
  private final class Witness: Sendable {
    private let state = Mutex(false)
    func see() { state.withLock { $0 = true } }
    var hasSeen: Bool { state.withLock { $0 } }
  }

  init(_ arguments: [String], _ context: CommandContext) {
    let witness = Witness()
    var watched = context
    watched.answer = { text in
      witness.see()
      context.answer(text)
    }
    self.context = watched
    hasAnswered = witness
    // What follows "--" is no flag.
    isWanted = arguments.prefix { $0 != "--" }.contains("--json")
    command = Self.name(arguments)
  }

  /// Prints the document, if one is wanted and the command printed none before it failed.
  func answer(_ message: String, _ status: ExitStatus) {
    guard isWanted, !hasAnswered.hasSeen else { return }
    let body = Body(error: Body.Failure(message: message, exitStatus: status.rawValue))
    // Texts and a number: JSON carries them.
    guard let text = try? JSONOutput(command: command, body: body).text() else { return }
    context.answer(text)
  }

  /// The words that name the command: "jobs show".
  private static func name(_ arguments: [String]) -> String {
    var names: [String] = []
    var tree: any ParsableCommand.Type = HailuoStudio.self
    for argument in arguments {
      guard
        let next = tree.configuration.subcommands.first(where: {
          $0.configuration.commandName == argument
        })
      else { break }
      names.append(argument)
      tree = next
    }
    return names.joined(separator: " ")
  }
}
