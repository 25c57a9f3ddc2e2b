import FalClient
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
}
