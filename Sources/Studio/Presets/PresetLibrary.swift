internal import Footage
internal import FoundationEssentials
internal import Presets

/// The presets there are: those in the program, and those in the user's folder, which come first.
public struct PresetLibrary: Sendable {
  /// The environment's name for the user's folder.
  public static let folderVariable = PresetFolder.variable

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
  /// What each preset's own file and those it extends say together.
  private let drafts: [String: PresetDraft]
  private let family: PresetFamily

  /// The library of this environment.
  ///
  /// - Throws: ``StudioError`` `.configuration` when the variable names no folder.
  public init(environment: [String: String]) throws(StudioError) {
    try self.init(userFolder: PresetFolder(environment: environment).path)
  }

  /// The library of the program's presets and those in a folder.
  ///
  /// A file of the user's that is wrong does not hide the others; asking for it by name tells.
  public init(userFolder: String?) throws(StudioError) {
    var family = PresetFamily()
    for (name, bytes) in EmbeddedPresets.all { try family.add(builtIn: bytes, file: name) }
    var broken: [String: StudioError] = [:]
    for file in try PresetFolder(userFolder).files() {
      do throws(StudioError) {
        try family.add(user: file, try TextFile.bytes(of: file.path, code: .preset))
      } catch {
        broken[file.stem] = error
      }
    }
    var entries: [Entry] = []
    var drafts: [String: PresetDraft] = [:]
    for member in family.members where broken[member.name] == nil {
      do throws(StudioError) {
        let draft = try family.whole(member)
        entries.append(
          Entry(
            preset: try DeliveryPreset(draft), source: member.source, text: member.text))
        drafts[member.name] = draft
      } catch {
        // One of ours that is wrong is a fault of the program, which a test finds.
        guard case .file = member.source else { throw error }
        broken[member.name] = error
      }
    }
    self.entries = entries.sorted { $0.preset.name < $1.preset.name }
    self.broken = broken
    self.drafts = drafts
    self.family = family
  }

  /// The preset of a name.
  ///
  /// - Parameters:
  ///   - encoder: FFmpeg's name of one to use for its picture, if it has one that this encoder makes.
  ///   - wishes: single values to change, such as "video.crf=20"; later ones win.
  /// - Throws: ``StudioError`` `.unknownPreset`, or `.preset` when the user's file or a wish is
  ///   wrong.
  public func preset(
    named name: String, encoder: String? = nil, setting wishes: [String] = []
  ) throws(StudioError) -> DeliveryPreset {
    let preset = try entry(named: name).preset
    var wishes = wishes
    if let encoder, let video = preset.settings.video, video.codec.isMade(by: encoder) {
      wishes.insert("video.encoder=\(encoder)", at: 0)
    }
    guard var draft = drafts[name], !wishes.isEmpty else { return preset }
    for wish in wishes { draft = try PresetDraft.parse(wish: wish).applied(over: draft) }
    return try DeliveryPreset(draft, knowsFormats: true)
  }

  /// Whether a key such as "video.crf" says how the picture's bits are spent, of which one is enough.
  public static func spendsBits(_ key: String) -> Bool { PresetDraft.rateKeys.contains(key) }

  /// Which of some wishes are for a picture or a sound that a preset has not, and that they do not ask
  /// for.
  ///
  /// - Throws: ``StudioError`` as ``preset(named:encoder:setting:)`` does.
  public func idle(_ wishes: [String], for name: String) throws(StudioError) -> [String] {
    let settings = try entry(named: name).preset.settings
    var sections: Set<String> = []
    if settings.video == nil { sections.insert("video") }
    if settings.audio == nil { sections.insert("audio") }
    var paths: [String: String] = [:]
    for wish in wishes {
      for path in try PresetDraft.parse(wish: wish).entries.keys { paths[wish] = path }
    }
    // A codec is where a section begins.
    sections = sections.filter { section in !paths.values.contains("\(section).codec") }
    return wishes.filter { wish in sections.contains { paths[wish]?.hasPrefix("\($0).") == true } }
  }

  /// The preset of a name and where it comes from.
  ///
  /// - Throws: ``StudioError`` `.unknownPreset`, or `.preset` when the user's file is wrong.
  public func entry(named name: String) throws(StudioError) -> Entry {
    if let error = broken[name] { throw error }
    if let entry = entries.first(where: { $0.preset.name == name }) { return entry }
    throw StudioError(
      .unknownPreset, "preset \(name.quoted)",
      "there is none of that name; \(Spelling.hint(for: name, among: entries.map(\.preset.name)))")
  }

  /// The preset that a text describes, as if it lay in the user's folder.
  ///
  /// - Parameter file: its path, for messages; its name without ".yaml" must be the one inside.
  /// - Throws: ``StudioError`` `.preset` with every problem.
  public func preset(made text: [UInt8], file: String) throws(StudioError) -> DeliveryPreset {
    var family = family
    return try DeliveryPreset(
      try family.whole(try family.add(user: PresetFolder.File(path: file), text, knowsBases: true)),
      knowsFormats: true)
  }

  /// The preset in a file, as if it lay in the user's folder.
  ///
  /// - Throws: ``StudioError`` `.preset` with every problem, or why the file cannot be read.
  public func preset(in file: String) throws(StudioError) -> DeliveryPreset {
    try preset(made: try TextFile.bytes(of: file, code: .preset), file: file)
  }
}

extension DeliveryPreset {
  /// The preset that a whole draft describes.
  ///
  /// - Parameter knowsFormats: whether the FFmpeg at hand is asked for pixel formats; that loads it.
  init(_ draft: PresetDraft, knowsFormats: Bool = false) throws(StudioError) {
    guard let name = draft.name, let summary = draft.summary else {
      throw StudioError(.preset, draft.file, "is not a preset")
    }
    self.init(
      name: name, summary: summary, base: draft.base?.name,
      settings: try draft.settings(knowsFormats: knowsFormats))
  }
}
