import ArgumentParser
import Libav
import Outputs

extension HailuoStudio {
  /// Runs the program with its arguments and gives the status for the shell.
  ///
  /// Ctrl-C cancels the command, which then tidies up; a second one ends the process at once.
  public static func launch(
    _ arguments: [String], in context: CommandContext = .process
  ) async -> Int32 {
    StandardStream.prepare()
    Heaps.limit()
    let running = Task {
      await CommandContext.$current.withValue(context) { await run(arguments, context) }
    }
    Interrupts.shared.listen { running.cancel() }
    let status = await running.value
    if status == ExitStatus.done.rawValue, let failure = StandardStream.output.failure {
      context.notice("hailuo-studio: the answer could not be written: \(failure)\n")
      return ExitStatus.failed.rawValue
    }
    return status
  }

  /// The same without signals, for tests.
  static func run(_ arguments: [String], _ context: CommandContext) async -> Int32 {
    let failure = FailureDocument(arguments, context)
    return await CommandContext.$current.withValue(failure.context) {
      await run(arguments, failure)
    }
  }

  private static func run(_ arguments: [String], _ failure: FailureDocument) async -> Int32 {
    var kind: any ParsableCommand.Type = HailuoStudio.self
    do {
      try requireNoDisguisedFile(arguments)
      var command = try parseAsRoot(arguments)
      kind = type(of: command)
      if var concurrent = command as? any AsyncParsableCommand {
        try await concurrent.run()
      } else {
        try command.run()
      }
      return ExitStatus.done.rawValue
    } catch {
      return report(error, of: kind, failure)
    }
  }

  /// Refuses a file's name that would be read as a bundle of short options, "-dash.mp4" as "-d -a -s -h".
  private static func requireNoDisguisedFile(_ arguments: [String]) throws {
    for argument in arguments.prefix(while: { $0 != "--" })
    where argument.hasPrefix("-") && !argument.hasPrefix("--") && argument.utf8.count > 2 {
      guard WholeFile.exists(argument) else { continue }
      throw CommandFailure(
        .usage,
        "\(argument): a name that begins with '-' is taken for options; write it as ./\(argument).")
    }
  }

  /// - Parameter kind: the command that was running; the program itself before it was known.
  private static func report(
    _ error: any Error, of kind: any ParsableCommand.Type, _ failure: FailureDocument
  ) -> Int32 {
    let context = failure.context
    // The parser's own errors bring help, versions and completion scripts along.
    let code = exitCode(for: error)
    if code == .success {
      context.answer(ended(message(for: error)))
      return ExitStatus.done.rawValue
    }
    if isFromParser(error) {
      context.notice(ended(usage(of: kind, for: error, failure.command)))
      failure.answer(message(for: error), .usage)
      return ExitStatus.usage.rawValue
    }
    let status = ExitStatus(for: error)
    let text = error is CancellationError ? "interrupted" : "\(error)"
    context.notice("hailuo-studio: \(text)\n")
    failure.answer(text, status)
    return status.rawValue
  }

  /// What the parser says of an error, with the usage of the command that was running.
  private static func usage(
    of kind: any ParsableCommand.Type, for error: any Error, _ command: String
  ) -> String {
    guard kind != HailuoStudio.self, let word = kind.configuration.commandName else {
      return fullMessage(for: error)
    }
    // Asked by itself, a command does not know what it belongs to.
    return kind.fullMessage(for: error)
      .replacing("Usage: \(word) ", with: "Usage: hailuo-studio \(command) ")
      .replacing("See '\(word) ", with: "See 'hailuo-studio \(command) ")
  }

  private static func isFromParser(_ error: any Error) -> Bool {
    error is ValidationError || exitCode(for: error) == .validationFailure
  }

  private static func ended(_ text: String) -> String { text.hasSuffix("\n") ? text : text + "\n" }
}
