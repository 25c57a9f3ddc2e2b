import ArgumentParser
import Hailuo

/// Which model is asked, and for what size.
struct ModelOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "The model's card, as 'presets list' shows them.", valueName: "name"),
    completion: .shellCommand("hailuo-studio presets list --models --names"))
  var model: String?

  @Option(
    help: ArgumentHelp("The size of clips, where the model lets choose.", valueName: "size"))
  var resolution: Resolution?
}

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
    guard ClipDuration(seconds: duration) != nil else {
      let known = ClipDuration.allCases.map { "\($0.seconds)" }.joined(separator: " or ")
      throw ValidationError("--duration is \(duration); clips have \(known) seconds.")
    }
  }

  /// Refuses what a model would refuse, as wrong usage.
  ///
  /// - Parameter endImage: the picture of the last frame, if one is given.
  func check(for model: Model, resolution: Resolution?, endImage: String?) throws {
    guard let length = ClipDuration(seconds: duration) else { return }
    // Where the pictures will lie is not known yet, and no rule is about that.
    let somewhere = "https://fal.media/picture.png"
    let request = ClipRequest(
      prompt: prompt, imageURL: somewhere, duration: length,
      promptOptimizer: !noPromptOptimizer, resolution: resolution,
      endImageURL: endImage.map { _ in somewhere })
    let violations = request.violations(for: model)
    guard violations.isEmpty else {
      throw CommandFailure(.usage, violations.map(\.message).joined(separator: "\n"))
    }
  }
}
