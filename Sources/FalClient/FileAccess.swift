/// Who may read a file in fal's storage. The owner always may.
public struct FileAccess: Sendable, Hashable {
  /// What somebody gets to see.
  public enum Decision: String, Sendable, Hashable, CaseIterable {
    /// The file.
    case allow
    /// That there is a file (403).
    case forbid
    /// Nothing (404).
    case hide
  }

  /// What everybody gets who is not named.
  public var general: Decision
  /// What others get, by nickname; fal drops names it does not know without a word.
  public var byNickname: [String: Decision]

  /// Creates rules.
  public init(_ general: Decision, byNickname: [String: Decision] = [:]) {
    self.general = general
    self.byNickname = byNickname
  }

  private var json: JSONValue {
    let rules = byNickname.sorted { $0.key < $1.key }.map { name, decision in
      JSONValue.object(["user": .string(name), "decision": .string(decision.rawValue)])
    }
    var members: [String: JSONValue] = ["default": .string(general.rawValue)]
    if !rules.isEmpty { members["rules"] = .array(rules) }
    return .object(members)
  }

  /// The value of the lifecycle headers; nil when there is nothing to say (protocol guide 5.4).
  static func lifecycle(
    _ lifetime: FileLifetime?, _ access: FileAccess?
  ) throws(FalError) -> String? {
    var members: [String: JSONValue] = [:]
    if let lifetime { members["expiration_duration_seconds"] = .integer(lifetime.seconds) }
    if let access { members["initial_acl"] = access.json }
    guard !members.isEmpty else { return nil }
    do {
      return String(decoding: try JSONValue.object(members).encoded(), as: UTF8.self)
    } catch {
      throw FalError(.configuration, "The rules for files cannot be written as JSON.")
    }
  }
}
