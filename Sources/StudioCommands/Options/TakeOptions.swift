import ArgumentParser
import Hailuo

/// What is asked of the model.
struct TakeOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "What is to happen, with camera commands such as [Push in].", valueName: "text"))
  var prompt: String

  @Option(help: ArgumentHelp("Length of the clip: 6 or 10.", valueName: "seconds"))
  var duration = 6

  @Flag(help: "Send the prompt as it is; otherwise the service may rewrite it.")
  var noPromptOptimizer = false

  func validate() throws {
    let model = Model.hailuo02Fast
    guard let length = ClipDuration(seconds: duration), model.durations.contains(length) else {
      let known = model.durations.map { "\($0.seconds)" }.joined(separator: " or ")
      throw ValidationError("--duration is \(duration); \(model.title) makes \(known) seconds.")
    }
    let violations = model.limits.violations(of: prompt)
    if !violations.isEmpty {
      throw ValidationError(violations.map(\.message).joined(separator: "\n"))
    }
  }
}
