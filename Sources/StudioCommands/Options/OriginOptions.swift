import ArgumentParser
import Footage
import Outputs
import Studio

/// What results tell of where clips come from.
struct OriginOptions: ParsableArguments {
  @Flag(
    name: .customLong("no-prompt"),
    help: "Leave out of the result's label the words that generated clips were made of.")
  var leavesOutPrompt = false

  /// The label of what is made of files; nil when nothing is known of them.
  func label(of files: [String], _ context: CommandContext) async throws -> OriginLabel? {
    do {
      var label = try await TakeOrigins(environment: context.environment).label(ofAll: files)
      if leavesOutPrompt { label?.prompt = nil }
      return label
    } catch is FootageError {
      // Who makes something of the file tells what ails it.
      return nil
    }
  }
}
