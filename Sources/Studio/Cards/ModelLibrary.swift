internal import FalClient
internal import FoundationEssentials
public import Hailuo

/// The models there are cards for: those in the program, and those in the user's folder, which
/// come first.
public struct ModelLibrary: Sendable {
  /// The folder inside the user's folder of presets that cards lie in.
  public static let folderName = "models"

  /// A card and where it comes from.
  public struct Entry: Hashable, Sendable {
    /// The card.
    public let model: Model
    /// Where it comes from.
    public let source: PresetLibrary.Source
    /// The file's text, comments and all.
    public let text: String
  }

  /// The cards that can be used: ours in their order, then those of the user's that are new.
  public let entries: [Entry]
  /// What is wrong with files in the user's folder; the name each would have had goes with it.
  public let broken: [String: StudioError]

  /// The library of this environment.
  ///
  /// - Throws: ``StudioError`` `.configuration` when the variable names no folder.
  public init(environment: [String: String]) throws(StudioError) {
    let folder = environment[PresetLibrary.folderVariable].flatMap { $0.isEmpty ? nil : $0 }
    try self.init(userFolder: folder)
  }

  /// The library of the program's cards and those in a folder of presets.
  ///
  /// A file of the user's that is wrong does not hide the others; asking for it by name tells.
  public init(userFolder: String?) throws(StudioError) {
    var entries = Model.all.map { Entry(model: $0, source: .builtIn, text: $0.cardText) }
    var broken: [String: StudioError] = [:]
    for path in try Self.files(in: userFolder) {
      let stem = String(path.lastPathPart.dropLast(".yaml".count))
      do throws(StudioError) {
        let bytes = try TextFile.bytes(of: path, code: .preset)
        let model = try Model.parse(card: bytes, file: path)
        guard model.id == stem else {
          throw StudioError(
            .preset, path, "has the name '\(model.id)' inside; it must be '\(stem)' as outside")
        }
        let entry = Entry(
          model: model, source: .file(path: path), text: String(decoding: bytes, as: UTF8.self))
        if let index = entries.firstIndex(where: { $0.model.id == stem }) {
          entries[index] = entry
        } else {
          entries.append(entry)
        }
      } catch {
        broken[stem] = error
      }
    }
    self.entries = entries
    self.broken = broken
  }

  /// Every card.
  public var models: [Model] { entries.map(\.model) }

  /// The model of our name or fal's.
  ///
  /// - Throws: ``StudioError`` `.unknownPreset`, or `.preset` when the user's file is wrong.
  public func model(named name: String) throws(StudioError) -> Model {
    try entry(named: name).model
  }

  /// The card of a name and where it comes from.
  ///
  /// - Throws: ``StudioError`` `.unknownPreset`, or `.preset` when the user's file is wrong.
  public func entry(named name: String) throws(StudioError) -> Entry {
    if let error = broken[name] { throw error }
    if let entry = entries.first(where: { $0.model.id == name || $0.model.endpoint.id == name }) {
      return entry
    }
    let names = entries.map(\.model.id)
    let hint =
      Spelling.nearest(to: name, among: names).map { "did you mean '\($0)'?" }
      ?? "there is \(names.joined(separator: ", "))"
    throw StudioError(
      .unknownPreset, "model \(name.quoted)", "there is no card of that name; \(hint)")
  }

  private static func files(in folder: String?) throws(StudioError) -> [String] {
    guard let folder = folder?.appending(path: folderName),
      FileManager.default.fileExists(atPath: folder)
    else { return [] }
    do {
      return try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
        .filter { $0.hasSuffix(".yaml") && !$0.hasPrefix(".") }
        .map { folder.appending(path: $0) }
    } catch {
      throw StudioError(
        .configuration, PresetLibrary.folderVariable,
        "\(folder.quoted) is not a folder that can be read")
    }
  }
}
