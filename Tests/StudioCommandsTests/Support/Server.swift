import Foundation
import StudioTestSupport
import Testing

@testable import StudioCommands

/// A command that runs until it is ended, such as `webhook`.
struct Server: Sendable {
  /// What it has said so far, on either way.
  let answers = Transcript()
  let notices = Transcript()
  private let running: Task<Int32, Never>

  init(_ program: Program, _ arguments: [String]) {
    let context = CommandContext(
      environment: program.environment, answer: { [answers] in answers.add($0) },
      notice: { [notices] in notices.add($0) })
    running = Task {
      await CommandContext.$current.withValue(context) {
        await HailuoStudio.run(arguments, context)
      }
    }
  }

  /// The port it listens on, once it does.
  func port() async throws -> Int {
    let pattern = /127\.0\.0\.1:([1-9][0-9]*)/
    var found: Int?
    try await until {
      found = notices.text.matches(of: pattern).last.flatMap { Int($0.1) }
      return found != nil
    }
    return try #require(found)
  }

  /// Ends it as Ctrl-C does.
  @discardableResult
  func end() async -> Int32 {
    running.cancel()
    return await running.value
  }
}
