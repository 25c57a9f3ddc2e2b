internal import FalClient

/// What is changed in an honest answer on its way.
public struct AnswerAlteration: Sendable, Hashable {
  /// A merge patch (RFC 7396) for a JSON body, itself JSON: `null` removes a member.
  public var patch: String?
  /// Headers that are replaced, by name; an empty value removes one.
  public var headers: [String: String]
  /// Another status.
  public var status: Int?

  /// Makes an alteration; without arguments it changes nothing.
  public init(patch: String? = nil, headers: [String: String] = [:], status: Int? = nil) {
    self.patch = patch
    self.headers = headers
    self.status = status
  }
}

extension Answer {
  /// Changes headers, status and JSON members.
  mutating func alter(by alteration: AnswerAlteration) {
    if let patch = alteration.patch.flatMap({ JSONValue(parsing: Array($0.utf8)) }),
      case .bytes(let bytes) = body, let document = JSONValue(parsing: bytes)
    {
      body = .bytes(document.merging(patch).bytes)
    }
    for (name, value) in alteration.headers {
      headers.removeAll { $0.name.lowercased() == name.lowercased() }
      if !value.isEmpty { headers.append((name, value)) }
    }
    if let status = alteration.status { self.status = min(max(status, 200), 999) }
  }
}

extension JSONValue {
  /// The value after a merge patch, RFC 7396.
  func merging(_ patch: JSONValue) -> JSONValue {
    guard case .object(let changes) = patch else { return patch }
    var members: [String: JSONValue] = [:]
    if case .object(let own) = self { members = own }
    for (name, change) in changes {
      if change == .null {
        members[name] = nil
      } else {
        members[name] = (members[name] ?? .null).merging(change)
      }
    }
    return .object(members)
  }
}
