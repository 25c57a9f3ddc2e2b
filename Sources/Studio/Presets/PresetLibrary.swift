internal import FoundationEssentials
internal import Presets

/// The presets there are: those in the program, and those in the user's folder, which come first.
public struct PresetLibrary: Sendable {
  /// The environment's name for the user's folder.
  public static let folderVariable = "HAILUO_STUDIO_PRESETS"

  /// Where a preset comes from.
  public enum Source: Hashable, Sendable, CustomStringConvertible {
    /// It is part of the program.
    case builtIn
    /// It is a file of the user's.
    case file(path: String)

    /// For people: `built in`, or the path.
    public var description: String {
      switch self {
      case .builtIn: "built in"
      case .file(let path): path
      }
    }
  }

  /// A preset and where it comes from.
  public struct Entry: Hashable, Sendable {
    /// The preset.
    public let preset: DeliveryPreset
    /// Where it comes from.
    public let source: Source
    /// The file's text, comments and all.
    public let text: String
  }

  /// The presets that can be used, by name.
  public let entries: [Entry]
  /// What is wrong with files in the user's folder; the name each would have had goes with it.
  public let broken: [String: StudioError]

  /// The library of this environment.
  ///
  /// - Throws: ``StudioError`` `.configuration` when the variable names no folder.
  public init(environment: [String: String]) throws(StudioError) {
    let folder = environment[Self.folderVariable].flatMap { $0.isEmpty ? nil : $0 }
    try self.init(userFolder: folder)
  }

  /// The library of the program's presets and those in a folder.
  ///
  /// A file of the user's that is wrong does not hide the others; asking for it by name tells.
  public init(userFolder: String?) throws(StudioError) {
    var entries: [String: Entry] = [:]
    var broken: [String: StudioError] = [:]
    for (name, bytes) in EmbeddedPresets.all {
      let preset = try DeliveryPreset.parse(bytes, file: name)
      entries[preset.name] = Entry(
        preset: preset, source: .builtIn, text: String(decoding: bytes, as: UTF8.self))
    }
    for path in try Self.files(in: userFolder) {
      let stem = String(path.lastPathPart.prefix { $0 != "." })
      do throws(StudioError) {
        let bytes = try TextFile.bytes(of: path, code: .preset)
        let preset = try DeliveryPreset.parse(bytes, file: path)
        guard preset.name == stem else {
          throw StudioError(
            .preset, path, "has the name '\(preset.name)' inside; it must be '\(stem)' as outside")
        }
        entries[stem] = Entry(
          preset: preset, source: .file(path: path), text: String(decoding: bytes, as: UTF8.self))
      } catch {
        broken[stem] = error
      }
    }
    self.entries = entries.values.sorted { $0.preset.name < $1.preset.name }
    self.broken = broken
  }

  /// The preset of a name.
  ///
  /// - Throws: ``StudioError`` `.unknownPreset`, or `.preset` when the user's file is wrong.
  public func preset(named name: String) throws(StudioError) -> DeliveryPreset {
    try entry(named: name).preset
  }

  /// The preset of a name and where it comes from.
  ///
  /// - Throws: ``StudioError`` `.unknownPreset`, or `.preset` when the user's file is wrong.
  public func entry(named name: String) throws(StudioError) -> Entry {
    if let error = broken[name] { throw error }
    if let entry = entries.first(where: { $0.preset.name == name }) { return entry }
    let names = entries.map(\.preset.name)
    let hint =
      Spelling.nearest(to: name, among: names).map { "did you mean '\($0)'?" }
      ?? "there is \(names.joined(separator: ", "))"
    throw StudioError(
      .unknownPreset, "preset \(name.quoted)", "there is none of that name; \(hint)")
  }

  private static func files(in folder: String?) throws(StudioError) -> [String] {
    guard let folder else { return [] }
    do {
      return try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
        .filter { $0.hasSuffix(".yaml") && !$0.hasPrefix(".") }
        .map { folder.appending(path: $0) }
    } catch {
      throw StudioError(
        .configuration, folderVariable, "\(folder.quoted) is not a folder that can be read")
    }
  }
}
