internal import FoundationEssentials

/// A temporary folder that only this user can enter.
struct PrivateFolder: Sendable {
  let path: String

  static func make() throws -> PrivateFolder {
    let path = FileManager.default.temporaryDirectory
      .appending(path: "hailuo-simulator-\(UUID().uuidString.lowercased())").path()
    do {
      try FileManager.default.createDirectory(
        atPath: path, withIntermediateDirectories: false, attributes: [.posixPermissions: 0o700])
    } catch {
      throw SimulatorError(
        .folder,
        "\(path): the simulator cannot make its temporary folder; set TMPDIR to a writable one",
        cause: error)
    }
    return PrivateFolder(path: path)
  }

  /// A path for a new file; no file has it.
  func newPath(suffix: String) -> String {
    "\(path)/\(UUID().uuidString.lowercased())\(suffix)"
  }

  /// Removes the folder and all in it.
  func remove() {
    Self.removeItem(path)
  }

  /// Removes a file or folder. One that cannot be removed is left to the system's own cleaning:
  /// it lies in the temporary folder, and nothing depends on its absence.
  static func removeItem(_ path: String) {
    do {
      try FileManager.default.removeItem(atPath: path)
    } catch {}
  }
}
