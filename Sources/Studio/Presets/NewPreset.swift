internal import Footage
internal import Yams

/// A preset of the user's that is begun: its file's text, and what it means.
public struct NewPreset: Sendable {
  /// The YAML text: what differs, and where to read of the rest.
  public let text: String
  /// The preset.
  public let preset: DeliveryPreset

  /// Begins a preset.
  ///
  /// - Parameters:
  ///   - base: the preset it extends.
  ///   - wishes: values that differ, such as "video.crf=20".
  /// - Throws: ``StudioError`` `.preset` for a name that is none, or a wish that cannot be;
  ///   `.unknownPreset` for a base that is not there.
  public init(
    name: String, extending base: String, setting wishes: [String], _ library: PresetLibrary
  ) throws(StudioError) {
    guard DeliveryPreset.isName(name) else {
      throw StudioError(
        .preset, name.quoted,
        "a preset's name must be 1 to 40 small letters, digits or '-', and not 'none'")
    }
    let entry = try library.entry(named: base)
    var lines = [
      "# Keys that are not here are those of '\(base)':",
      "# hailuo-studio presets show \(base)", "# hailuo-studio presets keys",
      "name: \(name)", "summary: \(entry.preset.summary)", "extends: \(base)",
    ]
    _ = try library.preset(named: base, setting: wishes)
    var sections: [(name: String, lines: [String])] = []
    for wish in wishes {
      let parts = wish.split(separator: "=", maxSplits: 1)
      guard let path = parts.first, let value = parts.last else { continue }
      guard let dot = path.firstIndex(of: ".") else {
        lines.append("\(path): \(value)")
        continue
      }
      let (section, word) = (String(path[..<dot]), path[path.index(after: dot)...])
      if let index = sections.firstIndex(where: { $0.name == section }) {
        sections[index].lines.append("  \(word): \(value)")
      } else {
        sections.append((section, ["  \(word): \(value)"]))
      }
    }
    for section in sections { lines += ["", "\(section.name):"] + section.lines }
    text = lines.joined(separator: "\n") + "\n"
    preset = try library.preset(made: Array(text.utf8), file: "\(name).yaml")
  }
}
