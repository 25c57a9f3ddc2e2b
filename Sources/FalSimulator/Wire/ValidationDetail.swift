internal import FalClient

/// One entry of a model error's detail list, in Pydantic's form.
struct ValidationDetail: Hashable, Sendable {
  var location: [String]
  var message: String
  var type: String
  var context: [String: JSONValue] = [:]
  var input: JSONValue?

  var json: JSONValue {
    var members: [String: JSONValue] = [
      "loc": .array(location.map { .string($0) }), "msg": .string(message), "type": .string(type),
    ]
    if !context.isEmpty { members["ctx"] = .object(context) }
    if let input { members["input"] = input }
    return .object(members)
  }
}
