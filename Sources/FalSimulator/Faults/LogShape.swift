internal import FalClient

/// The shapes log entries have had over the years.
public enum LogShape: String, Sendable, Hashable, CaseIterable {
  /// `message` and `timestamp` alone, as the documentation shows.
  case plain
  /// With `level` and `source`, as today's official clients expect.
  case levelled
  /// Level and source inside `labels`, as older clients expect.
  case labelled

  /// A levelled entry in this shape.
  func shaped(_ entry: JSONValue) -> JSONValue {
    guard case .object(var members) = entry, self != .levelled else { return entry }
    let level = members.removeValue(forKey: "level")
    let source = members.removeValue(forKey: "source")
    if self == .labelled {
      members["labels"] = ["level": level ?? .null, "source": source ?? .null]
    }
    return .object(members)
  }
}
