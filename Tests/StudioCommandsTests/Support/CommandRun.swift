import Foundation
import Synchronization
import Testing

@testable import StudioCommands

/// What one run of the program said and answered the shell.
struct CommandRun: Sendable {
  let status: Int32
  /// Standard output.
  let answer: String
  /// Standard error.
  let notice: String

  /// The answer read as JSON.
  func json(sourceLocation: SourceLocation = #_sourceLocation) throws -> [String: Any] {
    let document = try? JSONSerialization.jsonObject(with: Data(answer.utf8))
    return try #require(
      document as? [String: Any], "the answer is no JSON object: \(answer)",
      sourceLocation: sourceLocation)
  }
}

/// Text that arrives piece by piece, from any thread.
final class Transcript: Sendable {
  private let pieces = Mutex<[String]>([])
  func add(_ piece: String) { pieces.withLock { $0.append(piece) } }
  var all: [String] { pieces.withLock { $0 } }
  var text: String { all.joined() }
}

/// The program with a home of its own, as one test uses it.
struct Program: Sendable {
  var environment: [String: String]

  init(home: String) { environment = ["HAILUO_STUDIO_HOME": home] }

  /// Runs the program to its end.
  func callAsFunction(_ arguments: String...) async -> CommandRun { await run(arguments) }

  /// Runs the program to its end; the transcript can be read while it runs.
  func run(_ arguments: [String], notices: Transcript = Transcript()) async -> CommandRun {
    let answers = Transcript()
    let context = CommandContext(
      environment: environment, answer: { answers.add($0) }, notice: { notices.add($0) })
    let status = await CommandContext.$current.withValue(context) {
      await HailuoStudio.run(arguments, context)
    }
    return CommandRun(status: status, answer: answers.text, notice: notices.text)
  }
}
