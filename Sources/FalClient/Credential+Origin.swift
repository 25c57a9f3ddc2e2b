internal import Outputs

extension Credential {
  /// Where a key is found; tells nothing of the key.
  public enum Origin: Sendable, Hashable, CustomStringConvertible {
    /// Environment variables, by name.
    case variables([String])
    /// A file.
    case file(path: String)

    /// For people: "FAL_KEY", or the file's path.
    public var description: String {
      switch self {
      case .variables(let names): names.joined(separator: " and ")
      case .file(let path): path
      }
    }
  }

  /// Where the key of an environment is, in the order of ``find(_:)``; nil when there is none.
  public static func origin(_ environment: [String: String]) -> Origin? {
    func isSet(_ name: String) -> Bool {
      environment[name].map { !$0.allSatisfy(\.isWhitespace) } ?? false
    }
    if isSet("FAL_KEY") { return .variables(["FAL_KEY"]) }
    if isSet("FAL_KEY_ID"), isSet("FAL_KEY_SECRET") {
      return .variables(["FAL_KEY_ID", "FAL_KEY_SECRET"])
    }
    if let path = environment["FAL_KEY_FILE"], !path.isEmpty { return .file(path: path) }
    guard let path = usualKeyFile(environment), WholeFile.exists(path) else { return nil }
    return .file(path: path)
  }
}
