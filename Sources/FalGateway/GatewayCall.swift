internal import Transfers

/// A request that has come in whole.
struct GatewayCall: Sendable {
  let method: String
  /// The path as it came, without the query.
  let path: String
  /// What stands behind the `?`; nil without one.
  var query: String?
  let headers: HTTPHeaders
  let body: [UInt8]
}

/// What a gateway answers.
struct GatewayAnswer: Sendable {
  enum Body: Sendable {
    case bytes([UInt8])
    case stream(HTTPStream)
  }

  let status: Int
  var headers: HTTPHeaders
  let body: Body

  init(_ status: Int, headers: HTTPHeaders = [:], body: Body = .bytes([])) {
    self.status = status
    self.headers = headers
    self.body = body
  }

  /// A refusal, in the shape fal's own platform uses, so that every client can read it.
  static func refusal(_ status: Int, _ sentence: String) -> GatewayAnswer {
    GatewayAnswer(
      status, headers: ["Content-Type": "application/json"],
      body: .bytes(Array(#"{"detail":\#(quoted(sentence))}"#.utf8)))
  }

  private static func quoted(_ text: String) -> String {
    var quoted = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"", "\\": quoted += "\\" + String(scalar)
      case _ where scalar.value < 0x20: quoted += " "
      default: quoted.unicodeScalars.append(scalar)
      }
    }
    return quoted + "\""
  }
}
