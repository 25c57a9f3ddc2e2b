internal import FalClient
internal import Hailuo

/// What a submission asks for, or everything that is wrong with it. Pure.
///
/// The queue takes any JSON; the model judges it when the job runs, all fields at once.
struct InputReview: Hashable, Sendable {
  let prompt: String
  let imageURL: String
  let seconds: Int
  let promptOptimizer: Bool
  let resolution: Resolution
  /// The address of the picture for the last frame.
  let endImageURL: String?
  let details: [ValidationDetail]

  /// MiniMax, image-to-video reference: at most 2000 characters; required by fal's schema.
  static let promptLimit = 2000

  init(_ input: JSONValue, for endpoint: SimulatedEndpoint) {
    var details: [ValidationDetail] = []
    guard case .object(let members) = input else {
      (prompt, imageURL, seconds, promptOptimizer) = ("", "", 0, true)
      (resolution, endImageURL) = (endpoint.standardResolution, nil)
      self.details = [
        ValidationDetail(
          location: ["body"],
          message: "Input should be a valid dictionary or object to extract fields from",
          type: "model_attributes_type", input: input)
      ]
      return
    }

    prompt = Self.text("prompt", members, &details)
    imageURL = Self.text("image_url", members, &details)
    if members["prompt"]?.text != nil { details += Self.lengthDetails(of: prompt) }

    let literals = endpoint.durations.map(String.init)
    switch members["duration"] {
    case nil:
      seconds = endpoint.durations.first ?? 6
    case .string(let text)? where literals.contains(text):
      seconds = Int(text) ?? 6
    case let other?:
      seconds = 0
      let expected = literals.map { "'\($0)'" }.joined(separator: " or ")
      details.append(
        ValidationDetail(
          location: ["body", "duration"], message: "Input should be \(expected)",
          type: "literal_error", context: ["expected": .string(expected)], input: other))
    }

    switch members["prompt_optimizer"] {
    case nil: promptOptimizer = true
    case .bool(let value)?: promptOptimizer = value
    case let other?:
      promptOptimizer = true
      details.append(
        ValidationDetail(
          location: ["body", "prompt_optimizer"], message: "Input should be a valid boolean",
          type: "bool_type", input: other))
    }

    resolution = endpoint.resolution(askedForBy: input) ?? endpoint.standardResolution
    if endpoint.resolution(askedForBy: input) == nil, let asked = members["resolution"] {
      let expected = endpoint.resolutions.map { "'\($0.rawValue)'" }.joined(separator: " or ")
      details.append(
        ValidationDetail(
          location: ["body", "resolution"], message: "Input should be \(expected)",
          type: "literal_error", context: ["expected": .string(expected)], input: asked))
    }
    endImageURL = Self.endImageURL(members, at: resolution, of: endpoint, &details)
    self.details = details
  }

  /// The last picture's address, where the endpoint takes one; `null` is none.
  private static func endImageURL(
    _ members: [String: JSONValue], at resolution: Resolution, of endpoint: SimulatedEndpoint,
    _ details: inout [ValidationDetail]
  ) -> String? {
    guard !endpoint.endImageResolutions.isEmpty, let given = members["end_image_url"],
      given != .null
    else { return nil }
    let address = text("end_image_url", members, &details)
    guard endpoint.endImageResolutions.contains(resolution) else {
      details.append(
        ValidationDetail(
          location: ["body", "end_image_url"],
          message: "A last frame is not supported at \(resolution.rawValue)",
          type: "value_error", input: given))
      return nil
    }
    return address.isEmpty ? nil : address
  }

  private static func text(
    _ name: String, _ members: [String: JSONValue], _ details: inout [ValidationDetail]
  ) -> String {
    switch members[name] {
    case .string(let text)?: return text
    case nil:
      details.append(
        ValidationDetail(
          location: ["body", name], message: "Field required", type: "missing",
          input: .object(members)))
    case let other?:
      details.append(
        ValidationDetail(
          location: ["body", name], message: "Input should be a valid string",
          type: "string_type", input: other))
    }
    return ""
  }

  private static func lengthDetails(of prompt: String) -> [ValidationDetail] {
    let length = prompt.unicodeScalars.count
    if prompt.isEmpty {
      return [
        ValidationDetail(
          location: ["body", "prompt"], message: "The prompt is empty",
          type: "sequence_too_short", context: ["min_length": 1], input: "")
      ]
    }
    guard length > promptLimit else { return [] }
    return [
      ValidationDetail(
        location: ["body", "prompt"],
        message: "The prompt has \(length) characters, at most \(promptLimit) are allowed",
        type: "sequence_too_long", context: ["max_length": .integer(promptLimit)],
        input: .string(prompt))
    ]
  }
}
