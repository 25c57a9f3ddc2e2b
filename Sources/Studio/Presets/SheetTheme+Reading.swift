public import Footage
internal import FoundationEssentials
internal import Presets
internal import Raster

extension SheetTheme {
  /// The names of the themes in the program.
  public static var names: [String] { EmbeddedPresets.sheets.map { String($0.name.dropLast(5)) } }

  /// A theme by its name, or from a file.
  ///
  /// - Parameter wish: a name from ``names``, or the path of a YAML file of the user's.
  /// - Throws: ``StudioError`` `.unknownPreset`, `.missing`, or `.preset` with every problem.
  public static func named(_ wish: String) throws(StudioError) -> SheetTheme {
    if wish.hasSuffix(".yaml") || wish.contains("/") {
      return try parse(try TextFile.bytes(of: wish, code: .preset), file: wish)
    }
    guard let found = EmbeddedPresets.sheets.first(where: { $0.name == wish + ".yaml" }) else {
      throw StudioError(
        .unknownPreset, "theme \(wish.quoted)",
        "there is none of that name; \(Spelling.hint(for: wish, among: names))")
    }
    return try parse(found.bytes, file: found.name)
  }

  /// Parses a theme, YAML or JSON; every key must be there.
  ///
  /// The file's path is for messages.
  /// - Throws: ``StudioError`` `.preset` with every problem, in the order of their lines.
  public static func parse(_ bytes: [UInt8], file: String) throws(StudioError) -> SheetTheme {
    let document = try YAMLDocument.parse(bytes, file: file, code: .preset)
    var problems = ProblemList()
    problems.add(contentsOf: document.problems)
    let theme = SheetTheme(document, &problems)
    try problems.check(.preset, file)
    guard let theme else { throw StudioError(.preset, file, "is not a theme") }
    return theme
  }

  /// A colour, or one with two more digits that say how much of what is behind it it hides.
  private static func color(_ text: String) -> Color? {
    guard text.count == 9, text.hasPrefix("#"), let alpha = UInt8(text.suffix(2), radix: 16) else {
      return Color(text)
    }
    return Color(String(text.dropLast(2)))?.opacity(Double(alpha) / 255)
  }

  private static let keys = [
    "name", "summary", "paper", "ink", "faded", "tile", "plate", "plate_ink", "warning", "margin",
    "gap", "header", "times", "frames",
  ]

  private init?(_ document: YAMLDocument, _ problems: inout ProblemList) {
    guard
      let fields = YAMLFields(
        document.root, of: document, what: "a theme", keys: Self.keys, &problems)
    else { return nil }
    for key in Self.keys { fields.require(key, &problems) }
    let name = fields.text("name", &problems)
    let summary = fields.text("summary", &problems)
    func color(_ key: String) -> Color? {
      guard let text = fields.text(key, &problems) else { return nil }
      if let color = Self.color(text.value) { return color }
      problems.add(
        text.location,
        "'\(key)' must be a colour like \"#rrggbb\" or \"#rrggbbaa\", not \(text.value.quoted)")
      return nil
    }
    func pixels(_ key: String) -> Int? {
      fields.number(key, "a number of pixels from 0 to 200", &problems) { (0...200).contains($0) }?
        .value
    }
    let colors = ["paper", "ink", "faded", "tile", "plate", "plate_ink", "warning"].map(color)
    let (margin, gap) = (pixels("margin"), pixels("gap"))
    let flags = ["header", "times", "frames"].map { fields.flag($0, &problems)?.value }
    guard let name, let summary, let margin, let gap else { return nil }
    let found = (colors.compactMap { $0 }, flags.compactMap { $0 })
    guard found.0.count == colors.count, found.1.count == flags.count else { return nil }
    self.init(
      name: name.value, summary: summary.value, paper: found.0[0], ink: found.0[1],
      faded: found.0[2], tile: found.0[3], plate: found.0[4], plateInk: found.0[5],
      warning: found.0[6], margin: margin, gap: gap, hasHeader: found.1[0],
      showsTimes: found.1[1], showsFrames: found.1[2])
  }
}
