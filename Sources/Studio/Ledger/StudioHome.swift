/// The folder where the program keeps what outlives a run.
public struct StudioHome: Hashable, Sendable {
  /// The environment's name for the folder.
  public static let variable = "HAILUO_STUDIO_HOME"

  /// The folder's path.
  public let path: String

  /// The folder this environment names, or the usual one.
  ///
  /// The usual one is `$XDG_DATA_HOME/hailuo-studio`, else `~/.local/share/hailuo-studio`.
  ///
  /// - Throws: ``StudioError`` `.configuration` when the environment names no folder at all, or a
  ///   relative one.
  public init(environment: [String: String]) throws(StudioError) {
    func value(_ name: String) -> String? { environment[name].flatMap { $0.isEmpty ? nil : $0 } }
    if let path = value(Self.variable) {
      guard path.hasPrefix("/") else {
        throw StudioError(
          .configuration, Self.variable,
          "\(path.quoted) must begin with '/': each folder would have a ledger of its own, and pay "
            + "again")
      }
      self.path = path
    } else if let data = value("XDG_DATA_HOME"), data.hasPrefix("/") {
      // A relative path is to be ignored. Source: XDG Base Directory Specification 0.8.
      path = data.appending(path: "hailuo-studio")
    } else if let home = value("HOME") {
      path = home.appending(path: ".local/share/hailuo-studio")
    } else {
      throw StudioError(.configuration, Self.variable, "is not set, and neither is HOME; set it")
    }
  }

  /// The ledger's file.
  public var ledgerPath: String { path.appending(path: "ledger.sqlite") }
}
