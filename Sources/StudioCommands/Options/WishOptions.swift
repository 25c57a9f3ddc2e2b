import ArgumentParser
import FalClient

/// How the news of jobs come in.
struct UpdateOptions: ParsableArguments {
  @Option(
    help: "How the news of a job come in: as a stream, by asking, or whichever works.")
  var updates = UpdateMethod.auto
}

/// The wishes that go along with a request; none of them changes the clip.
struct WishOptions: ParsableArguments {
  /// Who is served first.
  enum Priority: String, ExpressibleByArgument, CaseIterable { case normal, low }

  @OptionGroup var updates: UpdateOptions

  @Option(
    help: ArgumentHelp(
      "Where the service posts the result as well; see 'hailuo-studio help webhook'.",
      valueName: "url"))
  var webhook: String?

  @Option(help: "With low, requests of everybody else come first.")
  var priority = Priority.normal

  @Option(
    help: ArgumentHelp(
      "Give up a request that has not started after so long; more than 1.", valueName: "seconds"))
  var startTimeout: Double?

  @Option(
    help: ArgumentHelp(
      "A word that leads requests of the same word to the same runner.", valueName: "word"))
  var runnerHint: String?

  @Option(
    help: ArgumentHelp(
      "How long the service keeps the pictures and clips: 90m, 12h, 7d or 1y.",
      valueName: "time"))
  var fileLifetime: FileLifetime?

  func validate() throws {
    // A year is longer than any job waits.
    if let startTimeout, !(startTimeout > 1 && startTimeout <= 31_536_000) {
      throw ValidationError("--start-timeout must be more than 1 second.")
    }
    if let runnerHint, runnerHint.unicodeScalars.contains(where: { $0.value < 0x20 }) {
      throw ValidationError("--runner-hint must be one word without control characters.")
    }
    if let webhook, !webhook.hasPrefix("https://"), !webhook.hasPrefix("http://") {
      throw ValidationError("--webhook must be a web address that begins with https://.")
    }
  }

  /// The wishes as the client takes them.
  var submitOptions: SubmitOptions {
    var options = SubmitOptions()
    options.webhookURL = webhook
    options.startTimeout = startTimeout.map { .milliseconds(Int($0 * 1000)) }
    options.isLowPriority = priority == .low
    options.runnerHint = runnerHint
    options.outputLifetime = fileLifetime
    return options
  }
}
