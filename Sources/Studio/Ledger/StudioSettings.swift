internal import Outputs

/// What a person has set for all runs, in `config.yaml` in the program's home folder.
///
/// ```yaml
/// budget:
///   daily: 10.00     # US dollars a day, by UTC
///   project: 40.00   # US dollars a film's folder, or a folder that clips are written into
/// ```
public struct StudioSettings: Hashable, Sendable {
  /// The limits of what may be spent.
  public var budget = Budget.unlimited

  /// Nothing is set.
  public init() {}

  /// Reads the settings; a file that is not there sets nothing.
  ///
  /// - Throws: ``StudioError`` `.configuration` with every problem at its line; `.unreadable`.
  public init(home: StudioHome) throws(StudioError) {
    guard WholeFile.exists(home.settingsPath) else {
      self.init()
      return
    }
    let bytes = try TextFile.bytes(of: home.settingsPath, code: .configuration)
    try self.init(parsing: bytes, file: home.settingsPath)
  }

  /// Reads settings from a file's bytes; the path is for messages.
  ///
  /// - Throws: ``StudioError`` `.configuration` with every problem at its line.
  public init(parsing bytes: [UInt8], file: String) throws(StudioError) {
    self.init()
    guard !Self.isBlank(bytes) else { return }
    let document = try YAMLDocument.parse(bytes, file: file, code: .configuration)
    var problems = ProblemList()
    problems.add(contentsOf: document.problems)
    if let fields = YAMLFields(
      document.root, of: document, what: "the configuration", keys: ["budget"], &problems),
      let node = fields.node("budget"),
      let limits = YAMLFields(
        node, of: document, what: "the budget", keys: ["daily", "project"], &problems)
    {
      budget.daily = limits.dollars("daily", &problems)
      budget.project = limits.dollars("project", &problems)
    }
    try problems.check(.configuration, file)
  }

  /// Whether there are only blank lines and comments.
  private static func isBlank(_ bytes: [UInt8]) -> Bool {
    bytes.split(separator: UInt8(ascii: "\n")).allSatisfy { line in
      let first = line.first { $0 != 32 && $0 != 9 && $0 != 13 }
      return first == nil || first == UInt8(ascii: "#")
    }
  }
}

extension StudioHome {
  /// The file of the settings.
  public var settingsPath: String { path.appending(path: "config.yaml") }
}
