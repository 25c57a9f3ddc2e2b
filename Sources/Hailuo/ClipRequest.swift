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
  /// How large the clip is to be; nil leaves it to the model.
  public var resolution: Resolution?
  /// Where the model finds the last frame; nil lets the clip end anywhere.
  public var endImageURL: String?

  /// Creates a request; nothing is checked yet.
  public init(
    prompt: String, imageURL: String, duration: ClipDuration = .six, promptOptimizer: Bool = true,
    resolution: Resolution? = nil, endImageURL: String? = nil
  ) {
    self.prompt = prompt
    self.imageURL = imageURL
    self.duration = duration
    self.promptOptimizer = promptOptimizer
    self.resolution = resolution
    self.endImageURL = endImageURL
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
    found += resolutionViolations(model)
    found += addressViolations(.imageURL, imageURL, "picture", model.limits)
    if let endImageURL {
      found +=
        model.takesEndImage
        ? addressViolations(.endImageURL, endImageURL, "last picture", model.limits)
        : [Violation(.endImageURL, "\(model.title) takes no last picture; leave it out.")]
    }
    return found
  }

  private func resolutionViolations(_ model: Model) -> [Violation] {
    if let resolution, resolution != model.standardResolution,
      !model.resolutions.contains(resolution)
    {
      let names = model.sizes.map(\.rawValue).joined(separator: " or ")
      return [
        Violation(
          .resolution,
          "\(model.title) makes no clip of \(resolution.rawValue); ask for \(names).")
      ]
    }
    // MiniMax's first/last frame reference has no 512P (protocol guide 8.3): fal would take it, and
    // may charge for the refusal.
    let size = resolution ?? model.standardResolution
    guard endImageURL != nil, model.takesEndImage, !model.endImageResolutions.contains(size)
    else { return [] }
    let names = model.endImageResolutions.map(\.rawValue).joined(separator: " or ")
    return [
      Violation(
        .resolution,
        "A last picture is not possible at \(size.rawValue); ask for \(names), or leave the last "
          + "picture out.")
    ]
  }

  private func addressViolations(
    _ rule: Violation.Rule, _ url: String, _ what: String, _ limits: ModelLimits
  ) -> [Violation] {
    if url.hasPrefix("data:image/") {
      guard url.utf8.count > limits.longestDataURI else { return [] }
      return [
        Violation(
          rule,
          "The \(what) inside the request has \(url.utf8.count) bytes, more than "
            + "\(limits.longestDataURI); upload it instead.")
      ]
    }
    let isAddress = url.hasPrefix("https://") || url.hasPrefix("http://")
    guard !isAddress || url.contains(where: \.isWhitespace) else { return [] }
    return [
      Violation(rule, "The \(what)'s address is no web address; upload the picture first.")
    ]
  }

  /// The request as Hailuo-02 Fast reads it: JSON with sorted keys, the duration as a string.
  public var body: [UInt8] {
    get throws(HailuoError) { try body(for: .hailuo02Fast) }
  }

  /// The request as a model's endpoint reads it: JSON with sorted keys, the duration as a string.
  ///
  /// A length or size that the endpoint does not let choose is left out. One that it does is always
  /// named, so that what is asked for is what was priced.
  public func body(for model: Model) throws(HailuoError) -> [UInt8] {
    var input: [String: JSONValue] = [
      "prompt": .string(prompt), "image_url": .string(imageURL),
      "prompt_optimizer": .bool(promptOptimizer),
    ]
    if model.takesDuration { input["duration"] = .string(duration.rawValue) }
    if !model.resolutions.isEmpty {
      input["resolution"] = .string((resolution ?? model.standardResolution).rawValue)
    }
    if let endImageURL { input["end_image_url"] = .string(endImageURL) }
    do {
      return try JSONValue.object(input).encoded()
    } catch {
      throw HailuoError(.badRequest, "The request cannot be written as JSON.")
    }
  }
}
