import FalClient
import Hailuo
import Testing

@testable import FalSimulator

struct InputReviewTests {
  static let endpoint = SimulatedEndpoint.all[0]

  static func types(_ input: JSONValue) -> [String] {
    InputReview(input, for: endpoint).details.map {
      "\($0.location.joined(separator: ".")) \($0.type)"
    }
  }

  static func input(_ changes: [String: JSONValue?]) -> JSONValue {
    var members: [String: JSONValue] = ["prompt": "p", "image_url": "data:,"]
    for (name, value) in changes { members[name] = value }
    return .object(members)
  }

  @Test(
    arguments: [
      (input([:]), []),
      (input(["duration": "6"]), []),
      (input(["duration": "10", "prompt_optimizer": false, "extra": 1]), []),
      (input(["prompt": nil]), ["body.prompt missing"]),
      (input(["image_url": nil]), ["body.image_url missing"]),
      (input(["prompt": 3]), ["body.prompt string_type"]),
      (input(["prompt": ""]), ["body.prompt sequence_too_short"]),
      (input(["duration": 6]), ["body.duration literal_error"]),
      (input(["duration": "7"]), ["body.duration literal_error"]),
      (input(["duration": .null]), ["body.duration literal_error"]),
      (input(["prompt_optimizer": "yes"]), ["body.prompt_optimizer bool_type"]),
      ([], ["body model_attributes_type"]),
      (
        ["duration": "5"],
        ["body.prompt missing", "body.image_url missing", "body.duration literal_error"]
      ),
    ] as [(JSONValue, [String])])
  func `every field that is wrong is named`(input: JSONValue, expected: [String]) {
    #expect(Self.types(input) == expected)
  }

  @Test(arguments: [(2000, []), (2001, ["body.prompt sequence_too_long"])])
  func `a prompt may have 2000 characters`(count: Int, expected: [String]) {
    let prompt = String(repeating: "ü", count: count)
    #expect(Self.types(Self.input(["prompt": .string(prompt)])) == expected)
  }

  @Test func `what is left out has the schema's defaults`() {
    let review = InputReview(Self.input([:]), for: Self.endpoint)
    #expect(review.seconds == 6)
    #expect(review.promptOptimizer)
  }

  @Test func `a literal error names what would be right and echoes what came`() {
    let detail = InputReview(Self.input(["duration": "7"]), for: Self.endpoint).details.first
    #expect(detail?.context == ["expected": "'6' or '10'"])
    #expect(detail?.input == "7")
  }

  @Test(arguments: [
    ("data:text/plain,a%20b", "a b"), ("data:;base64,aGk=", "hi"), ("DATA:x;BASE64,aGk=", "hi"),
    ("data:,", ""),
  ])
  func `a data address holds its bytes`(address: String, expected: String) {
    #expect(DataURI.bytes(in: address) == Array(expected.utf8))
  }

  @Test(arguments: ["", "data:", "data:x", "http://x/,y", "data:;base64,%%%", "data:;base64,a"])
  func `a broken data address holds nothing`(address: String) {
    #expect(DataURI.bytes(in: address) == nil)
  }

  @Test(
    arguments: [
      (input([:]), .p768, nil, []),
      (input(["resolution": "512P"]), .p512, nil, []),
      (input(["resolution": "1080P"]), .p768, nil, ["body.resolution literal_error"]),
      (input(["resolution": 768]), .p768, nil, ["body.resolution literal_error"]),
      (input(["end_image_url": "data:,e"]), .p768, "data:,e", []),
      (input(["end_image_url": .null]), .p768, nil, []),
      (input(["end_image_url": 1]), .p768, nil, ["body.end_image_url string_type"]),
      (
        input(["resolution": "512P", "end_image_url": "data:,e"]), .p512, nil,
        ["body.end_image_url value_error"]
      ),
    ] as [(JSONValue, Resolution, String?, [String])])
  func `size and last picture are judged where the endpoint has them`(
    input: JSONValue, resolution: Resolution, end: String?, expected: [String]
  ) throws {
    let standard = try #require(
      SimulatedEndpoint.named("fal-ai/minimax/hailuo-02/standard/image-to-video"))
    let review = InputReview(input, for: standard)
    #expect(
      review.details.map { "\($0.location.joined(separator: ".")) \($0.type)" } == expected)
    #expect(review.resolution == resolution)
    #expect(review.endImageURL == end)
    let plain = InputReview(input, for: Self.endpoint)
    #expect(plain.details.isEmpty)
    #expect(plain.resolution == .p512)
    #expect(plain.endImageURL == nil)
  }

  @Test(arguments: Model.all)
  func `the simulated schema is what the model's card says`(model: Model) throws {
    let endpoint = try #require(SimulatedEndpoint.named(model.endpoint.id))
    #expect(endpoint.durations == model.durations.map(\.seconds))
    #expect(endpoint.standardResolution == model.standardResolution)
    #expect(endpoint.resolutions == model.resolutions)
    #expect(endpoint.endImageResolutions == model.endImageResolutions)
  }
}
