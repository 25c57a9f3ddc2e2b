internal import FalClient
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
    try self.init(userFolder: PresetFolder(environment: environment).path)
  }

  /// The library of the program's cards and those in a folder of presets.
  ///
  /// A file of the user's that is wrong does not hide the others; asking for it by name tells.
  public init(userFolder: String?) throws(StudioError) {
    var entries = Model.all.map { Entry(model: $0, source: .builtIn, text: $0.cardText) }
    var broken: [String: StudioError] = [:]
    for file in try PresetFolder(userFolder).files(of: Self.folderName) {
      do throws(StudioError) {
        let bytes = try TextFile.bytes(of: file.path, code: .preset)
        let model = try Model.parse(card: bytes, file: file.path)
        try PresetFolder.check(model.id, of: file)
        let entry = Entry(
          model: model, source: .file(path: file.path), text: String(decoding: bytes, as: UTF8.self)
        )
        if let index = entries.firstIndex(where: { $0.model.id == file.stem }) {
          entries[index] = entry
        } else {
          entries.append(entry)
        }
      } catch {
        broken[file.stem] = error
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
    throw StudioError(
      .unknownPreset, "model \(name.quoted)",
      "there is no card of that name; \(Spelling.hint(for: name, among: entries.map(\.model.id)))")
  }

  /// The card in a file, as it would be in the user's folder.
  ///
  /// - Throws: ``StudioError`` with every problem of the file, or why it cannot be read.
  public static func check(file path: String) throws(StudioError) -> Model {
    let model = try Model.parse(card: try TextFile.bytes(of: path, code: .preset), file: path)
    try PresetFolder.check(model.id, of: PresetFolder.File(path: path))
    return model
  }
}
