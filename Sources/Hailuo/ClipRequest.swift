internal import FalClient

/// What a model is asked for: a picture, a sentence, a length.
public struct ClipRequest: Sendable, Hashable {
  /// What is to happen, with camera commands in square brackets.
  public var prompt: String
  /// Where the model finds the first frame.
  public var imageURL: String
  /// How long the clip is to be.
  public var duration: ClipDuration
  /// Whether the model may reword the prompt; without it camera commands are taken literally.
  public var promptOptimizer: Bool

  /// Creates a request; nothing is checked yet.
  public init(
    prompt: String, imageURL: String, duration: ClipDuration = .six, promptOptimizer: Bool = true
  ) {
    self.prompt = prompt
    self.imageURL = imageURL
    self.duration = duration
    self.promptOptimizer = promptOptimizer
  }

  /// Everything about the request that the model would refuse, all at once; empty when it is fine.
  ///
  /// - Parameter picture: the facts of the picture at the address, where they are known.
  public func violations(for model: Model, picture: PictureFacts? = nil) -> [Violation] {
    var found = picture.map(model.limits.violations(of:)) ?? []
    found += model.limits.violations(of: prompt)
    if !model.durations.contains(duration) {
      let lengths = model.durations.map(\.rawValue).joined(separator: " or ")
      found.append(
        Violation(
          .duration, "\(model.title) makes no clip of \(duration.seconds) s; ask for \(lengths)."))
    }
    return found + addressViolations(model.limits)
  }

  private func addressViolations(_ limits: ModelLimits) -> [Violation] {
    if imageURL.hasPrefix("data:image/") {
      guard imageURL.utf8.count > limits.longestDataURI else { return [] }
      return [
        Violation(
          .imageURL,
          "The picture inside the request has \(imageURL.utf8.count) bytes, more than "
            + "\(limits.longestDataURI); upload it instead.")
      ]
    }
    let isAddress = imageURL.hasPrefix("https://") || imageURL.hasPrefix("http://")
    guard !isAddress || imageURL.contains(where: \.isWhitespace) else { return [] }
    return [
      Violation(.imageURL, "The picture's address is no web address; upload the picture first.")
    ]
  }

  /// The request as the endpoint reads it: JSON with sorted keys, the duration as a string.
  public var body: [UInt8] {
    get throws(HailuoError) {
      let input = JSONValue.object([
        "prompt": .string(prompt), "image_url": .string(imageURL),
        "duration": .string(duration.rawValue), "prompt_optimizer": .bool(promptOptimizer),
      ])
      do {
        return try input.encoded()
      } catch {
        throw HailuoError(.badRequest, "The request cannot be written as JSON.")
      }
    }
  }
}
