internal import FalClient

/// What a submission asks for, or everything that is wrong with it. Pure.
///
/// The queue takes any JSON; the model judges it when the job runs, all fields at once.
struct InputReview: Hashable, Sendable {
  let prompt: String
  let imageURL: String
  let seconds: Int
  let promptOptimizer: Bool
  let details: [ValidationDetail]

  /// MiniMax, image-to-video reference: at most 2000 characters; required by fal's schema.
  static let promptLimit = 2000

  init(_ input: JSONValue, for endpoint: SimulatedEndpoint) {
    var details: [ValidationDetail] = []
    guard case .object(let members) = input else {
      (prompt, imageURL, seconds, promptOptimizer) = ("", "", 0, true)
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
    self.details = details
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
