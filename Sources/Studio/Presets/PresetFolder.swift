internal import FoundationEssentials

/// The user's folder of presets, in which files of several kinds lie.
struct PresetFolder {
  /// The environment's name for it.
  static let variable = "HAILUO_STUDIO_PRESETS"

  /// Where it is; `nil` when the user has none.
  let path: String?

  init(_ path: String?) { self.path = path }

  init(environment: [String: String]) {
    path = environment[Self.variable].flatMap { $0.isEmpty ? nil : $0 }
  }

  /// A file of the user's.
  struct File {
    let path: String

    /// Its name without the ending, which the name inside must be.
    var stem: String {
      let name = path.lastPathPart
      return name.hasSuffix(".yaml") ? String(name.dropLast(".yaml".count)) : name
    }
  }

  /// The YAML files of one kind, by name.
  ///
  /// - Parameter kind: the folder inside, which need not be there; `nil` for the folder itself.
  /// - Throws: ``StudioError`` `.configuration` when it cannot be listed.
  func files(of kind: String? = nil) throws(StudioError) -> [File] {
    guard let path else { return [] }
    let folder = kind.map { path.appending(path: $0) } ?? path
    if kind != nil, !FileManager.default.fileExists(atPath: folder) { return [] }
    do {
      return try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
        .filter { $0.hasSuffix(".yaml") && !$0.hasPrefix(".") }
        .map { File(path: folder.appending(path: $0)) }
    } catch {
      throw StudioError(
        .configuration, Self.variable, "\(folder.quoted) is not a folder that can be read")
    }
  }

  /// Refuses a file whose name inside is another than outside.
  static func check(_ name: String, of file: File) throws(StudioError) {
    guard name == file.stem else {
      throw StudioError(
        .preset, file.path, "has the name '\(name)' inside; it must be '\(file.stem)' as outside")
    }
  }
}
